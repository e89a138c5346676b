"""Six concurrent ingesters on one account tree: nothing lost, no cycle, nothing double, and the graph of one alone."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor

from graph_service.engine import Connection
from graph_service.graph.ids import Ids
from graph_service.graph.write import Writer
from graph_service.intake.chunk import Settler
from graph_service.intake.hashing import content_hash
from graph_service.intake.new_evidence import Prepared
from graph_service.model.claims import Claims
from graph_service.model.model import Model
from tests.conftest import wipe
from tests.intake.dump import dump

IDS = Ids(b"a secret for tests only")
ACCOUNTS, ROUNDS, WRITERS = 60, 4, 6


def at(tick: int) -> str:
    return f"2026-01-01T00:{tick // 60:02d}:{tick % 60:02d}.000000Z"


def account(number: int, turn: int) -> Prepared:
    """Each turn hangs every account elsewhere; together the turns would make many cycles."""
    parent = (number * (turn + 2) + turn) % ACCOUNTS
    claims: Claims = {
        "record": f"salesforce|Account|{number}", "noun": "Account", "state": "live", "created_at": at(0),
        "fields": {"name": f"n{number} t{turn}"}, "keys": [f"domain|d{number}.example"],
        "refs": [{
            "link": "PARENT_OF", "variant": "SELLING", "source": f"salesforce|Account|{parent}", "target": ".",
        }],
    }  # fmt: skip
    return Prepared(IDS.birth(claims["record"]), at(turn), "source", content_hash(claims), "{}", claims, 0)


def store(settler: Settler, rows: list[Prepared], name: str) -> None:
    ledger = {"id": name, "batch": name, "source": "test", "at": at(0)}
    settler.store(rows, ledger=ledger, mapping="m")


def test_six_ingesters_make_the_graph_of_one(writer: Writer, engine: Connection, model: Model) -> None:
    every = [account(number, turn) for turn in range(ROUNDS) for number in range(ACCOUNTS)]
    alone = Settler(writer, model, IDS, 0.0)
    store(alone, every, "alone")
    alone.finish_pending()
    expected = dump(writer)
    wipe(writer)

    def work(which: int) -> None:
        with Writer.open(engine.uri, engine.username, engine.password, "neo4j") as own:
            settler = Settler(own, model, IDS, 0.0)
            mine = every[which::WRITERS]
            for start in range(0, len(mine), 8):
                store(settler, mine[start : start + 8], f"{which}|{start}")
            settler.finish_pending()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(work, range(WRITERS)))
    alone.finish_pending()
    assert dump(writer) == expected
    [row] = writer.run_text("MATCH (n:Account) RETURN count(n) AS nodes, count(DISTINCT n.name) AS names", "test")
    assert row == {"nodes": ACCOUNTS, "names": ACCOUNTS}
    cycles = writer.run_text("MATCH p = (n:Account)-[:PARENT_OF*1..60]->(n) RETURN count(p) AS n", "test")
    assert cycles == [{"n": 0}]
    versions = writer.run_text("MATCH (v:RecordVersion) RETURN count(v) AS n", "test")
    assert versions == [{"n": len(list(itertools.chain(every)))}]
