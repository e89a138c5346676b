"""Nouns, links, references, pages and filters: the values, written by hand from ``seed``."""

from __future__ import annotations

import pytest

from tests.graphql import seed
from tests.graphql.conftest import Answers

NAMES = {
    seed.NORDWIND: "Nordwind AG",
    seed.NORD: 'Nordwind Nord "GmbH" \\ 北',
    seed.SUED: "Nordwind Süd",
    seed.EMPTY: None,
}


async def test_every_kind_of_value(get: Answers):
    data = await get(
        "query($id: ID!) { account(ref: {id: $id}) { __typename id name legalName domains employees revenue"
        " { amount currency }"
        " fitScore kind managedTree firstEvidenceAt systems } }",
        id=seed.NORDWIND,
    )
    assert data["account"] == {
        "__typename": "Account",
        "id": seed.NORDWIND,
        "name": "Nordwind AG",
        "legalName": None,
        "domains": ["nordwind.example", "nordwind.test"],
        "employees": 5_000_000_000,
        "revenue": {"amount": "-1234567.89", "currency": "EUR"},
        "fitScore": 7.0,
        "kind": "CUSTOMER",
        "managedTree": True,
        "firstEvidenceAt": seed.T0,
        "systems": ["salesforce", "stripe"],
    }
    assert isinstance(data["account"]["fitScore"], float)


async def test_money_keeps_the_places_of_its_currency(get: Answers):
    data = await get(
        "query($a: ID!, $b: ID!, $c: ID!) { yen: account(ref: {id: $a}) { revenue { amount currency } }"
        " cents: account(ref: {id: $b}) { revenue { amount } } dinar: opportunity(ref: {id: $c}) { amount {"
        " amount currency } } }",
        a=seed.SUED,
        b=seed.NORD,
        c=seed.DEAL,
    )
    assert data["yen"]["revenue"] == {"amount": "900", "currency": "JPY"}
    assert data["cents"]["revenue"]["amount"] == "0.05"
    assert data["dinar"]["amount"] == {"amount": "1.000", "currency": "BHD"}


async def test_values_that_are_none_are_null(get: Answers):
    data = await get(
        "query($id: ID!) { account(ref: {id: $id}) { name kind fitScore revenue { amount } } }", id=seed.SUED
    )
    assert data["account"]["kind"] is None, "an older model wrote a word that this one does not have"
    assert data["account"]["fitScore"] is None, "not a number is no number"
    empty = await get(
        "query($id: ID!) { account(ref: {id: $id}) { name domains revenue { amount } sources { at } } }", id=seed.EMPTY
    )
    assert empty["account"] == {"name": None, "domains": [], "revenue": None, "sources": [{"at": seed.T1}]}


REFERENCES = [
    ({"id": seed.NORDWIND}, seed.NORDWIND),
    ({"id": seed.node_id("acc", "salesforce", "Account", "001Z")}, seed.NORDWIND),
    ({"externalId": {"system": "stripe", "object": "customers", "id": "cus_1"}}, seed.NORDWIND),
    ({"externalId": {"system": "hubspot", "object": "companies", "id": "77"}}, seed.SUED),
    ({"externalId": {"system": "HubSpot", "object": "companies", "id": "77"}}, None),
    ({"domain": "nordwind.example"}, seed.NORDWIND),
    ({"domain": " https://www.NORD.example/de?x=1 "}, seed.NORD),
    ({"domain": "shared.example"}, None),
    ({"domain": "nobody.example"}, None),
    ({"id": seed.ANNA}, None),
    ({"id": ""}, None),
    ({"id": "acc_' OR true //"}, None),
]


@pytest.mark.parametrize(("ref", "found"), REFERENCES)
async def test_references_to_an_account(ref: dict[str, object], found: str | None, get: Answers):
    data = await get("query($ref: AccountRefInput!) { account(ref: $ref) { id } }", ref=ref)
    assert data == {"account": {"id": found} if found else None}


@pytest.mark.parametrize(
    "ref",
    [
        {"id": seed.MARIA},
        {"id": seed.node_id("per", "hubspot", "contacts", "501")},
        {"id": seed.MARIA_HS},
        {"externalId": {"system": "hubspot", "object": "contacts", "id": "501"}},
        {"email": " Maria@NORDWIND.example "},
    ],
)
async def test_facets_name_their_person(ref: dict[str, object], get: Answers):
    assert await get("query($ref: PersonRefInput!) { person(ref: $ref) { id } }", ref=ref) == {
        "person": {"id": seed.MARIA}
    }


