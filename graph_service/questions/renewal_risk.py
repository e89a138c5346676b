"""renewalRisk: from each open risk about a company to the renewal it endangers and its owner, or to the missing hop.

In: an account. Out: :class:`RenewalRisk`. Refuses: to take a closed risk for one, to end a chain in silence.

The way is risk, workspace, tenant, contract, renewal opportunity, owner. A risk about the tenant, contract,
opportunity, company or a person of it enters the way where that stands.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date

from graph_service.questions.answer import (
    NodeSeen,
    Status,
    Truncated,
    Why,
    listed,
    shown,
)
from graph_service.questions.ask import PATIENCE, Ask
from graph_service.questions.contracts import read_contracts, sums
from graph_service.questions.deals import DealSeen, MoneySeen, read_deals
from graph_service.questions.hierarchy_answer import HierarchyKind
from graph_service.questions.period import Days
from graph_service.questions.question import ACCOUNT, Question
from graph_service.questions.reference import AccountRef
from graph_service.questions.renewal_risk_answer import (
    LEVELS,
    RenewalBy,
    RenewalRisk,
    RiskChain,
    RiskSeen,
)
from graph_service.questions.renewal_risk_way import Way
from graph_service.questions.resolve import resolve
from graph_service.questions.usage_places import Rollup, read_scope

MOST_FLAGS = 200
MOST_CHAINS = 1_000
_BESIDE = 20


async def renewal_risk(ask: Ask, account: AccountRef) -> RenewalRisk:
    """What endangers which renewal, and whose that is.

    Args:
        ask: who answers.
        account: the account.
    """
    found = await resolve(ask, account)
    if found.node is None:
        return RenewalRisk(**found.envelope(ask, ask.now))
    today = ask.now.astimezone(UTC).date()
    day = Days(label=today.isoformat(), start=today, end=date.fromordinal(today.toordinal() + 1))
    rows, scope, (contracts, cuts) = await asyncio.gather(
        ask.reader.run("money/renewal_risk", timeout=PATIENCE, account=found.node.id, cap=MOST_FLAGS, beside=_BESIDE),
        read_scope(ask, found.node, Rollup.SELF, HierarchyKind.SELLING.name, day),
        read_contracts(ask, [found.node.id], ask.now),
    )
    closed = [row for row in rows[:MOST_FLAGS] if row["flag"]["status"] == "CLOSED"]
    opened = [row for row in rows[:MOST_FLAGS] if row["flag"]["status"] != "CLOSED"]
    states = ask.model.policies["suppression"].states
    standing = {one.node.id: one for one in contracts if one.status in states.customer_statuses}
    renewing = await _renewing(ask, standing)
    known = {place.node.id: place for place in scope.places}
    way = Way(ask, found.node, known, [*standing.values()], contracts, renewing, today)
    of_deals = [one["id"] for row in opened for one in row["about"] if "Opportunity" in one["labels"]]
    way.deals |= await read_deals(ask, of_deals)
    chains = [chain for row in opened for chain in way.chains(row)]
    chains.sort(
        key=lambda one: (-LEVELS.get(one.flag.level or "", 0), one.renews or date.max, one.flag.flag.name or "")
    )
    if len(rows) > MOST_FLAGS:
        cuts.append(Truncated(what="RISKS", cap=MOST_FLAGS, text=f"More than {MOST_FLAGS} risks are on record."))
    if len(chains) > MOST_CHAINS:
        cuts.append(Truncated(what="CHAINS", cap=MOST_CHAINS, text=f"There are more than {MOST_CHAINS} chains."))
    flags = {one.flag.flag.id: one.flag for one in chains}
    stake = {one.subscription.id: standing[one.subscription.id].arr for one in chains if one.subscription}
    return RenewalRisk(
        status=Status.OK,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        why=[*found.why, *_why(found.node, chains, list(flags.values()), len(closed))],
        account=found.node,
        risk=max((one.level for one in flags.values() if one.level), key=lambda one: LEVELS.get(one, 0), default=None),
        inputs=list(flags.values()),
        chains=chains[:MOST_CHAINS],
        arr_at_risk=[MoneySeen(amount=amount, currency=code) for code, amount in sorted(sums(stake.values()).items())],
        closed=len(closed),
        truncated=[*cuts, *scope.truncated],
    )


async def _renewing(ask: Ask, standing: Iterable[str]) -> Mapping[str, tuple[RenewalBy, list[DealSeen]]]:
    """What renews each contract: what says so itself, else open renewals of its companies."""
    rows = await ask.reader.run("money/renewing", timeout=PATIENCE, ids=sorted(standing), cap=_BESIDE)
    deals = await read_deals(ask, [one["id"] for row in rows for one in row["deals"]])
    found: dict[str, tuple[RenewalBy, list[DealSeen]]] = {}
    for row in rows:
        for by in RenewalBy:
            some = [deals[one["id"]] for one in row["deals"] if one["told"] == by.name and one["id"] in deals]
            if some and row["id"] not in found:
                found[row["id"]] = by, list({one.opportunity.id: one for one in some}.values())
    return found


def _why(account: NodeSeen, chains: Sequence[RiskChain], flags: Sequence[RiskSeen], closed: int) -> list[Why]:
    if not chains:
        text = f"No open risk about {shown(account)} is on record, which is not to say that there is none."
        why = [Why(rule="NO_RISK_ON_RECORD", text=text)]
    else:
        told = listed(f"{shown(one.flag)} ({one.level or 'no level'})" for one in flags)
        text = f"The risk of {shown(account)} is derived from what is open: {told}; the gravest counts."
        why = [Why(rule="RISK_DERIVED", text=text, records=[record for one in flags for record in one.records])]
        why += [
            Why(
                rule=f"MISSING_{one.missing.name}" if one.missing else "RISK_CHAIN",
                text=one.text,
                path=one.path,
                records=one.records,
            )
            for one in chains
        ]
    if closed:
        text = f"{closed} closed risk{' is' if closed == 1 else 's are'} left out."
        why.append(Why(rule="CLOSED_LEFT_OUT", text=text))
    return why


RENEWAL_RISK = Question(
    name="renewal_risk",
    doc="From each open risk about a company to the renewal it endangers and its owner, or to the hop that is missing.",
    function=renewal_risk,
    docs={"account": ACCOUNT},
)
