"""What is known of people, put together from a fixed set of short statements, however many the people are.

In: an :class:`Ask`, ids of people, addresses that nobody has. Out: person facts. Refuses: to leave out silently what
could not be read: it stays with its person as ``unreadable``.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from graph_service.model.suppression_policy import SuppressionPolicy
from graph_service.questions.ask import Ask
from graph_service.questions.suppression_erased import add_erasures
from graph_service.questions.suppression_evidence import read_state
from graph_service.questions.suppression_keys import KeyReader
from graph_service.questions.suppression_read import GONE, Row, Stranger, record_row, rows_of, ticket_facts
from graph_service.questions.suppression_shapes import (
    LeftFacts,
    OpportunityFacts,
    PersonFacts,
    PointFacts,
    RoleFacts,
    SourceFacts,
    stored_time,
)

ACCOUNTS_PER_DOMAIN = 50
_DOUBTS = ["CONTESTED_IDENTITY", "CONTESTED_PERSON", "COMPONENT_TOO_LARGE"]


async def read_sources(ask: Ask) -> list[SourceFacts]:
    """The state of every system ever loaded."""
    rows = await rows_of(ask, "sources")
    return [SourceFacts(row["system"], stored_time(row["last_run_at"]), read_state(row["objects"])) for row in rows]


async def read_people(
    ask: Ask, policy: SuppressionPolicy, ids: Iterable[str], strangers: Sequence[Stranger]
) -> tuple[dict[str, PersonFacts], list[PersonFacts]]:
    """The facts of people by id, and of strangers in their order.

    Raises:
        DatabaseError: a statement did not answer.
    """
    asked = list(dict.fromkeys(ids))
    # evidence first: what moves meanwhile is committed to its new place a grace before it leaves the old one
    records, lost, keys, who, points, facets, employers, leads, roles, places, tickets, doubts = await asyncio.gather(
        rows_of(ask, "people_records", ids=asked),
        rows_of(ask, "people_absorbed", ids=asked),
        rows_of(ask, "people_keys", ids=asked),
        rows_of(ask, "people", ids=asked),
        rows_of(ask, "people_points", ids=asked),
        rows_of(ask, "people_facets", ids=asked),
        rows_of(ask, "people_employers", ids=asked),
        rows_of(ask, "people_lead_accounts", ids=asked),
        rows_of(ask, "people_roles", ids=asked),
        rows_of(ask, "people_places", ids=asked),
        rows_of(ask, "people_tickets", ids=asked, severe=policy.states.severe),
        rows_of(ask, "people_doubts", ids=asked, doubts=_DOUBTS),
    )
    people = {id_: PersonFacts(id=id_) for id_ in asked}
    for row in points:
        since, systems = stored_time(row["since"]), tuple(row["systems"] or ())
        people[row["id"]].points.append(PointFacts(row["kind"], row["value"], bool(row["primary"]), since, systems))
    for row in facets:
        _facet(policy, people[row["id"]], row)
    for row in doubts:
        people[row["id"]].contested = True
    gone = _employers(people, employers, leads)
    for row in tickets:
        if row["state"] not in GONE:
            people[row["id"]].tickets.append(ticket_facts(row))
    reader = KeyReader(ask, policy)
    alone = [_stranger(one) for one in strangers]
    own = [record_row(row) for row in (*records, *lost)]
    held = {(row["id"], row["key"]) for row in keys}
    held.update((id_, point.key) for id_, person in people.items() for point in person.points)
    unknown = list(zip(strangers, alone, strict=True))
    await asyncio.gather(
        add_erasures(ask, people, own, sorted(held), unknown),
        _roles(ask, people, [row for row in roles if row["state"] not in GONE], places),
        _domains_of(ask, gone),
        reader.gather(people, own, sorted(held), unknown),
    )
    await _employers_by_domain(ask, [one for one in [*people.values(), *alone] if not one.accounts])
    for row in who:
        people[row["id"]].name, people[row["id"]].country = row["name"], row["country"]
    # whoever is no node any more is answered as not found
    return {row["id"]: people[row["id"]] for row in who}, alone


def _facet(policy: SuppressionPolicy, person: PersonFacts, row: Row) -> None:
    if row["state"] in GONE:
        return
    person.product_user = person.product_user or row["product_user"] is True
    person.in_sequence = person.in_sequence or row["in_sequence"] is True
    if row["lifecycle"] in policy.states.customer_lifecycles:
        person.lifecycle = row["lifecycle"]


def _stranger(one: Stranger) -> PersonFacts:
    split = [key.partition("|") for key in one.keys]
    return PersonFacts(id=None, points=[PointFacts(kind=kind.upper(), value=value) for kind, _, value in split])


def _employers(people: Mapping[str, PersonFacts], rows: Iterable[Row], leads: Iterable[Row]) -> list[LeftFacts]:
    """Employers now and before; gives those who were left, whose domains are still to be read."""
    now: dict[str, set[str]] = defaultdict(set)
    left: list[tuple[str, LeftFacts]] = []
    for row in rows:
        if row["now"] and row["active"] is not False:
            now[row["id"]].add(row["account"])
        else:
            left.append((row["id"], LeftFacts(account=row["account"], until=stored_time(row["until"]))))
    for row in leads:
        now[row["id"]].add(row["account"])
    for id_, accounts in now.items():
        people[id_].accounts = tuple(sorted(accounts))
    gone = [(id_, one) for id_, one in left if one.account not in now[id_]]
    for id_, one in gone:
        people[id_].left.append(one)
    return [one for _, one in gone]


async def _domains_of(ask: Ask, left: Sequence[LeftFacts]) -> None:
    ids = sorted({one.account for one in left})
    rows, listed = await asyncio.gather(rows_of(ask, "account_domains", ids=ids), rows_of(ask, "accounts", ids=ids))
    domains: dict[str, set[str]] = {row["id"]: set(row["domains"] or ()) for row in listed}
    for row in rows:
        domains.setdefault(row["id"], set()).add(row["key"].partition("|")[2])
    for one in left:
        one.domains = tuple(sorted(domains.get(one.account, ())))


async def _roles(ask: Ask, people: Mapping[str, PersonFacts], rows: Sequence[Row], places: Sequence[Row]) -> None:
    """Roles and product use, each with the companies behind it."""
    ids = sorted({row["target"] for row in rows if row["noun"] != "Account"} | {row["place"] for row in places})
    payers = sorted({row["target"] for row in rows if row["noun"] == "BillingEntity"})
    of, behind, paid = await asyncio.gather(
        rows_of(ask, "accounts_of", ids=ids),
        rows_of(ask, "accounts_behind", ids=ids),
        rows_of(ask, "payers", ids=payers),
    )
    accounts: dict[str, set[str]] = defaultdict(set)
    for row in [*of, *behind]:
        accounts[row["id"]].add(row["account"])
    statuses: dict[str, set[str]] = defaultdict(set)
    for row in paid:
        if row["status"] and row["state"] not in GONE:
            statuses[row["id"]].add(row["status"])
    used: dict[str, set[str]] = defaultdict(set)
    for row in places:
        used[row["id"]] |= accounts[row["place"]]
    for id_, found in used.items():
        people[id_].product_accounts = tuple(sorted(found))
    for row in rows:
        target, noun = row["target"], row["noun"]
        own = (row["status"],) if noun == "Subscription" and row["status"] else tuple(sorted(statuses[target]))
        deal = OpportunityFacts(target, row["name"], row["kind"], row["closed"], row["won"])
        people[row["id"]].roles.append(
            RoleFacts(
                role=row["role"] or "OTHER",
                noun=noun,
                target=target,
                name=row["name"],
                accounts=(target,) if noun == "Account" else tuple(sorted(accounts[target])),
                statuses=own,
                opportunity=deal if noun == "Opportunity" else None,
            )
        )


async def _employers_by_domain(ask: Ask, people: Sequence[PersonFacts]) -> None:
    """The company of people with no employer on record, by the domain of their addresses."""
    wanted = [_domain_keys(person) for person in people]
    keys = sorted({key for hosts in wanted for host in hosts for key in host})
    holders: dict[str, list[str]] = defaultdict(list)
    for row in await rows_of(ask, "domains", keys=keys, cap=ACCOUNTS_PER_DOMAIN):
        holders[row["id"]].append(row["account"])
    for person, hosts in zip(people, wanted, strict=True):
        gone = {one.account for one in person.left}
        found = {
            account
            for host in hosts
            for account in next((holders[key] for key in host if key in holders), [])
            if account not in gone
        }
        if len(found) == 1:
            person.accounts = tuple(found)
        else:
            person.maybe_accounts = tuple(sorted(found))


def _domain_keys(person: PersonFacts) -> list[list[str]]:
    """Per address the domain keys it may lie under, the longest first."""
    hosts = {point.value.rpartition("@")[2] for point in person.points if point.kind == "EMAIL"}
    return [
        ["domain|" + ".".join(labels[start:]) for start in range(len(labels) - 1)]
        for labels in (host.split(".") for host in sorted(hosts))
    ]


def linked_accounts(people: Iterable[PersonFacts]) -> set[str]:
    """Every account that bears on these people."""
    found: set[str] = set()
    for person in people:
        found.update(person.accounts, person.maybe_accounts, person.product_accounts)
        found.update(one for role in person.roles for one in role.accounts)
    return found
