"""What is known of companies and of the families they belong to.

In: an :class:`Ask` and ids of accounts. Out: account facts by id. Refuses: to walk a family without end; one that is
too large is marked as such.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from graph_service.model.suppression_policy import SuppressionPolicy
from graph_service.questions.ask import Ask
from graph_service.questions.suppression_evidence import read_stops
from graph_service.questions.suppression_keys import RECORDS_PER_KEY
from graph_service.questions.suppression_read import GONE, Row, record_row, rows_of, ticket_facts
from graph_service.questions.suppression_shapes import AccountFacts, OpportunityFacts, RiskFacts, SubscriptionFacts

ROUNDS = 40
FAMILY_ACCOUNTS = 20_000
FAMILY_EACH = 40
"""So many relatives for each company asked about, where that is more."""


async def read_accounts(
    ask: Ask, policy: SuppressionPolicy, wanted: Iterable[str], known: dict[str, AccountFacts], *, families: bool
) -> None:
    """Read the facts of accounts, of those above them and, if asked, whether their families are customers.

    Args:
        wanted: their ids.
        known: those read before in this asking; the new ones are added.
        families: walk PARENT_OF of every kind in both directions.
    Raises:
        DatabaseError: a statement did not answer.
    """
    ids = {one for one in wanted if one not in known or known[one].in_part}
    kinds = sorted({kind for stop in policy.stops.values() for kind in stop.down})
    steps, complete = await _walk(ask, sorted(ids), kinds, families)
    above = _above(ids, steps, kinds)
    near = {row["near"] for row in steps} - above.keys() - known.keys()
    accounts, relatives = await asyncio.gather(
        _facts(ask, policy, sorted(above)), _relatives(ask, policy, sorted(near))
    )
    for id_, account in accounts.items():
        account.above = above[id_]
    found = relatives | accounts
    for account in found.values():
        account.truncated = not complete
    if families:
        for group in _groups(steps):
            family = tuple(group)
            for id_ in group:
                if id_ in found:
                    found[id_].family = family
    # families do not overlap, so whatever was known whole before stays as it is
    known.update({id_: one for id_, one in found.items() if id_ not in known or known[id_].in_part})


async def _walk(ask: Ask, ids: Sequence[str], kinds: Sequence[str], families: bool) -> tuple[list[Row], bool]:
    """Steps between companies, outwards from those asked; and whether the walk came to its end."""
    steps: list[Row] = []
    done: set[str] = set()
    frontier = list(ids)
    for _ in range(ROUNDS):
        if families:
            rows = await rows_of(ask, "family", ids=frontier)
        else:
            rows = await rows_of(ask, "parents", ids=frontier, kinds=list(kinds))
        steps += rows
        done.update(frontier)
        frontier = sorted({row["near"] for row in rows} - done)
        if not frontier:
            return steps, True
        if len(done) + len(frontier) > len(ids) + max(FAMILY_ACCOUNTS, FAMILY_EACH * len(ids)):
            break
    return steps, False


def _above(ids: Iterable[str], steps: Iterable[Row], kinds: Iterable[str]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Companies asked about and all those above them -> kind -> ids of all accounts above."""
    parents: dict[str, dict[str, set[str]]] = {kind: defaultdict(set) for kind in kinds}
    for row in steps:
        if row["up"] and row["kind"] in parents:
            parents[row["kind"]][row["id"]].add(row["near"])
    reached = {id_: {kind: _reach(id_, near) - {id_} for kind, near in parents.items()} for id_ in ids}
    for upper in {
        one for kinds_ in list(reached.values()) for some in kinds_.values() for one in some
    } - reached.keys():
        reached[upper] = {kind: _reach(upper, near) - {upper} for kind, near in parents.items()}
    return {id_: {kind: tuple(sorted(some)) for kind, some in by.items() if some} for id_, by in reached.items()}


def _reach(start: str, near: Mapping[str, Iterable[str]]) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        for one in near.get(waiting.pop(), ()):
            if one not in found:
                found.add(one)
                waiting.append(one)
    return found


def _groups(steps: Iterable[Row]) -> list[list[str]]:
    """Connected companies."""
    near: dict[str, set[str]] = defaultdict(set)
    for row in steps:
        near[row["id"]].add(row["near"])
        near[row["near"]].add(row["id"])
    done: set[str] = set()
    groups: list[list[str]] = []
    for start in sorted(near):
        if start not in done:
            group = _reach(start, near)
            done |= group
            groups.append(sorted(group))
    return groups


