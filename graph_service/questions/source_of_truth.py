"""sourceOfTruth: whom to believe about what: the system that owns each field and link, the teams that may write it, how
fresh it is, and what is in conflict now.

In: the Model, the ledger of runs, the open ambiguities. Out: :class:`SourceOfTruth`. Refuses: nouns that the model does
not have. :func:`truth_rows` is the same without a database.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as entry  # an answer's member is called "field"
from datetime import datetime
from enum import Enum

from graph_service.errors import UsageError
from graph_service.model.authority import field_ruling, identity_ruling, link_ruling
from graph_service.model.model import Model
from graph_service.questions.answer import Answer, Status, Why, doc, listed
from graph_service.questions.ask import PATIENCE, Ask, moment
from graph_service.questions.can_write import IDENTITY
from graph_service.questions.question import Question, plain_name

STOPS = "stops"
_OLDEST = 2**31 - 1
_SHOWN = 5


class TruthRule(Enum):
    """How several systems that claim one thing are settled."""

    AUTHORITY = "The most trusted system that claims it counts; within it the newest claim."
    FIRST_WINS = "The most trusted system that claims it counts; within it the first claim, for ever."
    UNION = "All that trusted systems claim counts together."
    KEYS = "Records are joined by what people decided, by the vendor's merges, by cross-references, and by keys."


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthRow:
    """One field, link or identity."""

    object: str = entry(metadata=doc("The noun, or of a link the nouns whose it is"))
    field: str = entry(metadata=doc("The field; or the link with its kind; or identity; or stops"))
    meaning: str = entry(metadata=doc("What it means"))
    owner: str | None = entry(metadata=doc("The system that owns it: the first of the list that is connected"))
    systems: list[str] = entry(metadata=doc("Systems that are believed, in the order of trust"))
    connected: list[str] = entry(metadata=doc("Those of them that deliver, in that order"))
    teams: list[str] = entry(metadata=doc("Teams that may write it by hand; empty: nobody"))
    rule: TruthRule = entry(metadata=doc("AUTHORITY, FIRST_WINS, UNION or KEYS"))
    fresh_at: datetime | None = entry(metadata=doc("Last run of the owner"))
    age_seconds: int | None = entry(metadata=doc("How long ago that is"))
    conflicts: int | None = entry(metadata=doc("Open ambiguities about it now; null where nobody looked"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOfTruth(Answer):
    """Whom to believe about what."""

    rows: list[TruthRow] = entry(default_factory=list, metadata=doc("By noun, its fields first"))
    conflicts: int | None = entry(default=None, metadata=doc("Open ambiguities about all of them"))
    not_connected: list[str] = entry(
        default_factory=list, metadata=doc("Systems that are named here and never delivered anything: passed over")
    )


async def source_of_truth(ask: Ask, object: str | None = None) -> SourceOfTruth:
    """Whom to believe about what, live.

    Args:
        ask: who answers.
        object: only what belongs to this noun.
    Raises:
        UsageError: the model has no such noun.
    """
    runs, doubts = await asyncio.gather(
        ask.reader.run("ledger/source_overview", timeout=PATIENCE),
        ask.reader.run("model/source_of_truth", timeout=PATIENCE),
    )
    conflicts: Counter[tuple[str, str]] = Counter()
    for row in doubts:
        for place in _places(ask.model, row["kind"], row["first"], row["last"], row["nouns"]):
            conflicts[place] += row["open"]
    fresh = {row["source"]: row["last_run_at"] for row in runs}
    rows = truth_rows(ask.model, object, fresh, conflicts, ask.now)
    named = {system for row in rows for system in row.systems}
    absent = sorted(named - fresh.keys() - ask.model.deciders)
    return SourceOfTruth(
        status=Status.OK,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        why=_why(rows, absent),
        rows=rows,
        conflicts=sum(row.conflicts or 0 for row in rows),
        not_connected=absent,
    )


def static_truth(model: Model, now: datetime, object: str | None = None) -> SourceOfTruth:
    """Whom to believe by the model alone, without a database.

    Args:
        model: the Model.
        now: for the answer.
        object: only what belongs to this noun.
    """
    rows = truth_rows(model, object, None, None, now)
    return SourceOfTruth(status=Status.OK, as_of=now, model_version=model.version, rows=rows)


def truth_rows(
    model: Model,
    object: str | None,
    fresh: Mapping[str, str] | None,
    conflicts: Mapping[tuple[str, str], int] | None,
    now: datetime,
) -> list[TruthRow]:
    """The table.

    Args:
        model: the Model.
        object: only what belongs to this noun.
        fresh: system -> its last run; None where nobody looked: then every system counts as connected.
        conflicts: (noun or empty for a link, field) -> open ambiguities; None where nobody looked.
        now: ages are counted from here.
    Raises:
        UsageError: the model has no such noun.
    """
    found = {plain_name(name): name for name in model.objects}
    if object is not None and plain_name(object) not in found:
        raise UsageError(f"the model has no noun {object[:60]!r}", hint="one of " + ", ".join(model.objects))
    only = found[plain_name(object)] if object is not None else None
    rows = []
    for nouns, name, doc_, systems, teams, rule in _told(model):
        if only is not None and only not in nouns:
            continue
        believed = [system for system in systems if system not in model.deciders]
        here = [system for system in believed if fresh is None or system in fresh]
        owner = here[0] if here and rule is not TruthRule.KEYS else None
        at = moment(fresh.get(owner)) if fresh and owner else None
        place = (nouns[0] if name in (IDENTITY, STOPS) or name in model.objects[nouns[0]].fields else "", name)
        rows.append(
            TruthRow(
                object=" | ".join(nouns),
                field=name,
                meaning=doc_,
                owner=owner,
                systems=believed,
                connected=here if fresh is not None else [],
                teams=list(teams),
                rule=rule,
                fresh_at=at,
                age_seconds=min(max(0, int((now - at).total_seconds())), _OLDEST) if at else None,
                conflicts=None if conflicts is None else conflicts.get(place, 0),
            )
        )
    return rows


_Told = tuple[Sequence[str], str, str, Sequence[str], Sequence[str], TruthRule]


def _told(model: Model) -> Iterator[_Told]:
    """Nouns, field, meaning, systems, teams and rule of everything that somebody is believed about."""
    for noun, spec in model.objects.items():
        for name, one in spec.fields.items():
            rule = TruthRule.UNION if one.union else TruthRule.FIRST_WINS if one.first_wins else TruthRule.AUTHORITY
            ruling = field_ruling(model, noun, name, [])
            yield (noun,), name, one.doc, ruling.systems, ruling.teams, rule
        if not spec.derived_from and not spec.from_keys and not spec.facet_of:
            teams = identity_ruling(model, noun, []).teams
            yield (noun,), IDENTITY, f"Which records are one {noun}", (), teams, TruthRule.KEYS
    people = next((name for name, spec in model.objects.items() if spec.derived_from), None)
    stewardship = model.policies.get("stewardship")
    if people is not None and stewardship is not None:
        text = "Who may not be contacted; every system is believed that says stop"
        yield (people,), STOPS, text, tuple(model.sources), stewardship.release["SUBJECT"].teams, TruthRule.UNION
    for type_, link in model.links.items():
        nouns = link.from_ if link.subject == "from" else link.to
        for variant in link.variant.values if link.variant else [""]:
            ruling = link_ruling(model, type_, variant, [], [])
            name = f"{type_}:{variant}" if variant else type_
            rule = TruthRule.AUTHORITY if link.single(variant) else TruthRule.UNION
            if not link.derived:
                yield nouns, name, link.doc, ruling.systems, ruling.teams, rule


_LINKS = frozenset(("CONTESTED_LINK", "CYCLE", "SELF"))
_STOPS = frozenset(("RETRACTED_WITHOUT_ACT", "UNMAPPED_CONSENT"))


def _places(model: Model, kind: str, first: str, last: str, nouns: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The rows that an ambiguity is about."""
    if kind in _LINKS:
        yield "", first
    elif kind == "UNMAPPED_ROLE":
        yield "", "HAS_ROLE:OTHER"
    elif kind in _STOPS:
        yield from ((name, STOPS) for name, spec in model.objects.items() if spec.derived_from)
    elif kind == "ILLEGAL_TRANSITION":
        yield from ((noun, last) for noun in _with_facets(model, nouns) if last in model.objects[noun].fields)
    else:
        by_key = [name for name, spec in model.objects.items() if first in spec.identity.keys]
        yield from ((noun, IDENTITY) for noun in (nouns or by_key))


def _with_facets(model: Model, nouns: Sequence[str]) -> list[str]:
    """Nouns, and for a person its facets, whose fields stages are."""
    return [*nouns, *(name for name, spec in model.objects.items() if spec.facet_of in nouns)]


def _why(rows: Sequence[TruthRow], absent: Sequence[str]) -> list[Why]:
    why = []
    for row in sorted((row for row in rows if row.conflicts), key=lambda row: -(row.conflicts or 0))[:_SHOWN]:
        text = f"{row.conflicts} open about {row.object} {row.field}; {listed(row.teams) or 'nobody'} may decide."
        why.append(Why(rule="CONFLICT", text=text))
    if not why:
        why.append(Why(rule="NO_CONFLICT", text="Nothing is in conflict about what is shown."))
    if absent:
        why.append(Why(rule="NOT_CONNECTED", text=f"Never delivered anything, so passed over: {listed(absent)}."))
    return why


SOURCE_OF_TRUTH = Question(
    name="source_of_truth",
    doc="Whom to believe about what: owning system, teams that may write, freshness, and what is in conflict now.",
    function=source_of_truth,
    docs={"object": "Only what belongs to this noun, e.g. Account"},
)
