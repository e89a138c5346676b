"""candidatePairs: accounts or people that may be one, by name and address, for a steward to look at.

In: a noun and a least score. Out: :class:`CandidatePairs`. Refuses: to join anything; pairs that a steward decided are
not shown again.
"""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from graph_service.errors import UsageError
from graph_service.questions.answer import (
    Answer,
    NodeSeen,
    RecordSeen,
    Status,
    Truncated,
    Why,
    doc,
    records_seen,
)
from graph_service.questions.ask import PATIENCE, Ask
from graph_service.questions.pairing import AGREES, DIFFERS, MOST_COMPARED, Likeness, Scored, likely_pairs, plain_words
from graph_service.questions.pairing_splink import likely_pairs_by_splink

MOST = 500
MOST_THINGS = 200_000
_PAGE = 5_000


class PairNoun(Enum):
    """What may be compared."""

    ACCOUNT = "Companies."
    PERSON = "People."


class PairMethod(Enum):
    """Who weighs."""

    RAPIDFUZZ = "How alike names and addresses are, with fixed weights."
    SPLINK = "Splink's match probability; needs the extra `splink`."


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFeature:
    """One thing compared."""

    what: str = field(metadata=doc("name, domain, address, phone, employer or country"))
    left: str = field(metadata=doc("Of the one; an employer by our id"))
    right: str = field(metadata=doc("Of the other"))
    alike: float = field(metadata=doc("How alike they are, 0 to 1"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidatePair:
    """Two things that may be one. Nothing is joined by it."""

    left: NodeSeen = field(metadata=doc("The one"))
    right: NodeSeen = field(metadata=doc("The other"))
    score: float = field(metadata=doc("How alike, 0 to 1; it ranks, it proves nothing"))
    agrees: list[PairFeature] = field(metadata=doc("What speaks for it"))
    differs: list[PairFeature] = field(metadata=doc("What speaks against it"))
    left_records: list[RecordSeen] = field(metadata=doc("Source records of the one, at most 10"))
    right_records: list[RecordSeen] = field(metadata=doc("Source records of the other"))
    ambiguity: str | None = field(metadata=doc("An ambiguity that is about both: decide that one instead"))
    link: str | None = field(metadata=doc("What to type to say that they are one"))
    deny: str | None = field(metadata=doc("What to type to say that they are not, so that they are not shown again"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidatePairs(Answer):
    """Pairs to look at, the likeliest first."""

    pairs: list[CandidatePair] = field(default_factory=list, metadata=doc("The pairs"))
    things: int = field(default=0, metadata=doc("How many things were looked at"))
    compared: int = field(default=0, metadata=doc("How many pairs of them were compared"))
    truncated: list[Truncated] = field(default_factory=list, metadata=doc("What was not looked at, and why"))


async def candidate_pairs(
    ask: Ask,
    noun: PairNoun = PairNoun.ACCOUNT,
    least: float = 0.85,
    first: int = 100,
    method: PairMethod = PairMethod.RAPIDFUZZ,
) -> CandidatePairs:
    """Things that may be one, by name and address.

    Args:
        ask: who answers.
        noun: accounts or people.
        least: least score of a pair, 0.5 to 1.
        first: most pairs, the likeliest first.
        method: who weighs.
    Raises:
        UsageError: ``least`` or ``first`` is out of bounds, or what weighs is not installed.
    """
    if not 0.5 <= least <= 1:
        raise UsageError(f"least is {least}, must be 0.5 to 1", where="least")
    if not 1 <= first <= MOST:
        raise UsageError(f"first is {first}, must be 1 to {MOST}", where="first")
    things, cut = await _things(ask, noun)
    # minutes of arithmetic must not hold up who else asks
    weigh = likely_pairs if method is PairMethod.RAPIDFUZZ else likely_pairs_by_splink
    found = await asyncio.to_thread(weigh, things, least)
    names = {one.id: one.name for one in things}
    pairs: list[CandidatePair] = []
    place = 0
    while len(pairs) < first and place < len(found.pairs):
        page = found.pairs[place : place + first]
        place += len(page)
        pairs += await _undecided(ask, noun, page, names)
    truncated = _truncated(cut, found.cut, found.passed_over)
    if len(pairs) > first or place < len(found.pairs):
        text = f"There are more pairs of at least {least}; decide these, or ask for more."
        truncated.append(Truncated(what="PAIRS", cap=first, text=text))
    text = "Suggested by names and addresses that are alike; nothing is joined until a steward says so."
    return CandidatePairs(
        status=Status.OK,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        why=[Why(rule="ALIKE" if method is PairMethod.RAPIDFUZZ else "MATCH_PROBABILITY", text=text)],
        pairs=pairs[:first],
        things=len(things),
        compared=found.compared,
        truncated=truncated,
    )


async def _things(ask: Ask, noun: PairNoun) -> tuple[list[Likeness], bool]:
    name = "review/pair_accounts" if noun is PairNoun.ACCOUNT else "review/pair_people"
    things: list[Likeness] = []
    after = ""
    while len(things) < MOST_THINGS:
        rows = await ask.reader.run(name, timeout=PATIENCE, after=after, most=_PAGE)
        things += [_likeness(row) for row in rows if row["state"] in ("live", None)]
        if len(rows) < _PAGE:
            return things, False
        after = rows[-1]["id"]
    return things, True


def _likeness(row: Mapping[str, Any]) -> Likeness:
    name = row["name"] or row["legal_name"] or ""
    return Likeness(
        id=row["id"],
        name=name,
        words=plain_words(name),
        country=row["country"],
        domains=frozenset(row["domains"] or ()),
        emails=frozenset(row["emails"]),
        phones=frozenset(row["phones"]),
        employers=frozenset(row["employers"]),
        family=frozenset(row["family"]),
    )


async def _undecided(ask: Ask, noun: PairNoun, page: list[Scored], names: Mapping[str, str]) -> list[CandidatePair]:
    rows = await ask.reader.run(
        "review/pair_records",
        timeout=PATIENCE,
        pairs=[[one.left, one.right] for one in page],
        steward=ask.model.steward,
    )
    known = {(row["left"], row["right"]): row for row in rows}
    return [
        _pair(ask, noun, one, known[one.left, one.right], names)
        for one in page
        if (one.left, one.right) in known and not known[one.left, one.right]["decided"]
    ]


def _pair(ask: Ask, noun: PairNoun, one: Scored, row: Mapping[str, Any], names: Mapping[str, str]) -> CandidatePair:
    features = [(PairFeature(what=x.what, left=x.left, right=x.right, alike=x.alike), x.alike) for x in one.features]
    label = noun.name.title()
    mine, theirs = row["mine"], row["theirs"]
    both = (mine[0], theirs[0]) if mine and theirs else None
    return CandidatePair(
        left=NodeSeen(noun=label, id=one.left, name=names[one.left] or None),
        right=NodeSeen(noun=label, id=one.right, name=names[one.right] or None),
        score=one.score,
        agrees=[feature for feature, alike in features if alike >= AGREES],
        differs=[feature for feature, alike in features if alike < DIFFERS],
        left_records=records_seen(ask, mine),
        right_records=records_seen(ask, theirs),
        ambiguity=row["doubts"][0] if row["doubts"] else None,
        link=_command("same", *both) if both else None,
        deny=_command("different", *both) if both else None,
    )


def _command(word: str, left: Mapping[str, Any], right: Mapping[str, Any]) -> str:
    return f"gtm-graph review {word} {_words(left)} {_words(right)} --actor YOU --team TEAM --reason WHY"


def _words(record: Mapping[str, Any]) -> str:
    return shlex.quote(f"{record['system']}:{record['object']}:{record['external_id']}")


def _truncated(things: bool, compared: bool, passed_over: int) -> list[Truncated]:
    cuts: list[Truncated] = []
    if things:
        cuts.append(Truncated(what="THINGS", cap=MOST_THINGS, text=f"Only the first {MOST_THINGS:,} were looked at."))
    if compared:
        cuts.append(
            Truncated(what="COMPARED", cap=MOST_COMPARED, text="There were too many pairs to compare them all.")
        )
    if passed_over:
        text = f"{passed_over:,} words or addresses are shared by too many to compare all who share them."
        cuts.append(Truncated(what="BLOCKS", cap=passed_over, text=text))
    return cuts


__all__ = ["CandidatePairs", "PairNoun", "candidate_pairs"]
