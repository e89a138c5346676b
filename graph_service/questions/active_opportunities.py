"""activeOpportunities: is there an open opportunity already, of this person, address, domain or lead?

In: one of them. Out: :class:`ActiveOpportunities`, each opportunity once, under the nearest kind of match. Refuses: to
take one of several companies that share a domain, to count a forecast placeholder, and to call "nothing found" what is
"no company known".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph_service.errors import UsageError
from graph_service.questions.active_answer import ActiveOpportunities, ActiveOpportunity, FoundBy, LeftOut, MatchKind
from graph_service.questions.answer import (
    Candidate,
    NodeSeen,
    Status,
    Step,
    Truncated,
    Why,
    node_seen,
    shown,
)
from graph_service.questions.ask import PATIENCE, Ask, moment
from graph_service.questions.deals import DealSeen, parts, persons, read_deals
from graph_service.questions.question import LEAD, PERSON, Question
from graph_service.questions.reference import AccountRef, LeadRef, PersonRef, Ref
from graph_service.questions.resolve import Resolved, clean_key, resolve

MOST = 200
MOST_FAMILY = 2_000
MOST_ANCHORS = 50
_SHOWN_STEPS = 4


@dataclass(slots=True)
class _Ground:
    """From where the search starts."""

    people: list[NodeSeen] = field(default_factory=list)
    accounts: dict[str, NodeSeen] = field(default_factory=dict)
    found_by: dict[str, FoundBy] = field(default_factory=dict)
    candidates: list[Candidate] = field(default_factory=list)
    why: list[Why] = field(default_factory=list)

    def add(self, account: NodeSeen, by: FoundBy) -> None:
        """Look at a company too; what led there first counts."""
        self.accounts.setdefault(account.id, account)
        self.found_by.setdefault(account.id, by)


async def active_opportunities(
    ask: Ask,
    person: PersonRef | None = None,
    email: str | None = None,
    domain: str | None = None,
    lead: LeadRef | None = None,
) -> ActiveOpportunities:
    """The open opportunities that something belongs to already; exactly one is named.

    Args:
        ask: who answers.
        person: somebody on record.
        email: an address, of somebody on record or not.
        domain: a company's domain.
        lead: a lead.
    Raises:
        UsageError: not exactly one is named, or it is no address or domain.
    """
    if sum(one is not None for one in (person, email, domain, lead)) != 1:
        raise UsageError("name exactly one of person, email, domain, lead")
    ground = _Ground()
    if domain is not None:
        await _by_domain(ask, ground, domain)
    elif email is not None:
        unknown = await _by_email(ask, ground, email)
        if unknown:
            ground.why.append(unknown)
    else:
        stopped = await _by_record(ask, ground, person or lead)
        if stopped is not None:
            return ActiveOpportunities(**stopped.envelope(ask, ask.now))
    return await _answer(ask, ground, asked_person=domain is None)


async def _by_record(ask: Ask, ground: _Ground, ref: Ref | None) -> Resolved | None:
    assert ref is not None
    found = await resolve(ask, ref)
    if found.node is None and (ref.key is None or not found.candidates):
        return found
    ground.why += found.why
    if found.node is None:
        ground.candidates = found.candidates
        ground.people = [NodeSeen(noun=one.noun, id=one.id, name=one.name) for one in found.candidates]
        await _companies(ask, ground, [], FoundBy.EMAIL)
    elif found.node.noun == "Lead":
        rows = await ask.reader.run("lookup/people_of_leads", timeout=PATIENCE, ids=[found.node.id])
        ground.people = [node_seen(row["person"], "Person") for row in rows]
        await _companies(ask, ground, [found.node.id], FoundBy.RECORD)
    else:
        ground.people = [found.node]
        await _companies(ask, ground, [], FoundBy.RECORD)
    return None


async def _by_email(ask: Ask, ground: _Ground, written: str) -> Why | None:
    """People by their address; where nobody has it, the company by its domain."""
    address = clean_key("email", written)
    found = await resolve(ask, PersonRef(email=address))
    if found.status is not Status.NOT_FOUND:
        await _by_record(ask, ground, PersonRef(email=address))
        return None
    await _by_domain(ask, ground, address.rpartition("@")[2])
    return Why(rule="PERSON_UNKNOWN", text=f"Nobody is on record under {address}; the domain of the address was asked.")


async def _by_domain(ask: Ask, ground: _Ground, written: str) -> None:
    found = await resolve(ask, AccountRef(domain=written))
    ground.why += found.why
    ground.candidates += found.candidates
    if found.node is not None:
        ground.add(found.node, FoundBy.DOMAIN)


async def _companies(ask: Ask, ground: _Ground, leads: list[str], by: FoundBy) -> None:
    """The companies of people and leads; where no record names one, those of their addresses' domains."""
    people = [one.id for one in ground.people]
    [row] = await ask.reader.run("pipeline/anchors", timeout=PATIENCE, people=people, leads=leads, cap=MOST_ANCHORS)
    for one in row["accounts"]:
        guessed = one["by"] == "FOR_ACCOUNT" and one["link"].get("method") == FoundBy.DOMAIN.name
        ground.add(node_seen(one["account"], "Account"), FoundBy.DOMAIN if guessed else by)
    if not row["accounts"]:
        for domain in dict.fromkeys(email.rpartition("@")[2] for email in row["emails"]):
            await _by_domain(ask, ground, domain)


