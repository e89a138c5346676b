"""A small graph written by hand in the settled form, so that the read side is tested without the intake.

Nordwind (root, two domains) over Nordwind Nord and Nordwind Süd; people with roles; records and versions of three
systems.
"""

from __future__ import annotations

from typing import Any

import orjson

from graph_service.graph.ids import Ids, noun_id

IDS = Ids(b"a secret of the tests")


def birth(system: str, object_: str, external: str) -> str:
    return IDS.birth(f"{system}|{object_}|{external}")


def node_id(prefix: str, system: str, object_: str, external: str) -> str:
    return noun_id(prefix, birth(system, object_, external))


NORDWIND = node_id("acc", "salesforce", "Account", "001A")
NORD = node_id("acc", "salesforce", "Account", "001B")
SUED = node_id("acc", "hubspot", "companies", "77")
EMPTY = node_id("acc", "hubspot", "companies", "78")
ANNA = node_id("usr", "salesforce", "User", "005A")
BERT = node_id("usr", "salesforce", "User", "005B")
TEAM = node_id("tea", "salesforce", "Group", "00GA")
MARIA = node_id("per", "salesforce", "Contact", "003M")
MARIA_SF = node_id("con", "salesforce", "Contact", "003M")
MARIA_HS = node_id("con", "hubspot", "contacts", "501")
JON = node_id("per", "hubspot", "contacts", "502")
JON_HS = node_id("con", "hubspot", "contacts", "502")
DEAL = node_id("opp", "salesforce", "Opportunity", "006A")
POINT = noun_id("cpt", IDS.birth("point|email|maria@nordwind.example"))
SUBSCRIPTION = node_id("scr", "stripe", "subscriptions", "sub_1")
T0 = "2026-01-05T08:00:00.000000Z"
T1 = "2026-03-01T08:00:00.000000Z"


def _money(name: str, minor: int, currency: str, exponent: int) -> dict[str, Any]:
    return {f"{name}_minor": minor, f"{name}_currency": currency, f"{name}_exponent": exponent}


NODES: list[tuple[str, dict[str, Any]]] = [
    (
        "Account",
        {
            "id": NORDWIND,
            "name": "Nordwind AG",
            "domains": ["nordwind.example", "nordwind.test"],
            "employees": 5_000_000_000,
            "hq_country": "DE",
            "fit_score": 7,
            "kind": "CUSTOMER",
            "managed_tree": True,
            "systems": ["salesforce", "stripe"],
            "last_activity_at": T1,
            "first_evidence_at": T0,
            "slots": None,
            **_money("revenue", -123_456_789, "EUR", 2),
        },
    ),
    (
        "Account",
        {
            "id": NORD,
            "name": 'Nordwind Nord "GmbH" \\ 北',
            "hq_country": "DE",
            "kind": "PROSPECT",
            "employees": 40,
            "systems": ["salesforce"],
            "fit_score": 0.1,
            "first_evidence_at": T0,
            **_money("revenue", 5, "EUR", 2),
        },
    ),
    (
        "Account",
        {
            "id": SUED,
            "name": "Nordwind Süd",
            "hq_country": "AT",
            "kind": "WORDS_OF_AN_OLDER_MODEL",
            "systems": ["hubspot"],
            "fit_score": float("nan"),
            "first_evidence_at": T1,
            **_money("revenue", 900, "JPY", 0),
        },
    ),
    ("Account", {"id": EMPTY, "systems": ["hubspot"]}),
    ("User", {"id": ANNA, "name": "Anna Auer", "email": "anna@us.example", "active": True, "systems": ["salesforce"]}),
    ("User", {"id": BERT, "name": "Bert Blau", "email": "bert@us.example", "active": False, "systems": ["salesforce"]}),
    ("Team", {"id": TEAM, "name": "Enterprise", "systems": ["salesforce"]}),
    (
        "Person",
        {"id": MARIA, "name": "María Núñez", "email": "maria@nordwind.example", "systems": ["salesforce", "hubspot"]},
    ),
    ("Person", {"id": JON, "name": "Jon Ode", "email": "jon@nordwind.example", "systems": ["hubspot"]}),
    ("Contact", {"id": MARIA_SF, "name": "Maria Nunez", "email": "maria@nordwind.example", "systems": ["salesforce"]}),
    ("Contact", {"id": MARIA_HS, "name": "María Núñez", "email": "maria@nordwind.example", "systems": ["hubspot"]}),
    ("Contact", {"id": JON_HS, "name": "Jon Ode", "systems": ["hubspot"]}),
    (
        "Opportunity",
        {
            "id": DEAL,
            "name": "Renewal 2027",
            "kind": "RENEWAL",
            "is_closed": False,
            "close_date": "2026-11-30",
            "systems": ["salesforce"],
            **_money("amount", 1_000, "BHD", 3),
        },
    ),
    ("ContactPoint", {"id": POINT, "kind": "EMAIL", "value": "maria@nordwind.example", "systems": ["salesforce"]}),
    ("Subscription", {"id": SUBSCRIPTION, "status": "ACTIVE", "currency": "EUR", "systems": ["stripe"]}),
]

