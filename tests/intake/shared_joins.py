"""What the descriptions of the reference sets (``SOURCE.md``) say of their joins and sizes, folder by folder.

A join is a column of a file and the object that it names: of the cells that are filled, so many name a record that
arrived. The left side is read from the file, the right side from the graph, so both loading and identity are proven.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from graph_service.graph.write import Writer
from graph_service.model.types import crm_id


class Join(NamedTuple):
    """``file.column -> object``: so many of so many meet."""

    file: str
    column: str
    object: str
    met: int
    of: int


JOINS: dict[str, list[Join]] = {
    "fivetran-hubspot": [
        Join("deal_data", "owner_id", "owner", 22, 22),
        Join("contact_list_member_data", "contact_list_id", "contact_list", 100, 100),
        Join("contact_list_member_data", "contact_id", "contact", 0, 100),
        Join("owner_team_data", "team_id", "team", 3, 3),
        Join("ticket_data", "property_hubspot_owner_id", "owner", 5, 6),
        Join("deal_company_data", "deal_id", "deal", 0, 2),
        Join("deal_contact_data", "deal_id", "deal", 0, 11),
        Join("engagement_company_data", "company_id", "company", 0, 1),
        Join("engagement_contact_data", "contact_id", "contact", 0, 1),
        Join("engagement_deal_data", "deal_id", "deal", 0, 1),
        Join("ticket_company_data", "company_id", "company", 0, 9),
        Join("merged_deal_data", "deal_id", "deal", 0, 14),
    ],
    "fivetran-unified-rag": [
        Join("hubspot_deal", "owner_id", "owner", 20, 20),
        Join("hubspot_engagement_deal", "deal_id", "deal", 15, 15),
        Join("hubspot_engagement_contact", "contact_id", "contact", 7, 10),
        Join("hubspot_engagement_company", "company_id", "company", 1, 1),
    ],
    "fivetran-salesforce": [
        Join("sf_user_role_data", "parent_role_id", "UserRole", 4, 10),
        Join("sf_account_data", "owner_id", "User", 0, 10),
        Join("sf_opportunity_data", "account_id", "Account", 0, 10),
    ],
    "fivetran-stripe": [
        Join("subscription_item_data", "plan_id", "plan", 13, 14),
        Join("subscription_item_data", "subscription_id", "subscription", 2, 14),
        Join("invoice_line_item_data", "subscription_id", "subscription", 3, 3),
        Join("credit_note_line_item_data", "credit_note_id", "credit_note", 2, 2),
        Join("subscription_data", "customer_id", "customer", 0, 2),
        Join("plan_data", "product_id", "product", 0, 13),
        Join("price_data", "product_id", "product", 0, 4),
    ],
    "fivetran-iterable": [
        Join("user_unsubscribed_channel_history_data", "channel_id", "channel", 5, 5),
        Join("user_unsubscribed_message_type_history_data", "message_type_id", "message_type", 7, 7),
        Join("message_type_data", "channel_id", "channel", 3, 5),
    ],
    "fivetran-sfmc": [
        Join("list_subscriber_data", "subscriber_key", "subscriber", 4, 5),
        Join("list_subscriber_data", "list_id", "list", 0, 5),
    ],
    "fivetran-zuora": [
        Join("zuora_rate_plan_charge_data", "account_id", "account", 5, 5),
        Join("zuora_contact_data", "account_id", "account", 2, 5),
        Join("zuora_subscription_data", "account_id", "account", 1, 3),
    ],
    "fivetran-netsuite": [
        Join("netsuite_subsidiaries_data", "parent_id", "subsidiary", 5, 5),
        Join("netsuite2_customer_subsidiary_relationship_data", "entity", "customer", 11, 11),
    ],
    "fivetran-zendesk": [
        Join("ticket_data", "requester_id", "user", 1, 10),
        Join("ticket_data", "assignee_id", "user", 1, 9),
    ],
    "fivetran-marketo": [Join("marketo_activity_unsubscribe_email_data", "lead_id", "lead", 0, 100)],
    "fivetran-pendo": [
        Join("event", "visitor_id", "visitor", 0, 5),
        Join("event", "account_id", "account", 0, 5),
    ],
}  # fmt: skip
SIZES: dict[str, dict[str, int]] = {
    "dlt-hubspot-api": {"company": 2, "contact": 2, "deal": 2, "ticket": 2, "product": 2, "quote": 1, "property": 283},
    "fivetran-amplitude": {"event": 10, "amplitude_id": 3, "user": 7},
    # six of the contacts are those with pointers to accounts; the others are in answers of the GraphQL API
    "salesforce-lwc-recipes": {"Opportunity": 20, "Contact": 12},
    "snowfakery-salesforce": {"Account": 73, "Contact": 146, "Opportunity": 301, "OpportunityContactRole": 301},
}
"""Folder -> object -> records that arrived, where the description states sizes and no joins."""


READ = {"stripe-openapi": 176, "dlt-hubspot-api": 296}
"""Folder -> rows."""


def arrived(writer: Writer, system: str) -> dict[str, set[str]]:
    """Object -> external ids of the records that told of themselves."""
    rows = writer.run_text(
        "MATCH (s:SourceRecord {system: $system}) WHERE s.state IS NOT NULL AND s.state <> 'unseen' "
        "RETURN s.object AS object, collect(s.external_id) AS ids",
        "test",
        system=system,
    )
    return {row["object"]: set(row["ids"]) for row in rows}


def met(folder: Path, join: Join, there: dict[str, set[str]]) -> tuple[int, int]:
    """How many filled cells of a column name a record that arrived, of how many."""
    with (folder / f"{join.file}.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell.strip() for row in csv.DictReader(file) if (cell := row[join.column] or "").strip()]
    ids = there.get(join.object, set())
    return sum(not ids.isdisjoint(_spellings(cell)) for cell in cells), len(cells)


def _spellings(cell: str) -> Iterable[str]:
    """As it stands, as a whole number, and as the id of 18 characters that one of 15 stands for."""
    yield cell
    if cell.endswith(".0"):
        yield cell[:-2]
    try:
        yield crm_id.clean(cell)
    except ValueError:
        return