async def _answer(ask: Ask, ground: _Ground, *, asked_person: bool) -> ActiveOpportunities:
    accounts, truncated = list(ground.accounts), []
    family: Sequence[Mapping[str, Any]] = []
    if accounts:
        family = await ask.reader.run("pipeline/selling_family", timeout=PATIENCE, ids=accounts, cap=MOST_FAMILY)
    if len(family) > MOST_FAMILY:
        text = f"The selling family has more than {MOST_FAMILY} companies; the nearest were looked at."
        truncated.append(Truncated(what="FAMILY", cap=MOST_FAMILY, text=text))
        family = family[:MOST_FAMILY]
    rows = await ask.reader.run(
        "pipeline/active_opportunities",
        timeout=PATIENCE,
        people=[one.id for one in ground.people],
        accounts=accounts,
        family=[one["id"] for one in family],
        cap=MOST,
    )
    nearest: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        nearest.setdefault(row["id"], row)
    if len(nearest) > MOST:
        text = f"There are more than {MOST} open opportunities; the nearest are shown."
        truncated.append(Truncated(what="OPPORTUNITIES", cap=MOST, text=text))
    deals = await read_deals(ask, list(nearest)[:MOST])
    ignored = ask.model.policies["suppression"].states.opportunity_ignored
    towards = {one["id"]: ground.found_by[one["of"]["id"]] for one in family} | ground.found_by
    found = [
        _active(deal, nearest[id_], towards, contested=len(ground.people) > 1)
        for id_, deal in deals.items()
        if deal.kind not in ignored
    ]
    left = [
        LeftOut(what=deal.opportunity, reason=f"{deal.kind}: it holds a place in a forecast and is no deal")
        for deal in deals.values()
        if deal.kind in ignored
    ]
    return ActiveOpportunities(
        status=_status(ground, found),
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        candidates=ground.candidates,
        why=[*ground.why, *_why(ground, found, left, asked_person=asked_person)],
        person=ground.people[0] if len(ground.people) == 1 else None,
        accounts=list(ground.accounts.values()),
        opportunities=found,
        left_out=left,
        truncated=truncated,
    )


def _status(ground: _Ground, found: Sequence[ActiveOpportunity]) -> Status:
    if found and not ground.candidates:
        return Status.OK
    if ground.candidates:
        return Status.AMBIGUOUS
    if ground.accounts:
        return Status.OK
    return Status.UNKNOWN if ground.people else Status.NOT_FOUND


def _active(
    deal: DealSeen, row: Mapping[str, Any], towards: Mapping[str, FoundBy], *, contested: bool
) -> ActiveOpportunity:
    match = MatchKind[row["match"]]
    company = row["path"][-1]["end"]["id"]
    by = FoundBy.EMAIL if contested else FoundBy.RECORD
    if match in (MatchKind.ACCOUNT, MatchKind.ACCOUNT_TREE):
        by = towards[company]
    return ActiveOpportunity(
        **parts(deal), match=match, found_by=by, path=[_step(one) for one in row["path"][:_SHOWN_STEPS]]
    )


def _step(row: Mapping[str, Any]) -> Step:
    return Step(
        start=node_seen(row["start"]),
        link=row["type"],
        variant=row.get("variant"),
        end=node_seen(row["end"]),
        since=moment(row["link"].get("since")),
        systems=row["link"].get("systems") or [],
    )


def _why(
    ground: _Ground, found: Sequence[ActiveOpportunity], left: Sequence[LeftOut], *, asked_person: bool
) -> list[Why]:
    why = [Why(rule=f"OPEN_{one.match.name}", text=_said(one), path=one.path, records=one.records) for one in found]
    why += [Why(rule="LEFT_OUT", text=f"{shown(one.what)} is left out: {one.reason}.") for one in left]
    if found:
        return why
    if ground.accounts:
        names = ", ".join(shown(one) for one in list(ground.accounts.values())[:5])
        text = f"Neither {names} nor their selling families have an open opportunity on record."
        why.append(Why(rule="NO_OPEN_OPPORTUNITY", text=text))
    elif ground.people and not ground.candidates:
        text = (
            "No record names their company and no domain of theirs identifies one, so only their own roles were seen."
        )
        why.append(Why(rule="COMPANY_UNKNOWN", text=text))
    return why


def _said(one: ActiveOpportunity) -> str:
    whose = ", ".join(shown(owner.owner) for owner in persons(one.owners)) or "nobody who is still here"
    of = f" of {shown(one.account)}" if one.account else ""
    by = {
        FoundBy.RECORD: "",
        FoundBy.EMAIL: " (found by an address that several hold)",
        FoundBy.DOMAIN: " (found by the domain of the address)",
    }[one.found_by]
    return f"{shown(one.opportunity)}{of} is open and {whose}'s: {one.match.clause}{by}."


ACTIVE_OPPORTUNITIES = Question(
    name="active_opportunities",
    doc="Whether a person, address, domain or lead belongs to an open opportunity already; name exactly one.",
    function=active_opportunities,
    docs={
        "person": PERSON,
        "email": "An e-mail address, of somebody on record or not",
        "domain": "A domain of a company",
        "lead": LEAD,
    },
)
