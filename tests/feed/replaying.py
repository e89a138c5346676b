"""The feed played from its beginning, beside what the graph says: both must be the same state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import orjson

from graph_service.graph.write import Writer
from graph_service.model.event import Event, event_of
from graph_service.model.model import Model

State = dict[str, set[Any]]


def told(writer: Writer, after: int = 0) -> list[Event]:
    """Every event, read as it is stored; the numbers have no gaps."""
    rows = writer.run_text(
        "MATCH (b:ChangeBatch) RETURN b.from AS first, b.to AS last, b.events AS events ORDER BY b.to", "t"
    )
    found: list[Event] = []
    expected = 1
    for row in rows:
        assert row["first"] == expected
        events = [event_of(one) for one in orjson.loads(row["events"])]
        assert row["last"] == expected + len(events) - 1
        expected = row["last"] + 1
        found += events
    head = writer.run_text("MATCH (f:Feed) RETURN f.last AS last", "t")
    assert not head or head[0]["last"] == expected - 1
    return found[after:]


def played(events: Iterable[Event]) -> State:
    """What a subscriber knows who has applied them in order."""
    words: dict[tuple[str, str, str, str], tuple[str, ...]] = {}
    stops: dict[str, set[str]] = defaultdict(set)
    things: dict[str, str] = {}
    gone: set[str] = set()
    for one in events:
        if one.kind in ("MERGED", "ERASED", "SPLIT") or (one.kind == "RETIRED" and not one.after):
            ended = set(one.before) - set(one.after)
            gone |= ended
            for thing in ended:
                stops.pop(thing, None)
                things.pop(thing, None)
            # what hung on an id ends with it; what stands there instead is told by itself
            words = {
                key: tuple(one for one in value if one not in ended)
                for key, value in words.items()
                if key[1] not in ended
            }
        elif one.kind in ("CREATED", "RETIRED", "RESTORED"):
            assert (things.get(one.thing),) == (one.before[0] if one.before else None,), one
            things[one.thing] = one.after[0]
        elif one.kind == "SUPPRESSED":
            assert one.stop is not None and one.stop["id"] not in stops[one.thing], one
            stops[one.thing].add(one.stop["id"])
        elif one.kind == "RELEASED":
            assert one.stop is not None
            stops[one.thing].remove(one.stop["id"])
        else:
            key = (one.kind, one.thing, one.what, one.variant)
            assert words.get(key, ()) == one.before, one
            assert one.before != one.after, one
            words[key] = one.after
    return {
        "words": {(*key, value) for key, value in words.items() if value},
        "stops": {(thing, stop) for thing, ids in stops.items() for stop in ids},
        "things": set(things.items()),
    }


def present(writer: Writer, model: Model, ids: Any) -> State:
    """The same out of the graph, found another way than the writer finds it."""
    policy = model.policies["feed"]
    words: dict[tuple[str, str, str, str], set[str]] = defaultdict(set)
    things = set()
    for row in writer.run_text("MATCH (n:Noun) RETURN n.id AS id, properties(n) AS props", "t"):
        noun = model.prefixes[row["id"][:3]]
        for name, kind in policy.fields_of.get(noun, {}).items():
            if row["props"].get(name) is not None:
                words[kind, row["id"], name, ""].add(row["props"][name])
        if noun in policy.things:
            things.add((row["id"], row["props"]["state"]))
    links = "MATCH (a:Noun)-[x]->(b:Noun) RETURN a.id AS a, type(x) AS type, b.id AS b, properties(x) AS props"
    for row in writer.run_text(links, "t"):
        kind = policy.kind_of_link.get(row["type"])
        if kind is not None:
            spec = model.links[row["type"]]
            near, far = (row["a"], row["b"]) if spec.subject == "from" else (row["b"], row["a"])
            words[kind, near, row["type"], row["props"][spec.variant.property]].add(far)
    return {
        "words": {(*key, tuple(sorted(value))) for key, value in words.items()},
        "stops": _stops(writer, model, ids),
        "things": things,
    }


def _stops(writer: Writer, model: Model, ids: Any) -> set[tuple[str, str]]:
    policy = model.policies["suppression"]
    people: dict[str, set[str]] = defaultdict(set)
    holds: dict[str, set[str]] = defaultdict(set)
    rows = writer.run_text(
        "MATCH (s:SourceRecord) RETURN s.id AS id, s.stops AS stops, COLLECT { MATCH (s)-[:HAS_KEY|HAD_KEY]->(k) RETURN k.id } AS keys,"
        " COLLECT { MATCH (s)-[:OF]->(n) OPTIONAL MATCH (n)-[:IS_PERSON]->(p) RETURN coalesce(p.id, n.id) } AS things",
        "t",
    )
    for row in rows:
        holds[row["id"]] = {key for key in row["keys"] if key.startswith(("email|", "phone|"))}
        for key in holds[row["id"]]:
            people[key] |= {thing for thing in row["things"] if thing.startswith("per_")}
    found = set()
    for row in rows:
        for stop in orjson.loads(row["stops"] or "[]"):
            if not stop["standing"]:
                continue
            spec = policy.stops.get(stop["code"]) or policy.motions[stop["code"]]
            over = getattr(spec, "ends_with_flag", False) and "retracted_without_act" in stop
            if over or getattr(spec, "effect", "") == "UNKNOWN":
                continue
            name = ids.birth(f"stop|{row['id']}|{stop['slot']}")
            keys = holds[row["id"]]
            if spec.scope == "POINT":
                keys = {key for key in keys if stop.get("point", key) == key}
            bound = set(row["things"]) if spec.scope != "POINT" else set()
            if spec.scope in ("POINT", "PERSON"):
                bound |= {"cpt_" + ids.birth("point|" + key) for key in keys}
            if spec.scope == "PERSON":
                bound |= {person for key in keys for person in people[key]}
            found |= {(thing, name) for thing in bound}
    return found
