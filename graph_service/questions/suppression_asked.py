"""From the references asked to people, companies' people, campaign members, or addresses that nobody has yet.

In: what the caller named. Out: one :class:`Asked` per reference, in the order asked. Refuses: more than 10,000 at once,
a company or campaign that cannot be found; a single bad reference among many is kept and answered, never dropped.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from graph_service.errors import UsageError
from graph_service.graph.ids import split_noun_id
from graph_service.model.types import email as email_type
from graph_service.model.types import phone as phone_type
from graph_service.questions.answer import Candidate, Status, Why
from graph_service.questions.ask import Ask
from graph_service.questions.reference import AccountRef, PersonRef, Ref
from graph_service.questions.resolve import external_key, resolve
from graph_service.questions.suppression_read import STATEMENT_SECONDS, Row, Stranger, rows_of

MOST = 10_000
_HOLDERS = 1_000
_TOO_MANY = f"at most {MOST} people can be asked about at once"


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignRef(Ref):
    """One campaign."""

    noun: ClassVar[str] = "Campaign"


@dataclass(slots=True)
class Asked:
    """One reference and what it names.

    Attributes:
        written: the reference as asked.
        people: ids of the person, or of all candidates.
        point: key of the address it was asked by.
        stranger: set where it names nobody.
        problem: why it cannot be read as a reference.
    """

    written: str
    people: list[str] = field(default_factory=list)
    point: str | None = None
    stranger: Stranger | None = None
    problem: str | None = None

    @property
    def status(self) -> Status:
        """OK with one person, AMBIGUOUS with several, else NOT_FOUND."""
        if len(self.people) == 1:
            return Status.OK
        return Status.AMBIGUOUS if self.people else Status.NOT_FOUND


@dataclass(slots=True)
class Unfound:
    """The company or campaign that was to name the people could not be told."""

    status: Status
    candidates: list[Candidate]
    why: list[Why]


async def people_asked(ask: Ask, people: Sequence[Any]) -> list[Asked]:
    """What each of a list of references names.

    Raises:
        UsageError: more than 10,000.
    """
    if len(people) > MOST:
        raise UsageError(f"{_TOO_MANY}, {len(people)} were given", hint=f"ask in pieces of {MOST}")
    asked = [_read(written) for written in people]
    by_id: list[Row] = []
    by_key: dict[str, list[int]] = {}
    for n, (one, ref) in enumerate(asked):
        if ref is None:
            continue
        if ref.email is not None:
            key = _email_key(ref.email)
            if key is None:
                one.problem = "it is no e-mail address"
                continue
            one.point = key
            by_key.setdefault(key, []).append(n)
        else:
            parts = split_noun_id(ref.id or "")
            birth = ask.birth_id(external_key(ask, ref.external_id)) if ref.external_id else parts[1] if parts else ""
            by_id.append({"n": n, "id": ref.id, "birth": birth})
    only = [one for one, _ in asked]
    keys, ids = await asyncio.gather(_by_key(ask, sorted(by_key)), _by_id(ask, by_id))
    for key, places in by_key.items():
        found = keys.get(key, [])
        for n in places:
            only[n].people = list(found)
            if not found:
                only[n].stranger = Stranger([key])
    for row in ids:
        one = only[row["n"]]
        if row["person"] is not None and row["person"] not in one.people:
            one.people.append(row["person"])
        elif row["record"] is not None:
            one.stranger = Stranger(row["keys"], row["record"])
        elif row["noun"] is not None:
            one.problem = f"it names a {row['noun']}, not a person"
        elif not one.people and row["birth"]:
            # nobody now, but perhaps somebody who was erased
            one.stranger = Stranger([], birth=row["birth"])
    return only


async def account_people(ask: Ask, accounts: Sequence[Any]) -> list[Asked] | Unfound:
    """The people who work at some companies, or the reason why one of them is not found.

    Raises:
        UsageError: more than 10,000 people.
    """
    ids: list[str] = []
    for written in accounts:
        resolved = await resolve(ask, AccountRef.parse(written))
        if resolved.node is None:
            return Unfound(resolved.status, resolved.candidates, resolved.why)
        ids.append(resolved.node.id)
    return await _listed(ask, "people_of_accounts", "ask about fewer accounts", ids=ids)


async def campaign_people(ask: Ask, campaign: Any) -> list[Asked] | Unfound:
    """The members of a campaign, or the reason why it is not found.

    Raises:
        UsageError: more than 10,000 people.
    """
    named = CampaignRef.parse(campaign)
    parts = split_noun_id(named.id or "")
    birth = ask.birth_id(external_key(ask, named.external_id)) if named.external_id else parts[1] if parts else ""
    hint = f"ask for its people in pieces of {MOST}"
    found = await _listed(ask, "people_of_campaign", hint, campaign=named.id, birth=birth)
    if not found:
        return Unfound(Status.NOT_FOUND, [], [Why(rule="NOT_FOUND", text=f"No Campaign is known as {named}.")])
    return [one for one in found if one.people]


async def point_asked(ask: Ask, written: Any) -> str | None:
    """The key of the contact point asked for: an address, a number, ``email|...``, ``phone|...`` or its id.

    Raises:
        UsageError: it is none of these.
    """
    if written is None:
        return None
    if isinstance(written, dict) and len(written) == 1:
        written = next(iter(written.values()))
    text = str(written).strip()
    if text.startswith("cpt_"):
        rows = await ask.reader.run("suppression/contact_point", timeout=STATEMENT_SECONDS, id=text)
        if rows:
            return f"{str(rows[0]['kind']).lower()}|{rows[0]['value']}"
        raise UsageError(f"no contact point has the id {text[:60]}")
    text = text.partition("|")[2] if text.startswith(("email|", "phone|")) else text
    if "@" in text and (key := _email_key(text)) is not None:
        return key
    try:
        return f"phone|{phone_type.clean(text)}"
    except (ValueError, TypeError):
        raise UsageError("contactPoint is no address, no number and no id of a contact point") from None


def _read(written: Any) -> tuple[Asked, PersonRef | None]:
    try:
        ref = PersonRef.parse(written)
    except UsageError as error:
        return Asked(written=str(written)[:200], problem=error.message), None
    return Asked(written=str(ref)), ref


def _email_key(written: str) -> str | None:
    try:
        return f"email|{email_type.clean(written)}"
    except ValueError:
        return None


async def _by_key(ask: Ask, keys: Sequence[str]) -> dict[str, list[str]]:
    """Key -> who holds it now, else who held it."""
    rows = await rows_of(ask, "people_by_key", keys=keys, cap=_HOLDERS)
    found: dict[str, list[str]] = {}
    for row in rows:
        now = sorted({person for person, holds in row["people"] if holds})
        found[row["id"]] = now or sorted({person for person, _ in row["people"]})
    return found


async def _by_id(ask: Ask, refs: Sequence[Row]) -> list[Row]:
    """What ids and records name; a record that is nobody with its keys."""
    rows = await rows_of(ask, "people_by_id", refs=list(refs))
    births = {ref["n"]: ref["birth"] for ref in refs}
    alone = sorted({births[row["n"]] for row in rows if row["record"] is not None})
    keys: dict[str, list[str]] = defaultdict(list)
    for row in await rows_of(ask, "record_keys", ids=alone):
        keys[row["id"]].append(row["key"])
    found = [{**row, "birth": births[row["n"]]} for row in rows]
    return [{**row, "keys": keys[row["birth"]]} if row["record"] is not None else row for row in found]


async def _listed(ask: Ask, statement: str, hint: str, **parameters: Any) -> list[Asked]:
    rows = await ask.reader.run(f"suppression/{statement}", timeout=STATEMENT_SECONDS, cap=MOST + 1, **parameters)
    if len(rows) > MOST:
        raise UsageError(_TOO_MANY, hint=hint)
    return [Asked(written=row["id"] or "", people=[row["id"]] if row["id"] else []) for row in rows]
