"""What answering costs beside the bare statements, and as the graph grows tenfold, in one run on one server.

In: how many accounts. Out: for each question its time, the time of the same statements through the driver alone (as
many at once as the question sends at once), their ratio, and each at a tenth of the size. Ratios count.
Made, not copied: companies in trees of ten and one tree of 1,000, one owner each of 200, three contacts each, one in
twenty opted out. It is loaded once through our own intake and kept in a home of its own (``--again`` loads it anew).

Run: ``python -m bench.questions [--accounts 100000]``
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import statistics
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from graph_service import engine
from graph_service.graph.ids import Ids
from graph_service.graph.read import Reader
from graph_service.graph.setup import setup
from graph_service.graph.statements import statement
from graph_service.graph.write import Writer
from graph_service.graphql.schema import build_schema
from graph_service.intake.judge import judge
from graph_service.intake.pipeline import ingest
from graph_service.model.load import load_model
from graph_service.model.model import Model
from graph_service.questions.ask import Ask
from graph_service.questions.registry import question
from graph_service.secret import deployment_secret
from graph_service.settings import Settings, load_settings

BIG, SMALL, OWNERS, CONTACTS = 1_000, 10, 200, 3
MANY = 10_000
ROUNDS = {"one": 60, "many": 4}
CLOCK = "2026-03-01T10:00:00.000+0000"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

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


def files(folder: Path, accounts: int) -> None:
    """Write the companies, their people and their owners."""
    with _table(folder, "User", "Id,Name,Email,IsActive,SystemModstamp") as rows:
        rows.writerows([_id("005", n), f"Owner {n}", f"owner{n}@us.example", "true", CLOCK] for n in range(OWNERS))
    columns = "Id,IsDeleted,Name,ParentId,OwnerId,Website,SystemModstamp"
    with _table(folder, "Account", columns) as rows:
        for n in range(accounts):
            parent = "" if (above := _parent(n)) is None else _id("001", above)
            name, site = f"Company {n}", f"https://company{n}.com"
            rows.writerow([_id("001", n), "false", name, parent, _id("005", n % OWNERS), site, CLOCK])
    columns = (
        "Id,IsDeleted,AccountId,FirstName,LastName,Name,Email,Phone,MailingCountryCode,HasOptedOutOfEmail,"
        "HasOptedOutOfFax,DoNotCall,SystemModstamp"
    )
    with _table(folder, "Contact", columns) as rows:
        for n in range(accounts * CONTACTS):
            account, out = n // CONTACTS, "true" if n % 20 == 0 else "false"
            rows.writerow([
                _id("003", n), "false", _id("001", account), "Person", str(n), f"Person {n}", _address(n), "", "US",
                out, "false", "false", CLOCK,
            ])  # fmt: skip


def _parent(number: int) -> int | None:
    """The first thousand companies are one tree of three levels; then every ten are one of two."""
    if number < BIG:
        return None if number == 0 else 0 if number <= 30 else 1 + number % 30
    return None if number % SMALL == 0 else number - number % SMALL


class _table:
    def __init__(self, folder: Path, name: str, columns: str) -> None:
        self._path, self._columns = folder / f"{name}.csv", columns.split(",")

    def __enter__(self) -> Any:
        self._file = self._path.open("w", newline="", encoding="utf-8")
        rows = csv.writer(self._file)
        rows.writerow(self._columns)
        return rows

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _id(prefix: str, number: int) -> str:
    return f"{prefix}{number:012d}"


def _address(number: int) -> str:
    return f"person{number}@company{number // CONTACTS}.com"


def load(settings: Settings, model: Model, writer: Writer, accounts: int) -> float:
    """Seconds of taking it in."""
    with tempfile.TemporaryDirectory() as folder:
        files(Path(folder), accounts)
        started = perf_counter()
        receipt = ingest(settings, model, writer, "salesforce", [Path(folder)])
    bad = [one for one in receipt.objects if one.refused or one.incomplete or one.dangling.total()]
    if bad:
        raise SystemExit(f"the load was not clean: {bad}")
    return perf_counter() - started


def asked(accounts: int) -> dict[str, tuple[str, Callable[[int], dict[str, Any]]]]:
    """Name of a measurement -> the question, and the arguments of its nth asking."""
    step = 7_919  # a prime, so that no two askings are neighbours
    spread = max(1, accounts * CONTACTS // MANY)
    few = {"channel": "EMAIL", "purpose": "PROSPECTING"}
    return {
        "accountOwnership by domain": (
            "account_ownership",
            lambda n: {"account": {"domain": f"company{BIG + n * step % (accounts - BIG)}.com"}},
        ),
        "suppression of one": (
            "suppression",
            lambda n: {"people": [{"email": _address(n * step % (accounts * CONTACTS))}], **few},
        ),
        f"suppression of {MANY:,}": (
            "suppression",
            lambda n: {"people": [{"email": _address(one * spread + n)} for one in range(MANY)], **few},
        ),
        "accountHierarchy of a tree of ten": (
            "account_hierarchy",
            lambda n: {"account": {"domain": f"company{(BIG + n * step % (accounts - BIG)) // SMALL * SMALL}.com"}},
        ),
        "contactRoles of an account": (
            "contact_roles",
            lambda n: {"account": {"domain": f"company{n * step % accounts}.com"}},
        ),
        "resolve by domain and name": (
            "resolve",
            lambda n: {"signals": {"domains": [f"company{n * step % accounts}.com"]}},
        ),
    }


SUBTREE = """query($id: ID!) { account(ref: {id: $id}) { id name owners(first: 5) { edges { type node { id name } } }
  children(first: 100) { edges { node { id name owners(first: 5) { edges { type node { id name } } }
    children(first: 100) { edges { node { id name owners(first: 5) { edges { type node { id name } } } } } }
  } } } } }"""


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


async def measure(ask: Ask, reader: Reader, accounts: int) -> Iterator[tuple[str, dict[str, float]]]:
    """Each question beside its statements, in turns."""
    driver = reader._driver
    found: list[tuple[str, dict[str, float]]] = []
    for name, (asks, arguments) in asked(accounts).items():
        rounds = ROUNDS["many" if f"{MANY:,}" in name else "one"]
        mine, plain = [], []
        for n in range(rounds + 3):
            sent = Sent(reader)
            noting = Ask(ask.model, sent, ask.now, ask.birth_id, judge=ask.judge)
            answer: Any = None

            async def whole(asks: str = asks, noting: Ask = noting, given: Any = arguments(n)) -> None:  # noqa: B008
                nonlocal answer
                answer = await question(asks).ask(noting, given)

            whole_ms = await timed(whole)
            if answer.status.name != "OK":
                raise SystemExit(f"{name}: {answer.status.name} {answer.why}")
            if any(one.missing and one.missing[0].code == "DEADLINE" for one in getattr(answer, "decisions", ())):
                print(f"{name}: asking {n} did not meet its deadline ({whole_ms:.0f} ms)", file=sys.stderr)
            bare_ms = await timed(lambda sent=sent: bare(driver, sent.groups))  # type: ignore[misc]
            if n >= 3:  # the server plans a statement when it first meets it
                mine.append(whole_ms)
                plain.append(bare_ms)
        found.append((name, _middle(mine, plain)))
    return iter(found)


async def subtree(ask: Ask, reader: Reader) -> dict[str, float]:
    """A thousand accounts with their owners in one operation, beside its one statement."""
    sent = Sent(reader)
    executor = build_schema(ask.model).executor(sent, lambda: ask)
    rid = f"acc_{ask.birth_id('salesforce|Account|' + _long(_id('001', 0)))}"
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
        if rows != BIG - 1:
            raise SystemExit(f"subtree: {rows} of {BIG - 1} descendants")
        bare_ms = await timed(lambda: bare(reader._driver, sent.groups))
        if n >= 3:
            mine.append(whole_ms)
            plain.append(bare_ms)
    return _middle(mine, plain)


def _long(short: str) -> str:
    """The 18 characters of a Salesforce id of 15."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
    parts = (short[start : start + 5] for start in (0, 5, 10))
    return short + "".join(letters[sum(1 << n for n, one in enumerate(part) if one.isupper())] for part in parts)


