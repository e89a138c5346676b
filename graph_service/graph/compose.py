"""The one module that writes Cypher text: the statements that follow from the Model, each made once.

In: the Model. Out: statement texts with list parameters. Refuses: names that did not come through the Model's checks
(labels, types and properties are spliced into text, so nothing else may come here).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from graph_service.graph.statements import statement
from graph_service.model.model import Model

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
NODE_PROPS = ("state", "systems", "slots", "first_evidence_at", "settled_hash")
LINK_PROPS = ("since", "since_kind", "until", "systems", "records", "at", "confidence", "refused", "method")


def _safe(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name")
    return name


def _sets(variable: str, names: Iterable[str], first: int) -> str:
    # explicit SET per property: SET from a map would bring an Eager operator into the plan
    return ", ".join(f"{variable}.{_safe(name)} = r[{index}]" for index, name in enumerate(names, first))


@lru_cache(maxsize=256)
def node_properties(model: Model, label: str) -> tuple[str, ...]:
    """The stored properties of a noun in the order of its statements' rows; money takes three."""
    names: list[str] = []
    for name, spec in model.objects[label].fields.items():
        parts = ("minor", "currency", "exponent") if spec.type == "money" else ()
        names.extend([f"{name}_{part}" for part in parts] or [name])
    return (*names, *NODE_PROPS)


@lru_cache(maxsize=256)
def link_properties(model: Model, link: str) -> tuple[str, ...]:
    """The stored properties of a link in the order of its statements' rows."""
    spec = model.links[link]
    own = [spec.variant.property] if spec.variant else []
    return tuple(dict.fromkeys([*own, *spec.properties, *LINK_PROPS]))


def create_nodes(model: Model, label: str) -> str:
    """Rows ``[id, *properties]``: nodes that are not there yet."""
    sets = _sets("n", node_properties(model, label), 1)
    return f"UNWIND $rows AS r CREATE (n:Noun:{_safe(label)} {{id: r[0]}}) SET {sets}"


RECORD_ROW = 19
"""Length of a row of evidence/create_records, which starts each row of :func:`create_born`."""


def create_born(model: Model, label: str) -> str:
    """New records that alone make a new noun, and for a facet its new person and the link to it.

    Rows of evidence/create_records, then ``[id, *properties]`` of the noun; for a facet also ``[id, *properties]`` of
    the person and the properties of IS_PERSON.
    """
    place = RECORD_ROW
    names = node_properties(model, label)
    text = statement("evidence/create_records").text
    text += f"CREATE (s)-[:OF]->(n:Noun:{_safe(label)} {{id: r[{place}]}}) SET {_sets('n', names, place + 1)}\n"
    person = model.objects[label].facet_of
    if person is not None:
        place += 1 + len(names)
        names = node_properties(model, person)
        text += f"CREATE (p:Noun:{_safe(person)} {{id: r[{place}]}}) SET {_sets('p', names, place + 1)}\n"
        place += 1 + len(names)
        text += f"CREATE (n)-[x:IS_PERSON]->(p) SET {_sets('x', link_properties(model, 'IS_PERSON'), place)}\n"
    return text


def ledger_page(label: str) -> str:
    """Ledger rows of one label in the order of their ids: ``id``, ``props``."""
    name = _safe(label)
    return f"MATCH (n:{name}) WHERE n.id > $after RETURN n.id AS id, properties(n) AS props ORDER BY n.id LIMIT $most"


def put_ledger(label: str) -> str:
    """Maps with an ``id``: ledger rows of one label as another server wrote them."""
    return f"UNWIND $rows AS r MERGE (n:{_safe(label)} {{id: r.id}}) SET n += r"


def counts(model: Model) -> str:
    """How many nodes of each noun and links of each type there are, from the counters that the store keeps anyway."""
    # a name beside the count would be a grouping key: nothing for what there is none of, and every node looked at
    nodes = ((noun, f"MATCH (n:{_safe(noun)}) RETURN count(n) AS count") for noun in model.objects)
    links = ((type_, f"MATCH ()-[x:{_safe(type_)}]->() RETURN count(x) AS count") for type_ in model.links)
    return " UNION ALL ".join(f"CALL () {{ {one} }} RETURN '{name}' AS name, count" for name, one in (*nodes, *links))


_BY_ID = "MATCH (n:Noun) WHERE n.id STARTS WITH $prefix AND n.id > $after AND n:{0} WITH n ORDER BY n.id LIMIT $most "


def warehouse_nodes(model: Model, label: str) -> str:
    """Nodes of a noun in the order of their ids: ``id`` and each stored property by its name."""
    names = ", ".join(f"n.{_safe(name)} AS {name}" for name in node_properties(model, label) if name not in _INNER)
    return f"{_BY_ID.format(_safe(label))}RETURN n.id AS id, {names} ORDER BY id"


