"""``gtm-graph sources``: what each system delivered, when, and what it left open.

In: the ledger of runs. Out: a table or JSON. Refuses: nothing.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

import orjson
import typer
from rich.text import Text

from graph_service.cli.console import emit_json, show
from graph_service.cli.options import Json, session_of
from graph_service.cli.render.envelope import age, bare


def sources(ctx: typer.Context, as_json: Json = False) -> None:
    """Last run, lag and counts of every source that ever ran."""
    session = session_of(ctx)
    counts: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for row in session.rows("ledger/record_counts"):
        counts[row["source"]][row["object"]][row["state"]] = row["records"]
    runs = {row["source"]: row for row in session.rows("ledger/source_overview")}
    rows = [_row(name, runs.get(name), counts[name], session.now) for name in sorted(runs.keys() | counts.keys())]
    if as_json:
        emit_json(rows)
        return
    if not rows:
        show("no source has delivered anything yet: `gtm-graph ingest SOURCE PATH...`")
        return
    table = bare("source", "last run", "ago", "object", "live", "other states", "incomplete for")
    for column in table.columns[:5]:
        column.no_wrap = True
    for row in rows:
        last = (row["last_run_at"] or "never")[:16].replace("T", " ")
        head = [row["source"], last, age(row["lag_seconds"]) if row["last_run_at"] else "-"]
        for one in row["objects"] or [{"object": "-", "records": {}, "incomplete_channels": []}]:
            other = ", ".join(f"{count:,} {state}" for state, count in one["records"].items() if state != "live")
            live = f"{one['records'].get('live', 0):,}"
            table.add_row(*map(Text, [*head, one["object"], live, other, ", ".join(one["incomplete_channels"])]))
            head = ["", "", ""]
    show(table)


def _row(source: str, run: dict[str, Any] | None, counts: dict[str, dict[str, int]], now: datetime) -> dict[str, Any]:
    known: dict[str, Any] = orjson.loads(run["objects"]) if run and run["objects"] else {}
    objects = [
        {
            "object": name,
            "records": counts.get(name, {}),
            "incomplete_channels": [
                channel
                for channel, state in known.get(name, {}).get("channels", {}).items()
                if not state.get("complete")
            ],
            "consent_columns_unmapped": known.get(name, {}).get("consent_unmapped", []),
        }
        for name in sorted(known.keys() | counts.keys())
    ]
    last = run["last_run_at"] if run else None
    return {
        "source": source,
        "last_run_at": last,
        "lag_seconds": _lag(last, now),
        "last_batch": run["last_batch"] if run else None,
        "objects": objects,
    }


def _lag(last: str | None, now: datetime) -> int:
    if not last:
        return 0
    found = datetime.fromisoformat(last)
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return max(0, int((now - found).total_seconds()))
