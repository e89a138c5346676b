"""Operations that both roads must answer alike: (name, text, variables)."""

from __future__ import annotations

from typing import Any

from tests.graphql import seed

Case = tuple[str, str, dict[str, Any]]

COMPILED: list[Case] = [
    ("type_of_the_root", "query($id: ID!) { __typename account(ref: {id: $id}) { name } }", {"id": seed.NORDWIND}),
    ("by_id", "query($id: ID!) { account(ref: {id: $id}) { id name } }", {"id": seed.NORDWIND}),
    (
        "by_old_id",
        "query($id: ID!) { account(ref: {id: $id}) { id } }",
        {"id": seed.node_id("acc", "salesforce", "Account", "001Z")},
    ),
    (
        "by_external_id",
        "query($e: ExternalIdInput!) { account(ref: {externalId: $e}) { name } }",
        {"e": {"system": "stripe", "object": "customers", "id": "cus_1"}},
    ),
    ("by_domain", '{ account(ref: {domain: "https://WWW.Nordwind.example/de"}) { name } }', {}),
    ("by_email", '{ person(ref: {email: "MARIA@nordwind.example"}) { name facets { edges { node { id } } } } }', {}),
    ("unknown", '{ account(ref: {id: "acc_nobody"}) { name owners { edges { since } } } }', {}),
    ("other_noun", "query($id: ID!) { person(ref: {id: $id}) { name } }", {"id": seed.NORDWIND}),
    (
        "every_kind_of_value",
        """query($id: ID!) { account(ref: {id: $id}) {
        __typename id name legalName domains employees revenue { __typename amount currency } fitScore kind managedTree
        hqCountry lastActivityAt firstEvidenceAt systems lifecycleNew } }""",
        {"id": seed.NORDWIND},
    ),
    (
        "missing_values",
        "query($id: ID!) { account(ref: {id: $id}) { name domains employees revenue { amount"
        " } fitScore kind"
        " managedTree owners { edges { since } totalCount } sources { at } } }",
        {"id": seed.EMPTY},
    ),
    (
        "strange_values",
        "{ accounts(orderBy: {field: NAME}) { edges { node { name kind fitScore revenue { amount currency } } } } }",
        {},
    ),
    (
        "three_places",
        "query($id: ID!) { opportunity(ref: {id: $id}) { amount { currency amount } closeDate } }",
        {"id": seed.DEAL},
    ),
    (
        "aliases_in_order",
        "query($id: ID!) { z: account(ref: {id: $id}) { c: name a: name b: id } a: account(ref: {id: $id}) { id } }",
        {"id": seed.NORDWIND},
    ),
    (
        "merged_selections",
        "query($id: ID!) { account(ref: {id: $id}) { owners { edges { since } } name"
        " owners { edges { type } pageInfo"
        " { hasNextPage } } } }",
        {"id": seed.NORDWIND},
    ),
    (
        "named_fragments",
        """query($id: ID!) { account(ref: {id: $id}) { ...A ...A } }
        fragment A on Account { name ...B } fragment B on Noun { id ...C } fragment C on Node { again: id }""",
        {"id": seed.NORDWIND},
    ),
    (
        "abstract_ends",
        """query($id: ID!) { account(ref: {id: $id}) { owners { edges { type node {
        __typename id systems ... on User { name active owns { totalCount } } ... on Team { title: name }
        ... on Noun { firstEvidenceAt }
        } } } } }""",
        {"id": seed.NORDWIND},
    ),
    (
        "node",
        "query($id: ID!) { node(id: $id) { __typename id ... on Opportunity { name account { edges {"
        " node { name } } } } } }",
        {"id": seed.DEAL},
    ),
    (
        "node_of_a_facets_record",
        "query($id: ID!) { node(id: $id) { __typename id } }",
        {"id": seed.node_id("per", "hubspot", "contacts", "501")},
    ),
    (
        "three_levels",
        """{ accounts(first: 10, orderBy: {field: NAME}) { totalCount
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        edges { cursor node { name stakeholders(first: 2) { edges { cursor role primary confidence node { name roles {
        edges { role raw node {
        ... on Opportunity { name } ... on Account { name } } } } } } } parents { edges { kind since sinceKind until
        systems node {
        ... on Account { name } } } } } } } }""",
        {},
    ),
    (
        "variants",
        "query($id: ID!, $k: [ParentOfKind!]) { account(ref: {id: $id}) { children(kind: $k) {"
        " totalCount edges { kind } } } }",
        {"id": seed.NORDWIND, "k": ["LEGAL"]},
    ),
    (
        "as_of",
        "query($id: ID!, $t: DateTime) { account(ref: {id: $id}) { owners(asOf: $t) { totalCount"
        " edges { type since until node {"
        " ... on User { name } } } } } }",
        {"id": seed.NORDWIND, "t": "2026-02-01T01:00:00+01:00"},
    ),
    (
        "filter",
        "query($f: AccountFilter!) { accounts(filter: $f) { totalCount edges { node { name } } } }",
        {
            "f": {
                "not": {"name": {"startsWith": "nordwind n"}},
                "or": [{"kind": {"eq": "CUSTOMER"}}, {"hqCountry": {"in": ["AT"]}}],
            }
        },
    ),
    (
        "skip_and_include",
        "query($id: ID!, $no: Boolean!, $yes: Boolean = true) { account(ref: {id: $id}) {"
        " name @skip(if: $no) id @include(if: $no)"
        " ... @include(if: $yes) { hqCountry } systems @skip(if: true) } }",
        {"id": seed.NORDWIND, "no": False},
    ),
    (
        "sources",
        "query($id: ID!) { person(ref: {id: $id}) { sources { __typename id system object externalId state at } } }",
        {"id": seed.MARIA},
    ),
    ("only_counts", "{ users(first: 0) { totalCount __typename } teams { pageInfo { endCursor hasNextPage } } }", {}),
    ("default_page", "{ persons { edges { node { email } } } }", {}),
]

