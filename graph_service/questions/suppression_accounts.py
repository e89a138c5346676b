"""Fetches what is known of companies and of the families they belong to.

In: an :class:`Ask` and ids of accounts. Out: account facts by id. Refuses: to walk a family without end; one that is
too large is marked as such.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from graph_service.model.suppression_policy import SuppressionPolicy
from graph_service.questions.ask import Ask
from graph_service.questions.suppression_evidence import read_stops
from graph_service.questions.suppression_facts import STATEMENT_SECONDS
from graph_service.questions.suppression_shapes import AccountFacts, OpportunityFacts, SubscriptionFacts, TicketFacts

ROUNDS = 30
FAMILY_ACCOUNTS = 20_000


async def read_accounts(
    ask: Ask, policy: SuppressionPolicy, ids: Collection[str], *, families: bool
) -> dict[str, AccountFacts]:
    """The facts of accounts, of those above them and, if asked, of their families.

    Args:
        families: walk PARENT_OF of every kind in both directions.
    Raises:
        DatabaseError: a statement did not answer.
    """
    kinds = sorted({kind for stop in policy.stops.values() for kind in stop.down})
    wanted = sorted(ids)
    above, family = await asyncio.gather(
        asyncio.gather(*(_read(ask, "above", ids=wanted, kind=kind) for kind in kinds)),
        _families(ask, wanted) if families else _nothing(),
    )
    near, complete = family
    upper = {one for rows in above for row in rows for one in row["above"]}
    everyone = sorted({*wanted, *upper, *near})
    rows = await _read(ask, "accounts", ids=everyone, severe=policy.states.severe)
    accounts = {row["id"]: _account(policy, row) for row in rows}
    for kind, found in zip(kinds, above, strict=True):
        for row in found:
            if row["id"] in accounts:
                accounts[row["id"]].above[kind] = tuple(row["above"])
    if families:
        for group in _groups(near):
            for one in group:
                if one in accounts:
                    accounts[one].family = tuple(other for other in group if other != one)
                    accounts[one].truncated = not complete
    return accounts


async def _nothing() -> tuple[dict[str, list[str]], bool]:
    return {}, True


async def _read(ask: Ask, name: str, **parameters: Any) -> list[dict[str, Any]]:
    if not parameters["ids"]:
        return []
    return await ask.reader.run(f"suppression/{name}", timeout=STATEMENT_SECONDS, **parameters)


async def _families(ask: Ask, ids: Sequence[str]) -> tuple[dict[str, list[str]], bool]:
    """Account -> its neighbours, walked outwards from the accounts asked; and whether the walk came to its end."""
    near: dict[str, list[str]] = {}
    frontier = list(ids)
    for _ in range(ROUNDS):
        rows = await _read(ask, "family", ids=frontier)
        near.update({row["id"]: row["near"] for row in rows})
        frontier = sorted({one for row in rows for one in row["near"]} - near.keys())
        if not frontier:
            return near, True
        if len(near) + len(frontier) > FAMILY_ACCOUNTS:
            break
    return near, False


def _groups(near: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Connected companies."""
    done: set[str] = set()
    groups: list[list[str]] = []
    for start in sorted(near):
        if start in done:
            continue
        group, waiting = {start}, [start]
        while waiting:
            for one in near.get(waiting.pop(), ()):
                if one not in group:
                    group.add(one)
                    waiting.append(one)
        done |= group
        groups.append(sorted(group))
    return groups


def _account(policy: SuppressionPolicy, row: Mapping[str, Any]) -> AccountFacts:
    account = AccountFacts(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        lifecycle=row["lifecycle"],
        managed=row["managed"] is True,
        domains=tuple(sorted({*(row["domains"] or ()), *(key.partition("|")[2] for key in row["keys"])})),
        delinquent=any(row["owes"]),
        resold=bool(row["resold"]),
        opportunities=[OpportunityFacts(*deal) for deal in row["deals"]],
        tickets=[TicketFacts(*ticket) for ticket in row["tickets"]],
    )
    sold: dict[str, SubscriptionFacts] = {}
    for *facts, relation, owes in [*row["paid"], *row["covered"]]:
        resold = relation in policy.states.resold_relations
        one = sold.setdefault(facts[0], SubscriptionFacts(*facts))
        one.resold = one.resold or resold
        one.delinquent = one.delinquent or bool(owes)
    account.subscriptions = [sold[id_] for id_ in sorted(sold)]
    for record, stops in [*row["records"], *row["domain_records"]]:
        account.stops += read_stops(stops, record, account.unreadable)
    return account
