"""Records that other people wrote: every set of the four systems loads, whole, twice, in any order.

Skipped where the reference sets are not beside the checkout.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from graph_service.graph.write import Writer
from graph_service.intake.pipeline import ingest
from graph_service.model.model import Model
from graph_service.settings import Settings
from tests.conftest import ROOT, wipe
from tests.intake.dump import dump
from tests.intake.shared_joins import JOINS, READ, SIZES, arrived, met

DATA = ROOT.parent / "shared" / "data"
SETS = {
    "fivetran-hubspot": "hubspot",
    "fivetran-unified-rag": "hubspot",
    "dlt-hubspot-api": "hubspot",
    "fivetran-salesforce": "salesforce",
    "salesforce-lwc-recipes": "salesforce",
    "snowfakery-salesforce": "salesforce",
    "fivetran-stripe": "stripe",
    "stripe-openapi": "stripe",
    "fivetran-amplitude": "amplitude",
    "fivetran-marketo": "marketo",
    "fivetran-iterable": "iterable",
    "fivetran-sfmc": "salesforce_marketing_cloud",
    "fivetran-zuora": "zuora",
    "fivetran-netsuite": "netsuite",
    "fivetran-pendo": "pendo",
    "fivetran-zendesk": "zendesk",
}
# a folder that nobody loads fails here, so a new one is noticed
assert not DATA.is_dir() or {path.name for path in DATA.iterdir() if path.is_dir()} == SETS.keys()
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the reference sets are not here")
OBSERVED = "2026-09-15T06:00:00Z"


def load(settings: Settings, model: Model, writer: Writer, source: str, *paths: Path, **more: Any) -> dict[str, Any]:
    return ingest(settings, model, writer, source, list(paths), observed_at=OBSERVED, **more).to_json()


@pytest.mark.parametrize("name", SETS)
def test_every_row_is_accepted_or_named(
    name: str, settings: Settings, model: Model, writer: Writer, tmp_path: Path
) -> None:
    receipt = load(settings, model, writer, SETS[name], DATA / name)
    assert receipt["objects"]
    assert not any(one["incomplete"] for one in receipt["objects"])
    for one in receipt["objects"]:
        assert one["read"] == one["accepted"] + one["unchanged"] + one["refused"] + one["erased"]
    refused = sum(one["refused"] for one in receipt["objects"])
    listed = writer.run_text("MATCH (q:Quarantine) WHERE q.reason <> '' AND q.line > 0 RETURN count(q) AS n", "test")
    assert listed[0]["n"] == refused
    assert READ.get(name, 0) in (0, sum(one["read"] for one in receipt["objects"]))
    there = arrived(writer, SETS[name])
    stated = {join: (join.met, join.of) for join in JOINS.get(name, [])}
    assert {join: met(DATA / name, join, there) for join in stated} == stated
    assert {object_: len(there.get(object_, ())) for object_ in SIZES.get(name, {})} == SIZES.get(name, {})
    before = dump(writer)
    again = load(settings, model, writer, SETS[name], DATA / name)
    assert sum(one["accepted"] for one in again["objects"]) == 0
    assert dump(writer) == before


def test_hubspot_joins_are_as_its_description_says(settings: Settings, model: Model, writer: Writer) -> None:
    receipt = load(settings, model, writer, "hubspot", DATA / "fivetran-hubspot")
    by_file = {Path(one["file"]).stem: one for one in receipt["objects"]}
    assert (by_file["deal_company_data"]["read"], sum(by_file["deal_company_data"]["dangling"].values())) == (2, 2)
    assert (by_file["deal_contact_data"]["read"], sum(by_file["deal_contact_data"]["dangling"].values())) == (11, 11)
    assert by_file["deal_data"]["dangling"].get("OWNS", 0) == 0
    owned = writer.run_text(
        "MATCH (:User)-[:OWNS]->(:Opportunity)<-[:OF]-(s:SourceRecord {system: 'hubspot', object: 'deal'}) RETURN count(DISTINCT s) AS n",
        "test",
    )
    assert owned[0]["n"] == 22


def test_stripe_parts_are_as_its_description_says(settings: Settings, model: Model, writer: Writer) -> None:
    receipt = load(settings, model, writer, "stripe", DATA / "fivetran-stripe")
    by_file = {Path(one["file"]).stem: one for one in receipt["objects"]}
    items = by_file["subscription_item_data"]
    assert (items["read"], items["dangling"].get("part of subscription", 0)) == (14, 12)
    assert by_file["subscription_data"]["dangling"]["PAYS_FOR"] == 2
    sums = writer.run_text(
        "MATCH (s:Subscription) WHERE s.arr_minor IS NOT NULL RETURN s.arr_minor AS arr, s.arr_currency AS code ORDER BY arr",
        "test",
    )
    # one item each: 1 x 1,500 and 2 x 1,500 dollars a month
    assert [(one["arr"], one["code"]) for one in sums] == [(1_800_000, "USD"), (3_600_000, "USD")]


def test_zuora_joins_are_as_its_description_says(settings: Settings, model: Model, writer: Writer) -> None:
    receipt = load(settings, model, writer, "zuora", DATA / "fivetran-zuora")
    by_file = {Path(one["file"]).stem: one for one in receipt["objects"]}
    subscriptions = by_file["zuora_subscription_data"]
    assert (subscriptions["read"], subscriptions["dangling"]["PAYS_FOR"]) == (5, 2)
    paid = writer.run_text("MATCH (:BillingEntity)-[:PAYS_FOR]->(s:Subscription) RETURN count(s) AS n", "test")
    assert paid[0]["n"] == 1
    charges = by_file["zuora_rate_plan_charge_data"]
    assert (charges["read"], charges["dangling"].get("part of subscription_version", 0)) == (5, 4)


def test_netsuite_joins_are_as_its_description_says(settings: Settings, model: Model, writer: Writer) -> None:
    receipt = load(settings, model, writer, "netsuite", DATA / "fivetran-netsuite")
    by_file = {Path(one["file"]).stem: one for one in receipt["objects"]}
    served = by_file["netsuite2_customer_subsidiary_relationship_data"]
    # every customer is there; subsidiary 2 came with the older tables
    assert (served["read"], served["dangling"].get("ISSUED_BY", 0)) == (11, 0)
    ours = writer.run_text(
        "MATCH (p:SellingEntity)-[x:PARENT_OF|CLAIMED_PARENT_OF]->(c:SellingEntity) "
        "RETURN type(x) AS type, x.refused AS refused, p = c AS same, count(x) AS n ORDER BY type",
        "test",
    )
    # five children of one root; subsidiary 4 names itself, which is refused and listed
    assert [(one["type"], one["refused"], one["same"], one["n"]) for one in ours] == [
        ("CLAIMED_PARENT_OF", "SELF", True, 1),
        ("PARENT_OF", None, False, 5),
    ]
    strange = writer.run_text(
        "MATCH (a:SellingEntity)-[:PARENT_OF]-(b:BillingEntity|Account) RETURN count(*) AS n", "test"
    )
    assert strange[0]["n"] == 0


def test_pendo_joins_nothing_and_counts_its_events(settings: Settings, model: Model, writer: Writer) -> None:
    receipt = load(settings, model, writer, "pendo", DATA / "fivetran-pendo")
    by_file = {Path(one["file"]).stem: one for one in receipt["objects"]}
    assert by_file["visitor_history"]["dangling"] == {"USES": 5, "HAS_ROLE": 5}
    assert by_file["visitor_account_history"]["dangling"]["USES"] == 3
    views = writer.run_text(
        "MATCH (u:UsageRollup {metric: 'page_views'}) RETURN count(u) AS n, sum(u.value) AS total", "test"
    )
    assert (views[0]["n"], views[0]["total"]) == (5, 54.0)
    assert by_file["feature_event"]["fields_set_aside"] == 5


def test_marketos_activities_never_meet_their_lead(settings: Settings, model: Model, writer: Writer) -> None:
    receipt = load(settings, model, writer, "marketo", DATA / "fivetran-marketo")
    about = {
        Path(one["file"]).stem.removeprefix("marketo_activity_"): (one["read"], one["dangling"].get("about lead"))
        for one in receipt["objects"]
    }
    assert about["unsubscribe_email_data"] == about["email_bounced_data"] == (100, 100)
    # two of the survivors are told to be deleted, so they are known
    assert about["merge_leads_data"] == (100, 98)
    leads = writer.run_text(
        "MATCH (s:SourceRecord {system: 'marketo', object: 'lead'}) "
        "RETURN s.noun IS NOT NULL AS arrived, count(s) AS n, sum(CASE WHEN s.stops CONTAINS 'UNSUBSCRIBED_ALL_EMAIL' THEN 1 ELSE 0 END) AS left, "
        "sum(CASE WHEN s.stops CONTAINS 'UNDELIVERABLE' THEN 1 ELSE 0 END) AS bounced ORDER BY arrived",
        "test",
    )
    # 100 unsubscribes of 98 leads; 18 of the 100 bounces say that the address is invalid; none is of the 100 leads
    assert [(row["arrived"], row["left"], row["bounced"]) for row in leads] == [(False, 98, 18), (True, 0, 0)]
    assert leads[1]["n"] == 100


def test_iterables_stops_meet_channels_and_types_and_no_user(settings: Settings, model: Model, writer: Writer) -> None:
    receipt = load(settings, model, writer, "iterable", DATA / "fivetran-iterable")
    by_file = {Path(one["file"]).stem: one for one in receipt["objects"]}
    assert by_file["user_unsubscribed_channel_data"]["dangling"] == {"about user": 2}
    assert by_file["user_unsubscribed_message_type_data"]["dangling"] == {"about user": 3}
    met = writer.run_text(
        "MATCH (s:SourceRecord {system: 'iterable'}) WHERE s.object STARTS WITH 'user_unsubscribed' AND s.stops IS NOT NULL "
        "OPTIONAL MATCH (s)-[:HAS_KEY]->(k)<-[:HAS_KEY]-(u:SourceRecord {object: 'user'}) "
        "RETURN s.object AS object, s.external_id AS id, count(u) AS users",
        "test",
    )
    known = writer.run_text(
        "MATCH (s:SourceRecord {system: 'iterable'}) WHERE s.object IN ['channel', 'message_type'] RETURN s.external_id AS id",
        "test",
    )
    ids = {row["id"] for row in known}
    joins = Counter((row["object"], row["id"].split("|")[1 if "channel" in row["object"] else 0] in ids) for row in met)
    assert joins["user_unsubscribed_channel", True] == 5
    assert sum(joins.values()) == 12
    assert {row["users"] for row in met} == {0}


def test_marketing_clouds_list_members_meet_four_subscribers_of_five(
    settings: Settings, model: Model, writer: Writer
) -> None:
    receipt = load(settings, model, writer, "salesforce_marketing_cloud", DATA / "fivetran-sfmc")
    by_file = {Path(one["file"]).stem: one for one in receipt["objects"]}
    assert (by_file["list_subscriber_data"]["read"], by_file["list_subscriber_data"]["dangling"]) == (
        5,
        {"about subscriber": 1},
    )
    rows = writer.run_text(
        "MATCH (s:SourceRecord {system: 'salesforce_marketing_cloud'}) WHERE s.object IN ['subscriber', 'list', 'list_subscriber'] "
        "RETURN s.object AS object, s.external_id AS id, s.noun AS noun",
        "test",
    )
    subscribers = {row["id"] for row in rows if row["object"] == "subscriber" and row["noun"]}
    lists = {row["id"] for row in rows if row["object"] == "list"}
    members = [row["id"].split("|") for row in rows if row["object"] == "list_subscriber"]
    assert len(members) == 5
    assert sum(key in subscribers for _, key in members) == 4
    assert not lists & {number for number, _ in members}


def test_zendesk_joins_are_as_its_description_says(settings: Settings, model: Model, writer: Writer) -> None:
    receipt = load(settings, model, writer, "zendesk", DATA / "fivetran-zendesk")
    by_file = {Path(one["file"]).stem: one for one in receipt["objects"]}
    # two of the ten tickets were deleted; of the others one meets its requester and its assignee, none its organization
    assert by_file["ticket_data"]["dangling"] == {"FOR_ACCOUNT": 7, "REQUESTED_BY": 7, "OWNS": 7}
    assert by_file["domain_name_data"]["dangling"] == {"about organization": 10}
    met = writer.run_text(
        "MATCH (t:Ticket) RETURN count { (t)-[:REQUESTED_BY]->(:Person) } AS asked, count { (t)<-[:OWNS]-(:User) } AS answered, "
        "count { (t)-[:FOR_ACCOUNT]->() } AS accounts",
        "test",
    )
    assert [sum(row[name] for row in met) for name in ("asked", "answered", "accounts")] == [1, 1, 0]
    ours = writer.run_text("MATCH (u:User) RETURN u.name AS name, u.active AS active", "test")
    assert [(row["name"], row["active"]) for row in ours] == [("Arthur Agent", True)]


def test_a_folder_of_several_systems_gives_each_its_own_tables(
    settings: Settings, model: Model, writer: Writer
) -> None:
    receipt = load(settings, model, writer, "zendesk", DATA / "fivetran-unified-rag")
    assert {one["object"]: one["read"] for one in receipt["objects"]} == {
        "user": 10,
        "ticket": 10,
        "ticket_comment": 21,
    }
    assert all(Path(name).name.startswith(("hubspot_", "jira_", "LICENSE", "SOURCE")) for name in receipt["ignored"])


def test_files_in_any_order_give_one_graph(settings: Settings, model: Model, writer: Writer) -> None:
    folder = DATA / "snowfakery-salesforce" / "generated-300"
    load(settings, model, writer, "salesforce", folder)
    expected = dump(writer)
    assert Counter(row.split('"')[3] for row in expected["nodes"])
    wipe(writer)
    for name in ("OpportunityContactRole", "Opportunity", "Contact", "Account"):
        load(settings, model, writer, "salesforce", folder / f"{name}.csv")
    found = dump(writer)
    for part, rows in expected.items():
        assert found[part] == rows, part