async def test_a_reference_that_fits_several_is_said_to(get: Answers):
    error = await get.error('{ account(ref: {domain: "twice.example"}) { name } }')
    assert error["extensions"]["code"] == "AMBIGUOUS"
    assert error["path"] == ["account"]


@pytest.mark.parametrize("ref", ["{}", '{id: "a", domain: "b.example"}', "{id: null}"])
async def test_a_reference_names_in_exactly_one_way(ref: str, get: Answers):
    error = await get.error(f"{{ account(ref: {ref}) {{ id }} }}")
    assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    in_variable = await get.error(
        "query($r: AccountRefInput!) { account(ref: $r) { id } }", r={"id": "a", "domain": "b"}
    )
    assert in_variable["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_node_is_found_by_any_id_of_it(get: Answers):
    text = "query($id: ID!) { node(id: $id) { __typename id ... on Account { name } } }"
    assert (await get(text, id=seed.NORD))["node"] == {
        "__typename": "Account",
        "id": seed.NORD,
        "name": 'Nordwind Nord "GmbH" \\ 北',
    }
    old = seed.node_id("per", "hubspot", "contacts", "501")
    assert (await get(text, id=old))["node"] == {"__typename": "Person", "id": seed.MARIA}
    assert (await get(text, id="xyz_1"))["node"] is None
    # the prefix says what is meant, even where the record belongs to something else
    assert (await get(text, id="usr_" + seed.NORD[4:]))["node"] is None


async def test_links_at_both_ends_with_their_own_properties(get: Answers):
    data = await get(
        "query($id: ID!) { account(ref: {id: $id}) { owners { totalCount edges { type since sinceKind until"
        " systems node { __typename"
        " ... on User { name } ... on Team { name } } } } people { edges { title primary node { email } } }"
        " forAccount { edges { node {"
        " ... on Opportunity { name } } } } } }",
        id=seed.NORDWIND,
    )
    account = data["account"]
    assert account["owners"] == {
        "totalCount": 2,
        "edges": [
            {
                "type": "ACCOUNT_EXECUTIVE",
                "since": seed.T1,
                "sinceKind": "STATED",
                "until": None,
                "systems": ["salesforce"],
                "node": {"__typename": "User", "name": "Anna Auer"},
            },
            {
                "type": "MEMBER",
                "since": seed.T0,
                "sinceKind": None,
                "until": None,
                "systems": ["salesforce"],
                "node": {"__typename": "Team", "name": "Enterprise"},
            },
        ],
    }
    people = {edge["node"]["email"]: (edge["title"], edge["primary"]) for edge in account["people"]["edges"]}
    assert people == {"maria@nordwind.example": ("CFO", True), "jon@nordwind.example": ("Buyer", None)}
    assert account["forAccount"]["edges"] == [{"node": {"name": "Renewal 2027"}}]
    other = await get(
        "query($id: ID!) { user(ref: {id: $id}) { owns { edges { type node { __typename ... on Account {"
        " name } } } } } }",
        id=seed.ANNA,
    )
    assert [edge["node"]["__typename"] for edge in other["user"]["owns"]["edges"]] == sorted(
        ["Opportunity", "Account"], key=lambda n: {"Account": seed.NORDWIND, "Opportunity": seed.DEAL}[n]
    )


async def test_contacts_of_an_account_are_the_people_with_a_role_there(get: Answers):
    data = await get(
        "query($id: ID!) { account(ref: {id: $id}) { contacts(first: 10) { edges { role since node { name } } } } }",
        id=seed.NORDWIND,
    )
    assert data["account"]["contacts"]["edges"] == [
        {"role": "CHAMPION", "since": seed.T0, "node": {"name": "María Núñez"}}
    ]


async def test_links_as_they_were(get: Answers):
    text = (
        "query($id: ID!, $t: DateTime) { account(ref: {id: $id}) { owners(asOf: $t, type:"
        " [ACCOUNT_EXECUTIVE]) { totalCount edges"
        " { until node { ... on User { name } } } } } }"
    )

    async def owners(at: str | None) -> list[tuple[str, str | None]]:
        page = (await get(text, id=seed.NORDWIND, t=at))["account"]["owners"]
        assert page["totalCount"] == len(page["edges"])
        return [(edge["node"]["name"], edge["until"]) for edge in page["edges"]]

    assert await owners("2026-02-01T00:00:00Z") == [("Bert Blau", seed.T1)]
    assert await owners("2026-03-01T08:00:00Z") == [("Anna Auer", None)], "an end is the first moment after"
    assert await owners("2026-03-01T08:59:59+01:00") == [("Bert Blau", seed.T1)]
    assert await owners("2020-01-01T00:00:00Z") == []
    assert await owners(None) == [("Anna Auer", None)]


async def test_a_link_of_several_variants_is_one_edge_each(get: Answers):
    text = (
        "query($id: ID!, $k: [ParentOfKind!]) { account(ref: {id: $id}) { parents(kind: $k) { totalCount"
        " edges { kind since } } } }"
    )
    everything = (await get(text, id=seed.SUED))["account"]["parents"]
    assert everything == {
        "totalCount": 2,
        "edges": [{"kind": "LEGAL", "since": seed.T1}, {"kind": "SELLING", "since": "2026-02-01"}],
    }
    assert (await get(text, id=seed.SUED, k=["SELLING"]))["account"]["parents"]["totalCount"] == 1
    assert (await get(text, id=seed.SUED, k=[]))["account"]["parents"]["totalCount"] == 0, "none of these is none"


async def test_pages_of_links_go_on_where_they_ended(get: Answers):
    text = (
        "query($id: ID!, $after: String) { person(ref: {id: $id}) { roles(first: 1, after: $after) {"
        " totalCount edges { cursor role node"
        " { id } } pageInfo { hasNextPage hasPreviousPage endCursor } } } }"
    )
    seen: list[tuple[str, str]] = []
    after = None
    for number in range(3):
        page = (await get(text, id=seed.MARIA, after=after))["person"]["roles"]
        assert page["totalCount"] == 3
        assert page["pageInfo"]["hasNextPage"] == (number < 2)
        assert page["pageInfo"]["hasPreviousPage"] == (number > 0)
        assert page["pageInfo"]["endCursor"] == page["edges"][0]["cursor"]
        seen += [(edge["role"], edge["node"]["id"]) for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
    assert sorted(seen) == sorted([("CHAMPION", seed.NORDWIND), ("CHAMPION", seed.DEAL), ("ECONOMIC_BUYER", seed.DEAL)])
    assert (await get(text, id=seed.MARIA, after=after))["person"]["roles"]["edges"] == []


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize("field", ["ID", "NAME", "EMPLOYEES", "FIT_SCORE", "KIND", "MANAGED_TREE", "LAST_ACTIVITY_AT"])
async def test_pages_in_any_order_give_each_node_once(field: str, direction: str, size: int, get: Answers):
    text = (
        "query($o: AccountOrder, $n: Int!, $after: String) { accounts(orderBy: $o, first: $n, after: $after) {"
        " edges { node { id name employees } } pageInfo { hasNextPage endCursor } } }"
    )
    order = {"field": field, "direction": direction}
    seen = []
    after, more = None, True
    while more:
        page = (await get(text, o=order, n=size, after=after))["accounts"]
        seen += [edge["node"] for edge in page["edges"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        assert len(seen) <= 4
    assert {node["id"] for node in seen} == set(NAMES)
    assert len(seen) == 4
    if field == "NAME":
        named = sorted([name for name in NAMES.values() if name], reverse=direction == "DESC")
        assert [node["name"] for node in seen] == [*named, None], "what has no value comes last in both directions"
    if field == "EMPLOYEES":
        numbers = [5_000_000_000, 40] if direction == "DESC" else [40, 5_000_000_000]
        assert [node["employees"] for node in seen] == [*numbers, None, None]
    if field == "ID":
        assert [node["id"] for node in seen] == sorted(NAMES, reverse=direction == "DESC")


FILTERS = [
    ({"name": {"eq": "Nordwind AG"}}, {seed.NORDWIND}),
    ({"name": {"contains": "SÜD"}}, {seed.SUED}),
    ({"name": {"startsWith": "nordwind"}, "hqCountry": {"eq": "DE"}}, {seed.NORDWIND, seed.NORD}),
    ({"name": {"isNull": True}}, {seed.EMPTY}),
    ({"name": {"isNull": False}, "not": {"name": {"contains": "AG"}}}, {seed.NORD, seed.SUED}),
    ({"not": {"hqCountry": {"eq": "DE"}}}, {seed.SUED, seed.EMPTY}),
    ({"employees": {"gte": 40, "lt": 41}}, {seed.NORD}),
    ({"employees": {"gt": 4_000_000_000}}, {seed.NORDWIND}),
    ({"kind": {"in": ["CUSTOMER", "PROSPECT"]}}, {seed.NORDWIND, seed.NORD}),
    ({"managedTree": {"eq": True}}, {seed.NORDWIND}),
    ({"domains": {"has": "nordwind.test"}}, {seed.NORDWIND}),
    ({"systems": {"has": "hubspot"}}, {seed.SUED, seed.EMPTY}),
    ({"lastActivityAt": {"gte": "2026-03-01T09:00:00+01:00"}}, {seed.NORDWIND}),
    ({"lastActivityAt": {"gt": "2026-03-01T08:00:00Z"}}, set()),
    ({"id": {"in": [seed.SUED, "acc_x"]}}, {seed.SUED}),
    ({"id": {"in": []}}, set()),
    ({"or": []}, set()),
    (
        {"and": [{"hqCountry": {"eq": "DE"}}, {"or": [{"kind": {"eq": "PROSPECT"}}, {"name": {"eq": "x"}}]}]},
        {seed.NORD},
    ),
    ({"name": {"contains": "%' OR 1=1 //"}}, set()),
]


@pytest.mark.parametrize(("given", "found"), FILTERS)
async def test_filters(given: dict[str, object], found: set[str], get: Answers):
    page = (
        await get("query($f: AccountFilter) { accounts(filter: $f) { totalCount edges { node { id } } } }", f=given)
    )["accounts"]
    assert {edge["node"]["id"] for edge in page["edges"]} == found
    assert page["totalCount"] == len(found)


@pytest.mark.parametrize(
    "given",
    [
        None,
        {},
        {"name": {}},
        {"name": None},
        {"name": {"eq": None}},
        {"not": {}},
        {"or": [{}]},
        {"and": None},
        {"not": None},
        {"or": [{"name": {"eq": "x"}}] * 201},
    ],
)
async def test_a_condition_that_is_none_never_means_all(given: object, get: Answers):
    error = await get.error("query($f: AccountFilter) { accounts(filter: $f) { totalCount } }", f=given)
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_cursor_belongs_to_its_order(get: Answers):
    text = (
        "query($o: AccountOrder, $a: String) { accounts(orderBy: $o, after: $a, first: 1) { pageInfo { endCursor } } }"
    )
    cursor = (await get(text, o={"field": "NAME"}))["accounts"]["pageInfo"]["endCursor"]
    for order in (None, {"field": "NAME", "direction": "DESC"}, {"field": "KIND"}):
        assert (await get.error(text, o=order, a=cursor))["extensions"]["code"] == "BAD_USER_INPUT"
    for broken in ("", "NAME+~", "NAME+~v", "x", "EMPLOYEES+~vmany~acc_1"):
        order = {"field": "EMPLOYEES"} if broken.startswith("E") else {"field": "NAME"}
        assert (await get.error(text, o=order, a=broken))["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("first", [-1, 1001])
async def test_a_page_has_bounds(first: int, get: Answers):
    error = await get.error("query($n: Int!) { users(first: $n) { totalCount } }", n=first)
    assert error == {
        "message": "first must be between 0 and 1000",
        "locations": [{"line": 1, "column": 19}],
        "path": ["users"],
        "extensions": {"code": "BAD_USER_INPUT"},
    }


@pytest.mark.parametrize(
    "at",
    ["2026-02-30T00:00:00Z", "2026-02-01", "2026-02-01T00:00:00", "yesterday", 1770000000, "99999-01-01T00:00:00Z"],
)
async def test_instants_are_strict(at: object, get: Answers):
    error = await get.error(
        "query($t: DateTime) { accounts { edges { node { owners(asOf: $t) { totalCount } } } } }", t=at
    )
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


async def test_sources_of_a_person_are_those_of_its_facets(get: Answers):
    text = "query($id: ID!) { person(ref: {id: $id}) { sources { system object externalId state at } } }"
    assert (await get(text, id=seed.MARIA))["person"]["sources"] == [
        {"system": "hubspot", "object": "contacts", "externalId": "501", "state": "live", "at": seed.T1},
        {"system": "salesforce", "object": "Contact", "externalId": "003M", "state": "live", "at": seed.T0},
    ]


async def test_a_contact_point_is_found_by_its_value(get: Answers):
    text = (
        '{ contactPoint(ref: {email: "Maria@Nordwind.example"}) { id kind value holders { edges { node { name } } } } }'
    )
    assert (await get(text))["contactPoint"] == {
        "id": seed.POINT,
        "kind": "EMAIL",
        "value": "maria@nordwind.example",
        "holders": {"edges": [{"node": {"name": "María Núñez"}}]},
    }
    nobody = '{ contactPoint(ref: {phone: "+49 30 123456"}) { id } }'
    assert (await get(nobody))["contactPoint"] is None