def _middle(mine: Sequence[float], plain: Sequence[float]) -> dict[str, float]:
    ratio = statistics.median(one / other for one, other in zip(mine, plain, strict=True))
    whole, alone = round(statistics.median(mine), 1), round(statistics.median(plain), 1)
    return {"ms": whole, "bare_ms": alone, "ratio": round(ratio, 2)}


async def answers(settings: Settings, model: Model, connection: Any, ids: Ids, accounts: int) -> dict[str, Any]:
    """All measurements on one graph."""
    async with Reader.open(connection.uri, connection.username, connection.password, "neo4j") as reader:
        # a source is fresh for a day
        ask = Ask(model, reader, datetime.now(UTC) + timedelta(minutes=1), ids.birth, judge=judge)
        found: dict[str, Any] = dict(await measure(ask, reader, accounts))
        found["subtree of 1,000 with owners (GraphQL)"] = await subtree(ask, reader)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=100_000)
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
            report[str(accounts)] = asyncio.run(answers(settings, model, connection, ids, accounts))
        finally:
            engine.stop(settings)
    few, many = report[str(chosen.accounts // 10)], report[str(chosen.accounts)]
    growth = {name: round(many[name]["ms"] / few[name]["ms"], 2) for name in many}
    print(json.dumps({**report, "growth_when_tenfold": growth}, indent=2))


if __name__ == "__main__":
    main()
