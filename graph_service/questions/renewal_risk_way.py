"""The way from one risk to the owner of the renewal it endangers, hop by hop.

In: a risk, the company's places, contracts and renewals. Out: :class:`RiskChain`, one for each way. Refuses: to leave
a hop out in silence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph_service.questions.answer import NodeSeen, RecordSeen, Step, listed, node_seen, records_seen, shown
from graph_service.questions.ask import Ask, moment
from graph_service.questions.contracts import Contract
from graph_service.questions.deals import DealSeen, day_seen, persons
from graph_service.questions.renewal_risk_answer import MissingHop, RenewalBy, RiskChain, RiskSeen
from graph_service.questions.usage_places import Place

_FINEST = ("Workspace", "Tenant", "Subscription", "Opportunity", "Person", "Account")


@dataclass(slots=True)
class Walked:
    """A chain under way."""

    flag: RiskSeen
    about: NodeSeen
    path: list[Step]
    workspace: NodeSeen | None = None
    tenant: NodeSeen | None = None


class Way:
    """Walks from a risk to the owner of a renewal."""

    def __init__(
        self,
        ask: Ask,
        account: NodeSeen,
        places: Mapping[str, Place],
        standing: Sequence[Contract],
        every: Sequence[Contract],
        renewing: Mapping[str, tuple[RenewalBy, list[DealSeen]]],
        today: date,
    ) -> None:
        self.ask = ask
        self.account = account
        self.places = places
        self.standing = standing
        self.every = every
        self.renewing = renewing
        self.today = today
        self.deals: dict[str, DealSeen] = {}

    def chains(self, row: Mapping[str, Any]) -> list[RiskChain]:
        """The chains of one risk: from the finest things that it is about."""
        flag = self._flag(row)
        # a workspace in a tenant of another company leads to that company's renewals
        about = [node_seen(one) for one in row["about"] if not (one["inside"] and one["id"] not in self.places)]
        best = min((_FINEST.index(one.noun) for one in about), default=len(_FINEST) - 1)
        chains: list[RiskChain] = []
        for one in about:
            # a risk that names a workspace and its company is one about the workspace
            if one.noun == "Account" and _FINEST[best] != "Account":
                continue
            walked = Walked(flag, one, [Step(start=flag.flag, link="FLAGS", variant=None, end=one)])
            chains += self._from(walked)
        return chains

    def _flag(self, row: Mapping[str, Any]) -> RiskSeen:
        flag = row["flag"]
        opened = moment(flag["opened_at"])
        since = opened or moment(flag["first_evidence_at"])
        return RiskSeen(
            flag=node_seen(flag, "RiskFlag"),
            reason=flag["reason"],
            level=flag["level"],
            opened_at=opened,
            due=day_seen(flag["due_at"]),
            age_days=max(0, (self.ask.now - since).days) if since else None,
            systems=flag["systems"] or [],
            records=records_seen(self.ask, row["records"]),
        )

    def _from(self, walked: Walked) -> list[RiskChain]:
        noun = walked.about.noun
        if noun == "Workspace":
            return self._workspace(walked)
        if noun == "Tenant":
            return self._tenant(walked, walked.about)
        if noun == "Subscription":
            return self._contracts(walked, [one for one in self.standing if one.node.id == walked.about.id], None)
        if noun == "Opportunity":
            deal = self.deals.get(walked.about.id)
            return [self._end(walked, None, deal, RenewalBy.RENEWS)]
        if noun == "Person":
            walked.path.append(Step(start=walked.about, link="WORKS_AT", variant=None, end=self.account))
        return self._contracts(walked, self.standing, None)

    def _workspace(self, walked: Walked) -> list[RiskChain]:
        walked.workspace = walked.about
        place = self.places.get(walked.about.id)
        inside = place.tenant_on(self.today) if place else None
        if inside is None:
            text = f"no system says in which tenant {shown(walked.about)} lies"
            return [self._broken(walked, MissingHop.IN_TENANT, text)]
        tenant = node_seen(inside[0].to, "Tenant")
        walked.path.append(Step(start=walked.about, link="IN_TENANT", variant=None, end=tenant))
        return self._tenant(walked, tenant)

    def _tenant(self, walked: Walked, tenant: NodeSeen) -> list[RiskChain]:
        walked.tenant = tenant
        covering = [one for one in self.standing if any(part.tenant.id == tenant.id for part in one.parts)]
        return self._contracts(walked, covering, tenant)

    def _contracts(self, walked: Walked, found: Sequence[Contract], tenant: NodeSeen | None) -> list[RiskChain]:
        if not found:
            gone = [
                f"{shown(one.node)} ({one.lacks})"
                for one in self.every
                if tenant and any(part.tenant.id == tenant.id for part in one.parts)
            ]
            what = f"the tenant {shown(tenant)}" if tenant else f"{shown(walked.about)}"
            only = f", only {listed(gone)}" if gone else ""
            hop = MissingHop.COVERS_TENANT if tenant else MissingHop.SUBSCRIPTION
            return [self._broken(walked, hop, f"no standing contract covers {what}{only}")]
        chains: list[RiskChain] = []
        for one in found:
            by, deals = self.renewing.get(one.node.id, (None, []))
            some: Sequence[DealSeen | None] = deals or [None]
            chains += [self._end(walked, one, deal, by, tenant) for deal in some]
        return chains

    def _end(
        self,
        walked: Walked,
        contract: Contract | None,
        deal: DealSeen | None,
        by: RenewalBy | None,
        tenant: NodeSeen | None = None,
    ) -> RiskChain:
        path = list(walked.path)
        if contract and tenant:
            path.append(Step(start=contract.node, link="COVERS_TENANT", variant=None, end=tenant))
        if deal and contract:
            if by is RenewalBy.RENEWS:
                path.append(Step(start=deal.opportunity, link="RENEWS", variant=None, end=contract.node))
            elif deal.account:
                path.append(Step(start=deal.opportunity, link="FOR_ACCOUNT", variant=None, end=deal.account))
        owners = deal.owners if deal else []
        path += [Step(start=one.owner, link="OWNS", variant=one.type, end=deal.opportunity) for one in owners if deal]
        missing, lacks = None, None
        if deal is None:
            missing = MissingHop.RENEWS
            what = shown(contract.node) if contract else shown(walked.about)
            lacks = f"no opportunity renews {what}, and its companies have no open one of kind renewal"
        elif not persons(owners):
            missing = MissingHop.OWNS
            lacks = f"nobody who is still here owns {shown(deal.opportunity)}"
        return self._chain(walked, path, contract, deal, by, missing, lacks)

    def _broken(self, walked: Walked, missing: MissingHop, lacks: str) -> RiskChain:
        return self._chain(walked, list(walked.path), None, None, None, missing, lacks)

    def _chain(
        self,
        walked: Walked,
        path: list[Step],
        contract: Contract | None,
        deal: DealSeen | None,
        by: RenewalBy | None,
        missing: MissingHop | None,
        lacks: str | None,
    ) -> RiskChain:
        renews = day_seen(contract.row["renewal_date"] or contract.row["term_end"]) if contract else None
        return RiskChain(
            flag=walked.flag,
            about=walked.about,
            workspace=walked.workspace,
            tenant=walked.tenant,
            subscription=contract.node if contract else None,
            arr=contract.arr if contract else None,
            renews=renews,
            days_left=(renews - self.today).days if renews else None,
            ends=contract.ends if contract else None,
            renewal=deal,
            renewal_by=by,
            owners=persons(deal.owners) if deal else [],
            missing=missing,
            text=_said(walked, contract, renews, deal, by, lacks),
            path=path,
            records=_records(walked.flag, contract, deal),
        )


def _records(flag: RiskSeen, contract: Contract | None, deal: DealSeen | None) -> list[RecordSeen]:
    return [*flag.records, *(contract.records if contract else ()), *(deal.records if deal else ())]


def _said(
    walked: Walked,
    contract: Contract | None,
    renews: date | None,
    deal: DealSeen | None,
    by: RenewalBy | None,
    lacks: str | None,
) -> str:
    """A chain as a sentence."""
    tenant = f" in tenant {shown(walked.tenant)}" if walked.tenant and walked.workspace else ""
    said = f"“{shown(walked.flag.flag)}” is about {walked.about.noun.lower()} {shown(walked.about)}{tenant}"
    if contract:
        when = f", which renews on {renews}" if renews else ""
        said += f", under {shown(contract.node)}{when}"
    if deal:
        told = "" if by is RenewalBy.RENEWS else " (the company's open renewal; no system says it renews this contract)"
        said += f", by {shown(deal.opportunity)}{told}"
        if owners := persons(deal.owners):
            said += f", owned by {listed(shown(one.owner) for one in owners)}"
    return f"{said}; {lacks}." if lacks else f"{said}."