async def _facts(ask: Ask, policy: SuppressionPolicy, ids: Sequence[str]) -> dict[str, AccountFacts]:
    severe = policy.states.severe
    records, domains, who, payers, tenants, deals, tickets, risks, resellers = await asyncio.gather(
        rows_of(ask, "account_records", ids=ids),
        rows_of(ask, "account_domains", ids=ids),
        rows_of(ask, "accounts", ids=ids),
        rows_of(ask, "account_payers", ids=ids),
        rows_of(ask, "account_tenants", ids=ids),
        rows_of(ask, "account_deals", ids=ids),
        rows_of(ask, "account_tickets", ids=ids, severe=severe),
        rows_of(ask, "account_risks", ids=ids),
        rows_of(ask, "account_resellers", ids=ids),
    )
    accounts = _customers(policy, ids, who, [*payers, *tenants], deals)
    for row in tickets:
        if row["state"] not in GONE:
            accounts[row["id"]].tickets.append(ticket_facts(row))
    for row in risks:
        if row["state"] not in GONE:
            systems = tuple(row["systems"] or ())
            risk = RiskFacts(row["flag"], row["name"] or row["reason"], row["status"], row["opened_at"], systems)
            accounts[row["id"]].risks.append(risk)
    for row in resellers:
        accounts[row["id"]].resold = True
    await _stops(ask, accounts, records, domains)
    # what is no node any more was not read
    return {row["id"]: accounts[row["id"]] for row in who}


async def _relatives(ask: Ask, policy: SuppressionPolicy, ids: Sequence[str]) -> dict[str, AccountFacts]:
    """Those of some companies that may be customers, or are managed as a family."""
    says = sorted({*policy.states.customer_kinds, *policy.states.customer_lifecycles, "CUSTOMER"})
    who = await rows_of(ask, "relatives", ids=ids, says=says)
    may = [row["id"] for row in who]
    payers, tenants, deals = await asyncio.gather(
        rows_of(ask, "account_payers", ids=may),
        rows_of(ask, "account_tenants", ids=may),
        rows_of(ask, "account_deals", ids=may),
    )
    accounts = _customers(policy, may, who, [*payers, *tenants], deals)
    for one in accounts.values():
        one.in_part = True
    return accounts


def _customers(
    policy: SuppressionPolicy, ids: Iterable[str], who: Iterable[Row], sold: Iterable[Row], deals: Iterable[Row]
) -> dict[str, AccountFacts]:
    """What companies are, pay for and bought."""
    accounts = {id_: AccountFacts(id=id_) for id_ in ids}
    for row in who:
        one = accounts[row["id"]]
        one.name, one.kind, one.lifecycle = row["name"], row["kind"], row["lifecycle"]
        one.managed, one.domains = row["managed"] is True, tuple(sorted(row["domains"] or ()))
    for row in sold:
        _contract(policy, accounts[row["id"]], row)
    for row in deals:
        if row["state"] not in GONE:
            deal = OpportunityFacts(row["deal"], row["name"], row["kind"], row["closed"], row["won"], row["closed_at"])
            accounts[row["id"]].opportunities.append(deal)
    return accounts


def _contract(policy: SuppressionPolicy, account: AccountFacts, row: Row) -> None:
    """A subscription that the account pays for, or that covers a tenant of its; and whether its payer owes."""
    owes = row["delinquent"] is True or row["credit_hold"] is True
    covered = "other" in row
    if owes and not covered:
        account.delinquent = True
    if row["sold"] is None or row["state"] in GONE:
        return
    one = next((known for known in account.subscriptions if known.id == row["sold"]), None)
    if one is None:
        given = ("name", "status", "started_at", "term_start", "term_end", "renewal_date", "ended_at")
        one = SubscriptionFacts(row["sold"], *(row[name] for name in given))
        account.subscriptions.append(one)
    elsewhere = covered and row["other"] != account.id
    if row["relation"] in policy.states.resold_relations and (elsewhere or not covered):
        one.resold = True
    if elsewhere and row["other_kind"] == "PARTNER":
        one.resold = True
    one.delinquent = one.delinquent or owes


async def _stops(
    ask: Ask, accounts: Mapping[str, AccountFacts], records: Sequence[Row], domains: Sequence[Row]
) -> None:
    """Stops of the companies' own records and of every record that holds one of their domains."""
    holders: dict[str, list[str]] = defaultdict(list)
    for row in domains:
        account = accounts[row["id"]]
        account.domains = tuple(sorted({*account.domains, row["key"].partition("|")[2]}))
        holders[row["key"]].append(row["id"])
    seen: dict[str, set[str]] = defaultdict(set)
    said = [record_row(row) for row in records]
    for row in await rows_of(ask, "key_records", keys=sorted(holders), cap=RECORDS_PER_KEY + 1):
        key, name, texts = record_row(row)
        said += [(account, name, texts) for account in holders[key]]
    for id_, name, texts in said:
        account = accounts[id_]
        if name not in seen[id_]:
            seen[id_].add(name)
            account.stops += read_stops(texts[0], name, account.unreadable)