_INNER = ("slots", "settled_hash")
"""Properties that only settling reads."""


def warehouse_links(model: Model, link: str, label: str) -> str:
    """Subjects of a link in the order of their ids: ``id``, and ``links`` that hold now, in an order of their own."""
    spec = model.links[link]
    out = spec.subject == "from"
    pattern = f"(n)-[x:{_safe(link)}]->(o:Noun)" if out else f"(n)<-[x:{_safe(link)}]-(o:Noun)"
    noun = "head([l IN labels({0}) WHERE l <> 'Noun'])"
    ends = {"from": "n" if out else "o", "to": "o" if out else "n"}
    told = [f"{end}_id: {one}.id, {end}_noun: {noun.format(one)}" for end, one in ends.items()]
    variant = f"coalesce(x.{_safe(spec.variant.property)}, '')" if spec.variant else "''"
    row = f"x {{.*, {', '.join(told)}}}"
    links = f"COLLECT {{ MATCH {pattern} RETURN {row} ORDER BY o.id, {variant}, coalesce(x.since, ''), x.records }}"
    return f"{_BY_ID.format(_safe(label))}RETURN n.id AS id, {links} AS links ORDER BY id"


def drop_index(name: str) -> str:
    """Drop one index by name."""
    return f"DROP INDEX {_safe(name)} IF EXISTS"


def merge_nodes(model: Model, label: str) -> str:
    """Rows ``[id, *properties]``: nodes that follow from their id alone, made where they are not there."""
    sets = _sets("n", node_properties(model, label), 1)
    return f"UNWIND $rows AS r MERGE (n:Noun {{id: r[0]}}) ON CREATE SET n:{_safe(label)}, {sets}"


def update_nodes(model: Model, label: str) -> str:
    """Rows ``[id, *properties]``: nodes that are there, or may be."""
    sets = _sets("n", node_properties(model, label), 1)
    return f"UNWIND $rows AS r MERGE (n:Noun {{id: r[0]}}) SET n:{_safe(label)}, {sets}"


def create_links(model: Model, link: str, type_: str) -> str:
    """Rows ``[source id, target id, *properties]``.

    Args:
        model: the Model.
        link: type of the link.
        type_: ``X``, ``WAS_X`` or ``CLAIMED_X``.
    """
    sets = _sets("x", link_properties(model, link), 2)
    return (
        "UNWIND $rows AS r MATCH (a:Noun {id: r[0]}) MATCH (b:Noun {id: r[1]}) "
        f"CREATE (a)-[x:{_safe(type_)}]->(b) SET {sets}"
    )


@lru_cache(maxsize=16)
def _types(spec_types: tuple[str, ...]) -> str:
    return "|".join(f"{prefix}{_safe(type_)}" for type_ in spec_types for prefix in ("", "WAS_", "CLAIMED_"))


def current_subjects(model: Model) -> str:
    """For ids of nouns, as one list: hash of their properties, and the links whose subject they are."""
    out = _types(tuple(sorted(t for t, spec in model.links.items() if spec.subject == "from")))
    into = _types(tuple(sorted(t for t, spec in model.links.items() if spec.subject == "to")))
    row = "[elementId(x), type(x), {ends}, properties(x)]"
    leaving = f"COLLECT {{ MATCH (n)-[x:{out}]->(o:Noun) RETURN {row.format(ends='n.id, o.id')} }}"
    entering = f"COLLECT {{ MATCH (n)<-[x:{into}]-(o:Noun) RETURN {row.format(ends='o.id, n.id')} }}"
    return (
        "UNWIND $ids AS id MATCH (n:Noun {id: id}) "
        f"WITH n, {leaving} AS leaving, {entering} AS entering "
        "RETURN collect([n.id, n.settled_hash, leaving, entering]) AS rows"
    )


def tree_above(type_: str, variant_property: str) -> str:
    """For ids of nouns and a kind: every candidate edge (effective or refused as a cycle) on the way up."""
    t, p = _safe(type_), _safe(variant_property)
    return (
        f"UNWIND $ids AS id MATCH (n:Noun {{id: id}}) "
        # each child has one candidate of a kind, so only those are walked: along all claims the ways would multiply
        f"MATCH (n)<-[way:{t}|CLAIMED_{t}*0..]-(c:Noun)<-[x:{t}|CLAIMED_{t}]-(p:Noun) "
        f"WHERE all(y IN way WHERE y.{p} = $kind AND (type(y) = '{t}' OR y.refused = 'CYCLE')) "
        f"AND x.{p} = $kind AND (type(x) = '{t}' OR x.refused = 'CYCLE') "
        "RETURN DISTINCT c.id AS child, p.id AS parent, elementId(x) AS link, type(x) AS type, properties(x) AS props"
    )