ASKING: list[Case] = [
    (
        "question_beside",
        """query($id: ID!) { account(ref: {id: $id}) { owners { edges { node { id ... on User { name } } } } }
        accountOwnership(account: {id: $id}) { status } }""",
        {"id": seed.NORDWIND},
    ),
    (
        "only_questions",
        """query($id: ID!) { z: accountHierarchy(account: {id: $id}) { __typename status descendants {
        depth account { name id } since }
        why { rule path { link } } asOf } a: isMine(user: {email: "anna@us.example"},
        account: {id: $id}) { answer s: status ...F } }
        fragment F on IsMine { owners { type how } }""",
        {"id": seed.NORDWIND},
    ),
    ("question_of_nothing", "{ contactRoles { status } }", {}),
    (
        "question_out_of_bounds",
        'query { accountHierarchy(account: {domain: "nordwind.example"}, maxDepth: 0) { status } }',
        {},
    ),
]

MIXED: list[Case] = [
    (
        "introspection",
        'query($id: ID!) { __type(name: "Node") { name } account(ref: {id: $id}) { name } }',
        {"id": seed.NORDWIND},
    ),
    (
        "evidence",
        """{ accounts(orderBy: {field: NAME, direction: DESC}) { edges { node { id evidence(field: "name") {
        rule value authority
        claims { system externalId value outcome at since } history { value clock at } } } } } }""",
        {},
    ),
    ("ambiguous", '{ account(ref: {domain: "twice.example"}) { name } users { totalCount } }', {}),
    ("bad_first", "{ users(first: 1001) { totalCount } }", {}),
    ("bad_cursor", '{ users(after: "NAME+~vX~usr_1") { totalCount edges { cursor } } }', {}),
    ("null_filter", "{ users(filter: null) { totalCount } }", {}),
    ("no_domain", '{ account(ref: {domain: "not a domain"}) { name } }', {}),
]
