"""Events that vendors push settle right in any order, and again: HubSpot's, Stripe's and Zendesk's own shapes."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path
from typing import Any

import pytest

from graph_service.graph.ids import Ids
from graph_service.graph.write import Writer
from graph_service.intake.chunk import Settler
from graph_service.intake.pipeline import ingest
from graph_service.model.model import Model
from graph_service.secret import deployment_secret
from graph_service.settings import Settings
from tests.conftest import wipe
from tests.intake.dump import dump

SEEN = "2026-09-15T06:00:00Z"
ORDERS = 4
MAY, JUNE = 1_777_593_600, 1_780_272_000


class Push:
    """Takes bodies in as the door does, each a delivery of its own."""

    def __init__(self, settings: Settings, model: Model, writer: Writer, folder: Path) -> None:
        self._parts = settings, model, writer
        self._folder = folder

    def __call__(self, source: str, body: Any) -> dict[str, Any]:
        settings, model, writer = self._parts
        file = self._folder / "webhook.json"
        file.write_text(json.dumps(body))
        webhook = model.sources[source].webhook
        assert webhook is not None
        return ingest(
            settings, model, writer, source, [file], object=webhook.object, push=True, observed_at=SEEN
        ).to_json()

    def finish(self) -> None:
        """What the door does after its answer."""
        settings, model, writer = self._parts
        Settler(writer, model, Ids(deployment_secret(settings)), settings.grace_seconds).finish_pending()

    def pulled(self, source: str, object_: str, row: Any) -> None:
        settings, model, writer = self._parts
        file = self._folder / "row.json"
        file.write_text(json.dumps(row))
        ingest(settings, model, writer, source, [file], object=object_, observed_at=SEEN)


@pytest.fixture
def push(settings: Settings, model: Model, writer: Writer, tmp_path: Path) -> Push:
    return Push(settings, model, writer, tmp_path)


def orders(steps: list[Any]) -> list[list[Any]]:
    """As told, backwards, and some more; the last one brings everything twice."""
    every = list(itertools.permutations(steps))
    chosen = [list(one) for one in random.Random(5).sample(every, min(ORDERS - 3, len(every)))]
    return [steps, steps[::-1], *chosen, [*steps[::-1], *steps]]


def same_in_any_order(writer: Writer, push: Push, steps: list[tuple[Any, ...]]) -> None:
    expected: dict[str, list[str]] | None = None
    for order in orders(steps):
        wipe(writer)
        for take, *said in order:
            take(*said)
        push.finish()
        found = dump(writer)
        expected = expected or found
        for part, rows in expected.items():
            assert found[part] == rows, (part, [said for _, *said in order])


def event(number: int, kind: str, at: int, **more: Any) -> dict[str, Any]:
    return {
        "eventId": number, "subscriptionId": 51822, "portalId": 24681012, "appId": 113, "occurredAt": at * 1000,
        "subscriptionType": kind, "attemptNumber": 0, "objectId": 301, "changeSource": "CRM_UI", **more,
    }  # fmt: skip


CONTACT = {
    "id": "301", "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-05-01T00:00:00Z", "archived": False,
    "properties": {"email": "ann@meridian.example", "firstname": "Ann", "lastname": "Bo", "phone": "+31201234567",
                   "mobilephone": "+31612345678", "jobtitle": "CFO", "hs_email_optout": "false"},
}  # fmt: skip
OPTED_OUT = event(3, "contact.propertyChange", JUNE + 60, propertyName="hs_email_optout", propertyValue="true", changeSource="PREFERENCE_PAGE")  # fmt: skip


def test_hubspot_events_in_any_order(writer: Writer, push: Push):
    steps: list[tuple[Any, ...]] = [
        (push.pulled, "hubspot", "contact", CONTACT),
        (push, "hubspot", [event(1, "contact.propertyChange", JUNE, propertyName="jobtitle", propertyValue="CEO"),
                           event(2, "contact.propertyChange", JUNE - 60, propertyName="jobtitle", propertyValue="COO")]),
        (push, "hubspot", [OPTED_OUT]),
        (push, "hubspot", [event(4, "object.propertyChange", JUNE, objectTypeId="0-1", propertyName="phone", propertyValue="+31201234599")]),
        (push, "hubspot", [event(5, "contact.propertyChange", JUNE + 120, propertyName="hs_email_optout", propertyValue="false", changeSource="IMPORT")]),
    ]  # fmt: skip
    same_in_any_order(writer, push, steps)
    [contact] = writer.run_text(
        "MATCH (c:Contact) RETURN c.name AS name, c.title AS title, c.phone AS phone, c.email AS email", "test"
    )
    assert contact == {"name": "Ann Bo", "title": "CEO", "phone": "+31201234599", "email": "ann@meridian.example"}
    [record] = writer.run_text(
        "MATCH (s:SourceRecord {system: 'hubspot', object: 'contact'}) RETURN s.stops AS stops, "
        "COLLECT { MATCH (:Person)-[:HAS_POINT]->(p:ContactPoint) RETURN p.value } AS points",
        "test",
    )
    stops = {one["slot"]: one for one in json.loads(record["stops"])}
    # an import is no act of the subject: the stop stands, and says so
    assert stops["hs_email_optout"]["standing"] is True
    assert stops["hs_email_optout"]["retracted_without_act"]
    assert sorted(record["points"]) == ["+31201234599", "+31612345678", "ann@meridian.example"]


def test_a_delivery_sent_again_is_nothing_new(writer: Writer, push: Push):
    first = push("hubspot", [OPTED_OUT])
    again = push("hubspot", [{**OPTED_OUT, "attemptNumber": 3}])
    counts = [[(one["accepted"], one["unchanged"]) for one in receipt["objects"]] for receipt in (first, again)]
    assert counts == [[(1, 0)], [(0, 1)]]
    assert writer.run_text("MATCH (v:RecordVersion) RETURN count(v) AS n", "test") == [{"n": 2}]
    # nobody knows the contact yet, and an event makes none: its flags are not known
    assert writer.run_text("MATCH (n:Noun) RETURN count(n) AS n", "test") == [{"n": 0}]


def test_hubspot_values_that_are_hidden_and_what_is_only_kept(writer: Writer, push: Push):
    push.pulled("hubspot", "contact", CONTACT)
    before = dump(writer)
    receipt = push("hubspot", [
        event(6, "contact.propertyChange", JUNE, propertyName="jobtitle", propertyValue="REDACTED"),
        event(7, "object.propertyChange", JUNE, objectTypeId="0-1", propertyName="lastname", propertyValue="x", isSensitive=True),
        event(8, "contact.creation", JUNE, objectId=302),
        event(9, "contact.associationChange", JUNE, objectId=None, associationType="CONTACT_TO_COMPANY", fromObjectId=301,
              toObjectId=9, associationRemoved=False, isPrimaryAssociation=True),
    ])  # fmt: skip
    assert [(one["read"], one["accepted"], one["refused"]) for one in receipt["objects"]] == [(4, 4, 0)]
    found = dump(writer)
    assert (found["nodes"], found["links"]) == (before["nodes"], before["links"])


def test_hubspot_records_end_come_back_and_merge(writer: Writer, push: Push):
    company = {"id": "9", "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-05-01T00:00:00Z", "archived": False,
               "properties": {"name": "Meridian", "domain": "meridian.example"}}  # fmt: skip
    gone = {"objectId": 9, "objectTypeId": "0-2"}
    steps: list[tuple[Any, ...]] = [
        (push.pulled, "hubspot", "company", company),
        (push, "hubspot", [event(1, "company.deletion", JUNE, objectId=9)]),
        (push, "hubspot", [event(2, "object.restore", JUNE + 60, **gone)]),
        (push, "hubspot", [event(3, "company.propertyChange", JUNE + 120, objectId=9, propertyName="name", propertyValue="Meridian Group")]),
    ]  # fmt: skip
    same_in_any_order(writer, push, steps)
    state = "MATCH (s:SourceRecord {object: 'company', external_id: $id}) RETURN s.state AS state"
    assert writer.run_text(state, "test", id="9") == [{"state": "live"}]
    assert writer.run_text("MATCH (a:Account) RETURN a.name AS name", "test") == [{"name": "Meridian Group"}]
    push("hubspot", [event(4, "object.deletion", JUNE + 180, **gone)])
    assert writer.run_text(state, "test", id="9") == [{"state": "deleted"}]
    push.pulled("hubspot", "company", {**company, "id": "10"})
    push("hubspot", [event(5, "company.merge", JUNE + 240, objectId=10, primaryObjectId=10, mergedObjectIds=[9], newObjectId=11)])  # fmt: skip
    push.pulled("hubspot", "company", {**company, "id": "11", "updatedAt": "2026-07-01T00:00:00Z"})
    accounts = writer.run_text(
        "MATCH (a:Account)<-[:OF]-(s:SourceRecord) RETURN a.id AS id, count(s) AS records", "test"
    )
    assert [one["records"] for one in accounts] == [3]


def stripe(kind: str, at: int, /, **object_: Any) -> dict[str, Any]:
    return {
        "id": f"evt_{kind}_{at}", "object": "event", "api_version": "2026-08-27.basil", "created": at, "type": kind,
        "data": {"object": object_, "previous_attributes": {}}, "pending_webhooks": 1, "livemode": True,
    }  # fmt: skip


def subscription(status: str, euros: int, **more: Any) -> dict[str, Any]:
    price = {"id": "price_1", "object": "price", "currency": "eur", "unit_amount": euros * 100, "type": "recurring",
             "billing_scheme": "per_unit", "recurring": {"interval": "month", "interval_count": 1, "usage_type": "licensed"}}  # fmt: skip
    item = {"id": "si_1", "object": "subscription_item", "quantity": 1, "price": price, "discounts": [],
            "current_period_end": JUNE + 86_400 * 30}  # fmt: skip
    return {"id": "sub_1", "object": "subscription", "created": MAY, "status": status, "customer": "cus_1", "currency": "eur",
            "items": {"object": "list", "data": [item]}, "cancel_at_period_end": False, "discounts": [], "metadata": {}, **more}  # fmt: skip


CUSTOMER = {"id": "cus_1", "object": "customer", "created": MAY, "name": "Meridian", "email": "ap@meridian.example", "metadata": {}}  # fmt: skip


def test_stripe_subscription_updates_in_any_order(writer: Writer, push: Push):
    made = stripe("customer.subscription.created", MAY, **subscription("incomplete", 100))
    # paid in the second in which it was made, told in any order
    paid = stripe("customer.subscription.updated", MAY, **subscription("active", 100))
    grown = stripe("customer.subscription.updated", JUNE, **subscription("active", 250))
    late = stripe("customer.subscription.updated", JUNE + 60, **subscription("past_due", 250))
    bodies = [stripe("customer.created", MAY, **CUSTOMER), made, paid, grown, late]
    same_in_any_order(writer, push, [(push, "stripe", body) for body in bodies])
    sub = "MATCH (s:Subscription) RETURN s.status AS status, s.arr_minor AS arr"
    assert writer.run_text(sub, "test") == [{"status": "PAST_DUE", "arr": 300_000}]
    paying = writer.run_text("MATCH (b:BillingEntity)-[:PAYS_FOR]->(s:Subscription) RETURN b.name AS name", "test")
    assert paying == [{"name": "Meridian"}]
    # `created` of the object is when it was made, that of the event when it was so
    times = writer.run_text(
        "MATCH (:SourceRecord {object: 'subscription'})-[:HAS_VERSION]->{0,1}(v:RecordVersion) RETURN v.told_at AS at, v.clock AS clock ORDER BY at", "test"
    )  # fmt: skip
    assert [(one["at"][:19], one["clock"]) for one in times] == [
        ("2026-05-01T00:00:00", "source"),
        ("2026-05-01T00:00:00", "source"),
        ("2026-06-01T00:00:00", "source"),
        ("2026-06-01T00:01:00", "source"),
    ]
    wipe(writer)
    for body in (made, paid):
        push("stripe", body)
    assert writer.run_text(sub, "test")[0]["status"] == "ACTIVE"


def test_stripe_deletions_and_events_of_other_things(writer: Writer, push: Push):
    push("stripe", stripe("customer.created", MAY, **CUSTOMER))
    receipt = push("stripe", stripe("customer.deleted", JUNE, **CUSTOMER))
    assert [(one["object"], one["accepted"]) for one in receipt["objects"]] == [("customer", 1)]
    ended = subscription("canceled", 100, ended_at=JUNE, canceled_at=JUNE)
    push("stripe", stripe("customer.subscription.deleted", JUNE, **ended))
    kept = push("stripe", stripe("payout.paid", JUNE, id="po_1", object="payout", amount=5))
    assert [(one["object"], one["accepted"]) for one in kept["objects"]] == [("other", 1)]
    states = writer.run_text("MATCH (s:SourceRecord) WHERE s.noun IS NOT NULL RETURN s.object AS object, s.state AS state ORDER BY object", "test")  # fmt: skip
    assert [(one["object"], one["state"]) for one in states if one["object"] in ("customer", "subscription")] == [
        ("customer", "deleted"),
        ("subscription", "live"),
    ]
    assert writer.run_text("MATCH (s:Subscription) RETURN s.status AS status", "test") == [{"status": "CANCELED"}]


def zendesk(kind: str, at: str, detail: dict[str, Any], **event: Any) -> dict[str, Any]:
    return {
        "type": f"zen:event-type:{kind}", "account_id": 12514403, "id": f"{kind}-{at}", "time": at,
        "zendesk_event_version": "2022-06-20", "subject": f"zen:{kind.partition('.')[0]}:{detail['id']}",
        "detail": detail, "event": event,
    }  # fmt: skip


def ticket(status: str, at: str, **more: Any) -> dict[str, Any]:
    return {"actor_id": "8447388090494", "assignee_id": None, "brand_id": "1", "created_at": "2026-05-01T00:00:00Z", "id": "5158",
            "organization_id": "71", "priority": "HIGH", "requester_id": "31", "status": status, "subject": "Cannot sign in",
            "submitter_id": "31", "tags": [], "type": "problem", "updated_at": at, "via": {"channel": "web"}, **more}  # fmt: skip


USER = {"id": "31", "name": "Ann Bo", "email": "ann@meridian.example", "phone": "+31201234567", "role": "end-user", "active": True,
        "organization_id": 71, "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-02-01T00:00:00Z", "suspended": False,
        "shared_phone_number": False, "locale": "en"}  # fmt: skip


def user(at: str, **more: Any) -> dict[str, Any]:
    return {"created_at": "2026-01-01T00:00:00Z", "email": "ann@meridian.example", "external_id": "", "default_group_id": "0",
            "id": "31", "organization_id": "71", "role": "end-user", "updated_at": at, **more}  # fmt: skip


def test_zendesk_events_in_any_order(writer: Writer, push: Push):
    organization = {"created_at": "2026-01-01T00:00:00Z", "id": "71", "name": "Meridian", "shared_comments": False,
                    "shared_tickets": False, "updated_at": "2026-01-01T00:00:00Z", "group_id": None, "external_id": None}  # fmt: skip
    first, second, third = "2026-06-01T10:00:00Z", "2026-06-01T11:00:00Z", "2026-06-01T12:00:00Z"
    same_in_any_order(writer, push, [
        (push.pulled, "zendesk", "user", USER),
        (push, "zendesk", zendesk("organization.created", "2026-01-01T00:00:00Z", organization)),
        (push, "zendesk", zendesk("ticket.created", first, ticket("NEW", first))),
        (push, "zendesk", zendesk("ticket.status_changed", second, ticket("SOLVED", second), current="SOLVED", previous="NEW")),
        (push, "zendesk", zendesk("user.name_changed", third, user(third), current="Ann Bosch", previous="Ann Bo")),
    ])  # fmt: skip
    [found] = writer.run_text(
        "MATCH (t:Ticket)-[:REQUESTED_BY]->(p:Person)-[:WORKS_AT]->(a:Account)<-[:FOR_ACCOUNT]-(t) "
        "MATCH (p)<-[:IS_PERSON]-(c:Contact) RETURN t.status AS status, t.severity AS severity, c.name AS name, c.phone AS phone, a.name AS at",
        "test",
    )
    # what the events do not tell, the phone number, stays as it was told
    assert found == {"status": "SOLVED", "severity": "HIGH", "name": "Ann Bosch", "phone": "+31201234567", "at": "Meridian"}  # fmt: skip
    points = writer.run_text("MATCH (:Person)-[:HAS_POINT]->(p:ContactPoint) RETURN p.value AS at ORDER BY at", "test")
    assert [one["at"] for one in points] == ["+31201234567", "ann@meridian.example"]


def test_zendesk_ends_and_moves(writer: Writer, push: Push):
    push.pulled("zendesk", "user", USER)
    at = "2026-06-02T10:00:00Z"
    push("zendesk", zendesk("ticket.created", at, ticket("OPEN", at)))
    push("zendesk", zendesk("ticket.soft_deleted", at, ticket("OPEN", at)))
    # "0" is Zendesk's word for no organization
    push("zendesk", zendesk("user.organization_membership_deleted", at, user(at, organization_id="0")))
    push("zendesk", zendesk("article.published", at, {"id": "9", "brand_id": "1"}))
    states = writer.run_text("MATCH (s:SourceRecord {system: 'zendesk'}) WHERE s.state <> 'unseen' RETURN s.object AS object, s.state AS state ORDER BY object", "test")  # fmt: skip
    assert [(one["object"], one["state"]) for one in states] == [
        ("event", "live"),
        ("ticket", "deleted"),
        ("user", "live"),
    ]
    assert writer.run_text("MATCH (:Person)-[x:WORKS_AT]->() RETURN count(x) AS n", "test") == [{"n": 0}]
    later = "2026-06-03T10:00:00Z"
    push("zendesk", zendesk("user.active_changed", later, user(later), current=False, previous=True))
    assert writer.run_text("MATCH (s:SourceRecord {object: 'user'}) RETURN s.state AS state", "test") == [
        {"state": "deleted"}
    ]


def test_single_rows_say_nothing_of_how_fresh_a_source_is(writer: Writer, push: Push):
    push("zendesk", zendesk("user.created", "2026-06-01T10:00:00Z", user("2026-06-01T10:00:00Z")))
    rows = writer.run_text("MATCH (s:SourceStatus) RETURN s.objects AS objects", "test")
    assert [json.loads(one["objects"]) for one in rows if one["objects"]] in ([], [{}])