LINKS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("PARENT_OF", NORDWIND, NORD, {"kind": "SELLING", "since": T0}),
    ("PARENT_OF", NORDWIND, SUED, {"kind": "SELLING", "since": "2026-02-01", "since_kind": "STATED"}),
    ("PARENT_OF", NORDWIND, SUED, {"kind": "LEGAL", "since": T1}),
    ("OWNS", ANNA, NORDWIND, {"type": "ACCOUNT_EXECUTIVE", "since": T1, "since_kind": "STATED"}),
    ("WAS_OWNS", BERT, NORDWIND, {"type": "ACCOUNT_EXECUTIVE", "since": T0, "until": T1}),
    ("OWNS", TEAM, NORDWIND, {"type": "MEMBER", "since": T0}),
    ("OWNS", BERT, NORD, {"type": "ACCOUNT_EXECUTIVE", "since": T0}),
    ("OWNS", ANNA, DEAL, {"type": "ACCOUNT_EXECUTIVE", "since": T0}),
    ("HAS_ROLE", MARIA, NORDWIND, {"role": "CHAMPION", "primary": True, "since": T0, "confidence": "low"}),
    ("HAS_ROLE", MARIA, DEAL, {"role": "ECONOMIC_BUYER", "primary": False, "raw": "Economic Buyer", "since": T0}),
    ("HAS_ROLE", MARIA, DEAL, {"role": "CHAMPION", "since": T0}),
    ("WORKS_AT", MARIA, NORDWIND, {"title": "CFO", "primary": True, "since": T0}),
    ("WORKS_AT", JON, NORDWIND, {"title": "Buyer", "since": T0}),
    ("IS_PERSON", MARIA_SF, MARIA, {"method": "email", "confidence": "high", "since": T0}),
    ("IS_PERSON", MARIA_HS, MARIA, {"method": "email", "confidence": "high", "since": T0}),
    ("IS_PERSON", JON_HS, JON, {"method": "RECORD", "confidence": "high", "since": T0}),
    ("HAS_POINT", MARIA, POINT, {"primary": True, "since": T0}),
    ("FOR_ACCOUNT", DEAL, NORDWIND, {"since": T0}),
    ("RENEWS", DEAL, SUBSCRIPTION, {"since": T0}),
]

RECORDS: list[tuple[str, str, str, str, str, list[tuple[str, dict[str, Any]]], list[str]]] = [
    (
        "salesforce",
        "Account",
        "001A",
        NORDWIND,
        "live",
        [(T0, {"name": "Nordwind", "hq_country": "DE"}), (T1, {"name": "Nordwind AG", "hq_country": "DE"})],
        ["domain|nordwind.example", "domain|shared.example"],
    ),
    ("salesforce", "Account", "001Z", NORDWIND, "merged", [(T0, {"name": "Nordwind (old)"})], []),
    ("stripe", "customers", "cus_1", NORDWIND, "live", [(T0, {"name": "NORDWIND"})], []),
    ("salesforce", "Account", "001B", NORD, "live", [(T0, {"name": "Nordwind Nord"})], ["domain|nord.example"]),
    (
        "hubspot",
        "companies",
        "77",
        SUED,
        "live",
        [(T1, {"name": "Nordwind Süd"})],
        ["domain|twice.example", "domain|shared.example"],
    ),
    ("hubspot", "companies", "78", EMPTY, "live", [(T1, {})], ["domain|twice.example"]),
    (
        "salesforce",
        "Contact",
        "003M",
        MARIA_SF,
        "live",
        [(T0, {"name": "Maria Nunez"})],
        ["email|maria@nordwind.example"],
    ),
    ("hubspot", "contacts", "501", MARIA_HS, "live", [(T1, {"name": "María Núñez"})], ["email|maria@nordwind.example"]),
    ("hubspot", "contacts", "502", JON_HS, "live", [(T1, {"name": "Jon Ode"})], ["email|jon@nordwind.example"]),
    ("salesforce", "User", "005A", ANNA, "live", [(T0, {"name": "Anna Auer"})], ["email|anna@us.example"]),
]


def write(run: Any) -> None:
    """Write it in place of whatever is there; ``run(text, **parameters)`` is a transaction's."""
    run("MATCH (n) WHERE NOT n:Migration DETACH DELETE n")
    for label, props in NODES:
        run(f"CREATE (n:Noun:{label}) SET n = $props", props=props)
    for type_, start, end, props in LINKS:
        run(
            f"MATCH (a:Noun {{id: $start}}), (b:Noun {{id: $end}}) CREATE (a)-[r:{type_}]->(b) SET r = $props",
            start=start,
            end=end,
            props={"systems": ["salesforce"], "records": [], **props},
        )
    for system, object_, external, node, state, versions, keys in RECORDS:
        key = f"{system}|{object_}|{external}"
        run(
            "CREATE (s:SourceRecord {id: $id, key: $key, system: $system, object: $object, external_id: $external,"
            " state: $state, at: $at}) WITH s MATCH (n:Noun {id: $node}) CREATE (s)-[:OF]->(n)",
            id=IDS.birth(key),
            key=key,
            system=system,
            object=object_,
            external=external,
            state=state,
            node=node,
            at=versions[-1][0],
        )
        for number, (at, fields) in enumerate(versions):
            claims = {"record": key, "noun": None, "state": state, "fields": fields}
            run(
                "MATCH (s:SourceRecord {id: $id}) CREATE (s)-[:HAS_VERSION]->(:RecordVersion {told_at: $at, last_seen: $at,"
                " clock: 'source', hash: $hash, row: '{}', claims: $claims, mapping: 'm', batch: 'b'})",
                id=IDS.birth(key),
                at=at,
                hash=f"h{number}",
                claims=orjson.dumps(claims).decode(),
            )
        for one in keys:
            run(
                "MATCH (s:SourceRecord {id: $id}) MERGE (k:Key {id: $key}) CREATE (s)-[:HAS_KEY]->(k)",
                id=IDS.birth(key),
                key=one,
            )
    run("MATCH (k:Key {id: 'domain|shared.example'}) SET k.shared = 'SHARED_DOMAIN'")
