"""What answering costs beside the bare statements, and as the graph grows tenfold, in one run on one server.

In: how many accounts. Out: for each question its time, the time of the same statements through the driver alone (as
many at once as the question sends at once), their ratio, and each at a tenth of the size. Ratios count.
The company is made (``bench.company``), loaded once through our own intake, and kept in a home of its own
(``--again`` loads it anew). Which cost is to stay flat and which may grow with what is counted is said per measurement.

Run: ``python -m bench.questions [--accounts 100000]``
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import statistics
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from bench import company
from graph_service import engine
from graph_service.graph.ids import Ids
from graph_service.graph.read import Reader
from graph_service.graph.setup import setup
from graph_service.graph.statements import statement
from graph_service.graph.write import Writer
from graph_service.graphql.schema import build_schema
from graph_service.intake.judge import judge
from graph_service.intake.pipeline import ingest
from graph_service.intake.tuning import settle_in
from graph_service.model.load import load_model
from graph_service.model.model import Model
from graph_service.model.types.crm_id import clean as clean_id
from graph_service.questions.ask import Ask
from graph_service.questions.registry import question
from graph_service.questions.warm import warm_up
from graph_service.secret import deployment_secret
from graph_service.settings import Settings, load_settings

MANY = 10_000

Statement = tuple[str, dict[str, Any]]


@dataclass(slots=True)
class Sent:
    """A reader that notes which statements a question sends, and which of them at once.

    Attributes:
        groups: statements that were under way together.
    """

    reader: Reader
    groups: list[list[Statement]] = field(default_factory=list)
    running: int = 0

    async def run(self, name: str, /, *, timeout: float = 60.0, **parameters: Any) -> list[dict[str, Any]]:
        return await self.run_text(statement(name).text, name, timeout, parameters)

    async def run_text(self, text: str, name: str, timeout: float, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        if not self.running:
            self.groups.append([])
        self.groups[-1].append((text, parameters))
        self.running += 1
        try:
            return await self.reader.run_text(text, name, 120.0, parameters)
        finally:
            self.running -= 1

    def after(self, token: str) -> Sent:
        raise NotImplementedError(token)


def load(settings: Settings, model: Model, writer: Writer, accounts: int) -> float:
    """Seconds of taking it in."""
    with tempfile.TemporaryDirectory() as folder:
        company.write(Path(folder), accounts)
        started = perf_counter()
        for system in company.SYSTEMS:
            receipt = ingest(settings, model, writer, system, [Path(folder) / system])
            bad = [one for one in receipt.objects if one.refused or one.incomplete or one.dangling.total()]
            if bad or receipt.ignored:
                raise SystemExit(f"the load was not clean: {bad} {receipt.ignored}")
            print(f"{system}: {perf_counter() - started:.0f} s", file=sys.stderr)
    return perf_counter() - started


@dataclass(frozen=True, slots=True)
class Asked:
    """One measurement.

    Attributes:
        question: its name.
        arguments: those of the nth asking.
        counts: it counts the whole graph, so its cost may grow with it; else it is to stay flat.
        rounds: how often.
    """

    question: str
    arguments: Callable[[int], dict[str, Any]]
    counts: bool = False
    rounds: int = 40


def asked(accounts: int) -> dict[str, Asked]:
    """Name of a measurement -> what is asked."""
    people, trees = accounts * company.CONTACTS, accounts - company.BIG
    step = 7_919  # a prime, so that no two askings are neighbours
    spread = max(1, people // MANY)
    few = {"channel": "EMAIL", "purpose": "PROSPECTING"}

    def one(n: int) -> dict[str, str]:
        """A company outside the great tree."""
        return {"domain": company.domain(company.BIG + n * step % trees)}

    def payer(n: int) -> dict[str, str]:
        return {"domain": company.domain((company.BIG + n * step % trees) // company.SMALL * company.SMALL)}

    def person(n: int, step: int = step) -> str:
        return company.address(company.BIG * company.CONTACTS + n * step % (trees * company.CONTACTS))

    def user(n: int) -> dict[str, str]:
        return {"email": company.owner(n % company.OWNERS)}

    month, year = "2026-02", "2025-03-01..2026-02-28"

    def counting(name: str, **given: str) -> Asked:
        return Asked(name, lambda n: dict(given), counts=True, rounds=1)

    return {
        "accountOwnership by domain": Asked("account_ownership", lambda n: {"account": one(n)}, rounds=60),
        "suppression of one": Asked("suppression", lambda n: {"people": [{"email": person(n)}], **few}, rounds=60),
        f"suppression of {MANY:,}, all of their companies": Asked(
            "suppression",
            lambda n: {"people": [{"email": person(n + p, step=1)} for p in range(MANY)], **few},
            rounds=6,
        ),
        f"suppression of {MANY:,}, each of another company": Asked(
            "suppression",
            lambda n: {"people": [{"email": company.address(p * spread + n)} for p in range(MANY)], **few},
            rounds=6,
        ),
        "accountHierarchy of a tree of ten": Asked("account_hierarchy", lambda n: {"account": payer(n)}),
        "isMine": Asked("is_mine", lambda n: {"user": user(n), "account": one(n)}),
        "bookOfBusiness, a page of 50": Asked("book_of_business", lambda n: {"user": user(n), "first": 50}),
        "contactRoles of an account": Asked("contact_roles", lambda n: {"account": payer(n)}),
        "buyingGroupCoverage of an account": Asked("buying_group_coverage", lambda n: {"account": payer(n)}),
        "motionConflicts": Asked("motion_conflicts", lambda n: {"account": payer(n)}),
        "activeOpportunities by email": Asked("active_opportunities", lambda n: {"email": person(n)}),
        "accountBrief": Asked("account_brief", lambda n: {"account": payer(n)}),
        "resolve by domain and name": Asked("resolve", lambda n: {"domains": [one(n)["domain"]]}),
        "search by name and number": Asked("search", lambda n: {"text": company.name(n * step % accounts)}),
        "search by a word of a tenth": Asked("search", lambda n: {"text": "dental", "nouns": ["Account"]}, rounds=10),
        "usage of a tree of ten": Asked("usage", lambda n: {"account": payer(n), "period": month, "rollup": "TREE"}),
        "commercialBridge of a tree of ten": Asked(
            "commercial_bridge", lambda n: {"account": payer(n), "period": month, "rollup": "TREE"}
        ),
        "renewalRisk": Asked("renewal_risk", lambda n: {"account": payer(n)}),
        "engagement": Asked("engagement", lambda n: {"account": payer(n), "period": month}),
        "profitability": Asked("profitability", lambda n: {"account": payer(n), "period": month}),
        "history of a name": Asked(
            "history", lambda n: {"object": f"Account/domain:{one(n)['domain']}", "field": "name"}
        ),
        "staleDeals of a user": Asked("stale_deals", lambda n: {"user": user(n), "first": 50}, rounds=10),
        "coldContacts of an account": Asked("cold_contacts", lambda n: {"account": one(n)}),
        "coldContacts, a page of 50": Asked("cold_contacts", lambda n: {"first": 50}, rounds=10),
        "renewals of a user, 30 days": Asked("renewals", lambda n: {"days": 30, "user": user(n)}, rounds=10),
        "expansionSignals of a user": Asked("expansion_signals", lambda n: {"user": user(n), "first": 20}, rounds=10),
        "sourceOfTruth of Account": Asked("source_of_truth", lambda n: {"object": "Account"}, rounds=10),
        "objectMap": counting("object_map"),
        # a page each, with the count of all, or the idlest of all
        "definitions": counting("definitions"),
        "ambiguities": counting("ambiguities"),
        "staleDeals of everybody": counting("stale_deals"),
        "funnel": counting("funnel", period=year),
        "leadSources": counting("lead_sources", period=year),
        "winLoss": counting("win_loss", period=year),
        "dealVelocity": counting("deal_velocity", period=year),
        "attribution": counting("attribution", period=year),
        "pipelineCoverage": counting("pipeline_coverage", period="2026-Q2"),
        "expansion": counting("expansion", **{"from": "2026-01-01", "to": "2026-03-01"}),
    }


SUBTREE_NAME = "subtree of 1,000 with owners (graphql)"
_OWNED = "name owners(first: 2) { edges { type node { id ... on User { name } } } }"
SUBTREE = f"""query($id: ID!) {{ account(ref: {{id: $id}}) {{ id {_OWNED}
  children(first: 40) {{ edges {{ node {{ id ... on Account {{ {_OWNED}
    children(first: 40) {{ edges {{ node {{ id ... on Account {{ {_OWNED} }} }} }} }}
  }} }} }} }} }} }}"""


async def timed(work: Callable[[], Awaitable[Any]]) -> float:
    """Milliseconds."""
    started = perf_counter()
    await work()
    return (perf_counter() - started) * 1_000


async def bare(driver: Any, groups: Sequence[Sequence[Statement]]) -> None:
    """The same statements through the driver alone."""
    for group in groups:
        await asyncio.gather(*(_bare(driver, one) for one in group))


async def _bare(driver: Any, one: Statement) -> None:
    async with driver.session(database="neo4j", default_access_mode="READ") as session:
        result = await session.run(one[0], one[1])
        async for record in result:
            record.values()


async def measure(ask: Ask, reader: Reader, accounts: int, only: str) -> dict[str, dict[str, float]]:
    """Each question beside its statements, in turns."""
    found: dict[str, dict[str, float]] = {}
    for name, one in asked(accounts).items():
        if not re.search(only, name, re.IGNORECASE):
            continue
        mine, plain = [], []
        warm = 1 if one.counts else 3  # the server plans a statement when it first meets it
        for n in range(one.rounds + warm):
            sent = Sent(reader)
            noting = replace(ask, reader=sent)
            started = perf_counter()
            answer = await question(one.question).ask(noting, one.arguments(n))
            whole_ms = (perf_counter() - started) * 1_000
            _complete(name, n, answer, whole_ms)
            bare_ms = await timed(lambda sent=sent: bare(reader._driver, sent.groups))  # type: ignore[misc]
            if n >= warm:
                mine.append(whole_ms)
                plain.append(bare_ms)
        found[name] = _middle(mine, plain)
        print(f"{name}: {found[name]}", file=sys.stderr)
    return found


def _complete(name: str, n: int, answer: Any, ms: float) -> None:
    """Say what an answer lacks; stop where it found nothing."""
    if answer.status.name in {"NOT_FOUND", "AMBIGUOUS"}:
        raise SystemExit(f"{name}: {answer.status.name} {answer.why}")
    cut = [one.what for one in getattr(answer, "truncated", None) or ()]
    late = any(one.missing and one.missing[0].code == "DEADLINE" for one in getattr(answer, "decisions", ()))
    if answer.status.name != "OK" or late or (cut and n == 0):
        why = "DEADLINE" if late else answer.status.name if answer.status.name != "OK" else f"cut: {cut}"
        print(f"{name}: asking {n} was {why} ({ms:.0f} ms)", file=sys.stderr)


async def subtree(ask: Ask, reader: Reader) -> dict[str, float]:
    """A thousand accounts with their owners in one operation, beside its one statement."""
    sent = Sent(reader)
    executor = build_schema(ask.model).executor(sent, lambda: ask)
    rid = f"acc_{ask.birth_id('salesforce|Account|' + clean_id(company.crm_id('001', 0)))}"
    mine, plain = [], []
    for n in range(13):
        sent.groups.clear()
        reply: Any = None

        async def whole() -> None:
            nonlocal reply
            reply = await executor.execute(SUBTREE, {"id": rid})

        whole_ms = await timed(whole)
        body = json.loads(reply.body)
        if "errors" in body or body["data"]["account"] is None:
            raise SystemExit(f"subtree: {reply.body[:500]!r}")
        rows = sum(1 + len(one["node"]["children"]["edges"]) for one in body["data"]["account"]["children"]["edges"])
        if rows != company.BIG - 1:
            raise SystemExit(f"subtree: {rows} of {company.BIG - 1} descendants")
        bare_ms = await timed(lambda: bare(reader._driver, sent.groups))
        if n >= 3:
            mine.append(whole_ms)
            plain.append(bare_ms)
    return _middle(mine, plain)


def _middle(mine: Sequence[float], plain: Sequence[float]) -> dict[str, float]:
    ratio = statistics.median(one / other for one, other in zip(mine, plain, strict=True))
    whole, alone = round(statistics.median(mine), 1), round(statistics.median(plain), 1)
    return {"ms": whole, "bare_ms": alone, "ratio": round(ratio, 2)}


async def answers(
    settings: Settings, model: Model, connection: Any, ids: Ids, accounts: int, only: str
) -> dict[str, Any]:
    """All measurements on one graph."""
    async with Reader.open(connection.uri, connection.username, connection.password, "neo4j") as reader:
        # as ``serve`` does when it starts
        await warm_up(reader)
        settle_in()
        # a source is fresh for a day
        ask = Ask(model, reader, datetime.now(UTC) + timedelta(minutes=1), ids.birth, judge=judge)
        found: dict[str, Any] = await measure(ask, reader, accounts, only)
        if re.search(only, SUBTREE_NAME, re.IGNORECASE):
            found[SUBTREE_NAME] = await subtree(ask, reader)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--only", default="", help="measurements in whose name this pattern is found")
    parser.add_argument("--again", action="store_true", help="load anew")
    chosen = parser.parse_args()
    base, model = load_settings(), load_model()
    report: dict[str, Any] = {}
    for accounts in (chosen.accounts // 10, chosen.accounts):
        settings = base.model_copy(update={"home": base.home / f"bench-questions-{accounts}", "grace_seconds": 0.0})
        connection = engine.ensure(settings)
        try:
            with Writer.open(connection.uri, connection.username, connection.password, "neo4j") as writer:
                setup(writer)
                there = writer.run_text("MATCH (n:Account) RETURN count(n) AS n", "bench")[0]["n"]
                if chosen.again or there != accounts:
                    seconds = load(settings, model, writer, accounts)
                    print(f"{accounts:,} accounts taken in in {seconds:.0f} s", file=sys.stderr)
            ids = Ids(deployment_secret(settings))
            report[str(accounts)] = asyncio.run(answers(settings, model, connection, ids, accounts, chosen.only))
        finally:
            engine.stop(settings)
    few, many = report[str(chosen.accounts // 10)], report[str(chosen.accounts)]
    counts = {name for name, one in asked(chosen.accounts).items() if one.counts}
    growth = {
        "may_grow" if whole else "flat": {
            name: round(many[name]["ms"] / few[name]["ms"], 2) for name in many if (name in counts) is whole
        }
        for whole in (False, True)
    }
    print(json.dumps({**report, "growth_when_tenfold": growth}, indent=2))


if __name__ == "__main__":
    main()
