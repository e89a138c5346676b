"""The settled graph as one canonical value, so that two graphs can be compared."""

from __future__ import annotations

from typing import Any

import orjson

from graph_service.graph.write import Writer

_PARTS = {
    "nodes": "MATCH (n:Noun) RETURN labels(n) AS labels, properties(n) AS props",
    "links": "MATCH (a:Noun)-[x]->(b:Noun) RETURN a.id AS a, type(x) AS type, b.id AS b, properties(x) AS props",
    "records": (
        # a reference that later evidence overruled stays where it was ever read: it only leads to a look more
        "MATCH (s:SourceRecord) WHERE s.at IS NOT NULL RETURN s.key AS key, s.state AS state, s.noun AS noun, s.at AS at, s.stops AS stops, "
        "s.permissions AS permissions, s.points AS points, COLLECT { MATCH (s)-[:OF]->(n) RETURN n.id } AS nouns, "
        "COLLECT { MATCH (s)-[x:HAS_KEY|HAD_KEY]->(k) RETURN type(x) + k.id } AS keys"
    ),
    "keys": "MATCH (k:Key) WHERE EXISTS { (k)<-[:HAS_KEY|HAD_KEY]-() } RETURN k.id AS key, k.kind AS kind, k.shared AS shared",
    "doubts": (
        "MATCH (a:Ambiguity) RETURN a.id AS id, a.kind AS kind, a.text AS text, a.candidates AS candidates, "
        "COLLECT { MATCH (a)-[:ABOUT]->(s) RETURN s.key } AS about"
    ),
    "pending": "MATCH (p:Pending) RETURN p.id AS id",
}


def dump(writer: Writer) -> dict[str, list[str]]:
    """Everything settled, sorted: nouns, links, what records say, keys, ambiguities, work left over."""

    def canonical(rows: list[dict[str, Any]]) -> list[str]:
        for row in rows:
            for key in ("labels", "nouns", "keys", "about"):
                if isinstance(row.get(key), list):
                    row[key] = sorted(row[key])
        return sorted(orjson.dumps(row, option=orjson.OPT_SORT_KEYS).decode() for row in rows)

    return {name: canonical(writer.run_text(text, name)) for name, text in _PARTS.items()}
