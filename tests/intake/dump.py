"""The settled graph as one canonical value, so that two graphs can be compared."""

from __future__ import annotations

from typing import Any

import orjson

from graph_service.graph.write import Writer

_NODES = "MATCH (n:Noun) RETURN labels(n) AS labels, properties(n) AS props"
_LINKS = "MATCH (a:Noun)-[x]->(b:Noun) RETURN a.id AS a, type(x) AS type, b.id AS b, properties(x) AS props"
_RECORDS = (
    "MATCH (s:SourceRecord) RETURN s.key AS key, s.state AS state, s.stops AS stops, s.permissions AS permissions, "
    "COLLECT { MATCH (s)-[:OF]->(n) RETURN n.id } AS nouns, COLLECT { MATCH (s)-[x:HAS_KEY|HAD_KEY]->(k) RETURN type(x) + k.id } AS keys"
)
_DOUBTS = "MATCH (a:Ambiguity) RETURN a.id AS id, a.text AS text, a.candidates AS candidates"


def dump(writer: Writer) -> dict[str, list[str]]:
    """Everything settled, sorted: nouns, links, what records say, ambiguities."""

    def canonical(rows: list[dict[str, Any]]) -> list[str]:
        for row in rows:
            for key in ("labels", "nouns", "keys"):
                if key in row:
                    row[key] = sorted(row[key])
        return sorted(orjson.dumps(row, option=orjson.OPT_SORT_KEYS).decode() for row in rows)

    return {
        name: canonical(writer.run_text(text, name))
        for name, text in (("nodes", _NODES), ("links", _LINKS), ("records", _RECORDS), ("doubts", _DOUBTS))
    }
