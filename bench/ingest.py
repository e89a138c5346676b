"""How fast records come in, beside the plainest way to load the same rows, in one run on one server.

In: the folder of the snowfakery-salesforce set. Out: rows per second of both, their ratio, our time by stage, and how
many nodes and relationships either wrote. The baseline holds its rows in memory and writes two passes (MERGE on a
unique key, explicit SET, then links) in batches of 1,000; ours reads files, keeps evidence and settles. Ratios count;
absolute times are the machine's.

Run: ``python -m bench.ingest FOLDER [--opportunities 20000]``
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from graph_service import engine
from graph_service.graph.setup import setup
from graph_service.graph.write import Writer
from graph_service.intake.pipeline import ingest
from graph_service.model.load import load_model
from graph_service.settings import load_settings

FILES = ("Account", "Contact", "Opportunity", "OpportunityContactRole")
KEYS = {"Account": "001", "Contact": "003", "Opportunity": "006", "OpportunityContactRole": "00K"}
ENDS = {"AccountId": "Account", "ContactId": "Contact", "OpportunityId": "Opportunity"}
BATCH = 1_000


def copies(folder: Path, opportunities: int) -> dict[str, list[dict[str, str]]]:
    """The set as renumbered copies, with an e-mail and a SystemModstamp."""
    read = {name: list(csv.DictReader((folder / f"{name}.csv").open(encoding="utf-8"))) for name in FILES}
    times = -(-opportunities // len(read["Opportunity"]))
    rows: dict[str, list[dict[str, str]]] = {name: [] for name in FILES}
    for copy in range(times):
        for name in FILES:
            for row in read[name]:
                made = dict(row)
                made["Id"] = _id(name, copy, row["Id"] if "Id" in row else row["id"])
                made.pop("id", None)
                for column, end in ENDS.items():
                    if made.get(column):
                        made[column] = _id(end, copy, made[column])
                if name == "Contact":
                    made["Email"] = f"person{made['Id'][3:15]}@company{copy}.example".lower()
                made["SystemModstamp"] = "2026-03-01T10:00:00.000+0000"
                rows[name].append(made)
    return rows


def _id(name: str, copy: int, number: str) -> str:
    digits = "".join(character for character in number if character.isdigit())[-6:]
    return f"{KEYS[name]}{copy:06d}{int(digits):06d}"


def baseline(writer: Writer, rows: dict[str, list[dict[str, str]]]) -> float:
    """Seconds of the plain load: nodes, then links."""
    for name in FILES:
        writer.run_text(f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:Plain{name}) REQUIRE n.Id IS UNIQUE", "bench")
    writer.run_text("CALL db.awaitIndexes(60)", "bench")
    started = perf_counter()
    for name in FILES[:3]:
        columns = list(rows[name][0])
        sets = ", ".join(f"n.`{column}` = r[{place}]" for place, column in enumerate(columns))
        key = columns.index("Id")
        for batch in _batches([[row[column] for column in columns] for row in rows[name]]):
            writer.run_text(f"UNWIND $rows AS r MERGE (n:Plain{name} {{Id: r[{key}]}}) SET {sets}", "bench", rows=batch)
    for name, end, column in (("Contact", "Account", "AccountId"), ("Opportunity", "Account", "AccountId")):
        for batch in _batches([[row["Id"], row[column]] for row in rows[name]]):
            writer.run_text(
                f"UNWIND $rows AS r MATCH (n:Plain{name} {{Id: r[0]}}) MATCH (o:Plain{end} {{Id: r[1]}}) "
                "MERGE (n)-[:BELONGS_TO]->(o)", "bench", rows=batch,
            )  # fmt: skip
    for batch in _batches([[row["ContactId"], row["OpportunityId"], row["Id"]] for row in rows[FILES[3]]]):
        writer.run_text(
            "UNWIND $rows AS r MATCH (n:PlainContact {Id: r[0]}) MATCH (o:PlainOpportunity {Id: r[1]}) "
            "MERGE (n)-[x:HAS_ROLE {id: r[2]}]->(o)", "bench", rows=batch,
        )  # fmt: skip
    return perf_counter() - started


def _batches(rows: list[list[Any]]) -> Iterator[list[list[Any]]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def ours(settings: Any, model: Any, writer: Writer, folder: Path) -> tuple[float, dict[str, float]]:
    """Seconds of our own load, end to end, and by stage."""
    started = perf_counter()
    receipt = ingest(settings, model, writer, "salesforce", [folder])
    seconds = perf_counter() - started
    bad = [one for one in receipt.objects if one.refused or one.incomplete or one.dangling.total()]
    if bad:
        raise SystemExit(f"the load was not clean: {bad}")
    return seconds, receipt.seconds


def written(writer: Writer) -> int:
    """Nodes and relationships in the bench database, from the counters that the store keeps."""
    counts = ("MATCH (n) RETURN count(n) AS n", "MATCH ()-[x]->() RETURN count(x) AS n")
    return sum(writer.run_text(text, "bench")[0]["n"] for text in counts)


def wipe(writer: Writer) -> None:
    """Empty the bench database."""
    text = "MATCH (n) WHERE NOT n:Migration WITH n LIMIT 10000 DETACH DELETE n RETURN count(*) AS n"
    while writer.run_text(text, "bench")[0]["n"]:
        pass


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--opportunities", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    settings = load_settings()
    settings = settings.model_copy(update={"home": settings.home / "bench", "grace_seconds": 0.0})
    connection = engine.ensure(settings)
    model = load_model()
    rows = copies(chosen.folder, chosen.opportunities)
    total = sum(len(same) for same in rows.values())
    results: list[dict[str, Any]] = []
    with (
        Writer.open(connection.uri, connection.username, connection.password, "neo4j") as writer,
        tempfile.TemporaryDirectory() as folder,
    ):
        setup(writer)
        for name, same in rows.items():
            with (Path(folder) / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
                table = csv.DictWriter(file, list(same[0]))
                table.writeheader()
                table.writerows(same)
        for turn in range(chosen.rounds + 1):
            wipe(writer)
            empty = written(writer)
            plain = baseline(writer, rows)
            plain_things = written(writer) - empty
            wipe(writer)
            mine, stages = ours(settings, model, writer, Path(folder))
            things = written(writer) - empty
            wipe(writer)
            if turn == 0:
                continue  # a warm-up: plans and page cache
            ratios = {"ratio_end_to_end": plain / mine, "ratio_commit": plain / stages["commit"]}
            ratios["ratio_commit_per_thing"] = ratios["ratio_commit"] * things / plain_things
            results.append({"baseline": plain, "ours": mine, **ratios, **stages})
            print(f"round {turn}: {json.dumps({k: round(v, 2) for k, v in results[-1].items()})}", file=sys.stderr)
    engine.stop(settings)
    middle = {key: round(statistics.median(one[key] for one in results), 3) for key in results[0]}
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({
        "rows": total,
        "baseline_rows_per_s": round(total / middle["baseline"]),
        "ours_rows_per_s": round(total / middle["ours"]),
        "ratio_end_to_end": middle["ratio_end_to_end"],
        "ratio_commit_stage": middle["ratio_commit"],
        "nodes_and_relationships_written": {"baseline": plain_things, "ours": things},
        "ratio_commit_stage_per_thing_written": middle["ratio_commit_per_thing"],
        "seconds_by_stage": {k: middle[k] for k in ("decode", "translate", "identify", "settle", "commit")},
        "peak_rss_mb_with_rows_in_memory": round(rss),
    }, indent=2))  # fmt: skip


if __name__ == "__main__":
    main()
