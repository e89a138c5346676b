"""Each vendor's paging, against a server that pages as the vendor does: every row once, changes only, and on from the middle."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from graph_service.intake.decode.rows import FileUnreadable
from graph_service.intake.pulling.beside import BesideRow
from tests.pull import vendors
from tests.pull.conftest import Read
from tests.pull.server import Asked, Reply, serving

Begin = Callable[..., Read]


def contact(number: int, at: str = "2026-03-01T10:00:00Z") -> dict[str, Any]:
    told = {"email": f"p{number}@x.example", "hs_email_optout": "false", "hs_email_optout_77": None, "firstname": "P"}
    return {"id": str(number), "properties": told, "updatedAt": at, "createdAt": at, "archived": False}


def ids(rows: list[dict[str, Any]], name: str = "id") -> list[str]:
    return [str(row[name]) for row in rows]


def people(rows: list[dict[str, Any]]) -> list[str]:
    """Ids of the contacts, without what was asked for beside them."""
    return ids([row for row in rows if "id" in row])


def test_hubspot_lists_all_then_asks_for_changes(read: Begin) -> None:
    store = [contact(number) for number in range(1, 251)]
    with serving(vendors.hubspot({"contacts": store})) as server:
        pulled = read("hubspot", server.url)
        assert people(pulled.rows("contact")) == [str(number) for number in range(1, 251)]
        lists = [one for one in server.asked if one.method == "GET"]
        assert [one.path.rsplit("/", 1)[1] for one in lists] == ["contacts"] * 4
        asked = lists[1]
        assert asked.path == "/crm/v3/objects/contacts"
        # what the source's file reads, the topic's opt-out with it, and nothing else
        assert set(asked.one("properties").split(",")) == {
            "email",
            "hs_email_optout",
            "hs_email_optout_77",
            "firstname",
        }
        store[7] = contact(8, "2026-09-15T10:00:00Z")
        store += [contact(number, "2026-09-15T10:00:00Z") for number in range(251, 400)]
        pulled.later(hours=2)
        found = pulled.rows("contact")
        assert people(found) == ["8", *(str(number) for number in range(251, 400))]
        assert [one for one in server.paths() if one.endswith("/search")] == ["/crm/v3/objects/contacts/search"] * 3


def test_hubspot_goes_on_in_the_middle_of_a_list(read: Begin) -> None:
    with serving(vendors.hubspot({"contacts": [contact(number) for number in range(1, 351)]})) as server:
        pulled = read("hubspot", server.url)
        first = pulled.rows("contact", stop_after=2)
        assert len(people(first)) == 200
        rest = pulled.rows("contact")
        assert people(rest) == [str(number) for number in range(201, 351)]
        # with the associations of each
        assert pulled.said == ["hubspot contact: goes on after 400 rows"]
        assert pulled.progress.listing is None


def test_a_search_goes_on_by_id_while_rows_change_beneath_it(read: Begin) -> None:
    store = [contact(number, "2026-09-01T00:00:00Z") for number in range(1, 301)]
    with serving(vendors.hubspot({"contacts": store})) as server:
        pulled = read("hubspot", server.url)
        found: list[str] = []
        for item in pulled.reading("contact", since="2026-08-01T00:00:00.000000Z").rows():
            if hasattr(item, "data") and "id" in item.data:
                found.append(item.data["id"])
                if len(found) == 100:
                    store[149] = contact(150, "2026-09-15T08:59:00Z")
                    del store[0:5]
        assert found == [str(number) for number in range(1, 301)]


def linked(number: int, *companies: int) -> dict[str, Any]:
    return {"from": {"id": str(number)}, "to": [{"toObjectId": one, "associationTypes": TYPES} for one in companies]}


TYPES = [{"category": "HUBSPOT_DEFINED", "typeId": 1, "label": "Primary"}]


def beside(pulled: Read) -> list[dict[str, Any]]:
    """The rows of another kind that came with contacts; each once."""
    found = [item for item in pulled.reading("contact").rows() if isinstance(item, BesideRow)]
    assert {item.kind for item in found} <= {"contact_company_page"}
    assert len({item.line for item in found}) == len(found)
    return [item.data for item in found]


def test_associations_are_asked_for_by_the_ids_of_a_page(read: Begin) -> None:
    store = [contact(number) for number in range(1, 151)]
    links = [linked(1, 7), linked(149, 7, 8, 9, 10, 11)]
    with serving(vendors.hubspot({"contacts": store}, links={"contacts/companies": links}, most=2)) as server:
        pulled = read("hubspot", server.url)
        found = beside(pulled)
        # what goes on behind the second company is asked for until it ends
        assert {row["from"]["id"]: [one["toObjectId"] for one in row["to"]] for row in found if row["to"]} == {
            "1": [7], "149": [7, 8, 9, 10, 11],
        }  # fmt: skip
        # who has none is told so: nothing remains of what there was
        assert next(row for row in found if not row["to"]) == {"from": {"id": "2"}, "to": []}
        assert len(found) == 150
        asked = [one.body["inputs"] for one in server.asked if "associations" in one.path]
        assert [len(one) for one in asked] == [100, 50, 1, 1]
        assert asked[2:] == [[{"id": "149", "after": "2"}], [{"id": "149", "after": "4"}]]


def test_changes_bring_their_associations_and_history(read: Begin) -> None:
    """Search gives neither, so both are asked for."""
    past = [{"value": "lead", "timestamp": "2026-02-01T10:00:00.000Z", "sourceType": "FORM"}]
    store = [contact(number) for number in range(1, 61)]
    links: list[dict[str, Any]] = []
    with serving(vendors.hubspot({"contacts": store}, links={"contacts/companies": links})) as server:
        pulled = read("hubspot", server.url)
        assert all(row["propertiesWithHistory"] == {} for row in pulled.rows("contact") if "properties" in row)
        # fifty at most where history is asked for
        asked = [one.body for one in server.asked if one.path == "/crm/v3/objects/contacts/batch/read"]
        assert [len(one["inputs"]) for one in asked] == [50, 10]
        assert asked[0]["propertiesWithHistory"] == ["lifecyclestage", "hs_email_optout", "hubspot_owner_id"]
        pulled.later(hours=2)
        store[4] = {
            **contact(5, "2026-09-15T10:00:00Z"),
            "propertiesWithHistory": {"lifecyclestage": past, "jobtitle": [{"value": "x"}]},
        }
        links.append(linked(5, 8))
        row, link = pulled.rows("contact")
        assert (row["id"], row["propertiesWithHistory"]) == ("5", {"lifecyclestage": past})
        assert row["properties"]["email"] == "p5@x.example"
        assert link == links[0]


def test_what_a_key_may_not_see_beside_a_list_is_left_out(read: Begin) -> None:
    answer = vendors.hubspot({"contacts": [contact(number) for number in range(1, 151)]})

    def without_companies(asked: Asked) -> Reply:
        return Reply({"category": "MISSING_SCOPES"}, 403) if "associations" in asked.path else answer(asked)

    with serving(without_companies) as server:
        pulled = read("hubspot", server.url)
        assert people(pulled.rows("contact")) == [str(number) for number in range(1, 151)]
        assert [one for one in server.paths() if "associations" in one] == [
            "/crm/v4/associations/contacts/companies/batch/read"
        ]
        assert pulled.said == ["hubspot contact: the key has no right to contact_company_page: left out"]


def test_a_page_counts_only_with_what_belongs_to_it(read: Begin) -> None:
    """Associations of the second page fail: the next pull goes on behind the first."""
    store = [contact(number) for number in range(1, 251)]
    answer = vendors.hubspot({"contacts": store}, links={"contacts/companies": [linked(150, 7)]})
    failing = [True]

    def breaking(asked: Asked) -> Reply:
        if failing[0] and "associations" in asked.path and {"id": "150"} in asked.body["inputs"]:
            return Reply({"category": "BROKEN"}, 400)
        return answer(asked)

    with serving(breaking) as server:
        pulled = read("hubspot", server.url)
        with pytest.raises(FileUnreadable, match="status 400 BROKEN"):
            pulled.rows("contact")
        failing[0] = False
        rest = pulled.rows("contact")
        assert people(rest) == [str(number) for number in range(101, 251)]
        assert linked(150, 7) in rest


def test_hubspot_events_of_mail_that_stop(read: Begin) -> None:
    at = vendors.millis("2026-09-01T10:00:00Z")
    store = [
        {"id": f"e{number}", "type": kind, "recipient": f"p{number}@x.example", "created": at + number, "category": "UNKNOWN_USER"}
        for number, kind in enumerate(["BOUNCE", "BOUNCE", "OPEN", "BOUNCE", "SPAMREPORT"])
    ]  # fmt: skip
    with serving(vendors.hubspot({"events": store})) as server:
        pulled = read("hubspot", server.url)
        found = pulled.rows("email_event_bounce")
        assert ids(found) == ["e0", "e1", "e3"]
        assert [one.one("offset") for one in server.asked] == ["", "2"]
        assert "startTimestamp" not in server.asked[0].params
        said = pulled.translator.translate("email_event_bounce", found[0])
        (stop,) = said["claims"][0]["stops"]
        assert (said["at"], stop["code"], stop["active"]) == ("2026-09-01T10:00:00.000000Z", "UNDELIVERABLE", True)
        assert stop["point"] == "email|p0@x.example"
        pulled.later(hours=1)
        assert pulled.rows("email_event_bounce") == []
        assert server.asked[-1].one("startTimestamp") == str(vendors.millis("2026-09-15T03:00:00Z"))
        pulled.progress = type(pulled.progress)()
        assert ids(pulled.rows("email_event_spam_report")) == ["e4"]


def test_hubspot_archived(read: Begin) -> None:
    gone = [{**contact(number), "archived": True} for number in range(1, 4)]
    with serving(vendors.hubspot({"contacts": [contact(9)]}, {"contacts": gone})) as server:
        pulled = read("hubspot", server.url)
        assert [row["archived"] for row in pulled.rows("contact", variant="archived")] == [True] * 3


def account(number: int, at: str) -> dict[str, Any]:
    return {
        "Id": f"001{number:012d}",
        "Name": f"n{number}",
        "SystemModstamp": at,
        "IsDeleted": number == 3,
        "Colour__c": "red",
    }


def test_salesforce(read: Begin) -> None:
    store = [account(number, f"2026-03-0{number}T10:00:00.000Z") for number in range(1, 8)]
    with serving(vendors.salesforce({"Account": store})) as server:
        pulled = read("salesforce", server.url)
        found = pulled.rows("Account")
        assert ids(found, "Id") == ids(store, "Id")
        assert "Colour__c" not in found[0] and found[2]["IsDeleted"] is True
        # one token for all of it, and it is what comes with each request
        assert server.paths().count("/services/oauth2/token") == 1
        assert {one.headers.get("Authorization") for one in server.asked[1:]} == {"Bearer token-0"}
        assert pulled.progress.cursor == "2026-03-07T10:00:00.000000Z"

        store.append(account(8, "2026-09-14T10:00:00.000Z"))
        pulled.later(hours=1)
        # the newest one again: it was no earlier than the end less what clocks may be late by
        assert ids(pulled.rows("Account"), "Id") == [store[6]["Id"], store[7]["Id"]]


def test_salesforce_goes_on_behind_the_next_url(read: Begin) -> None:
    store = [account(number, f"2026-03-0{number}T10:00:00.000Z") for number in range(1, 8)]
    with serving(vendors.salesforce({"Account": store})) as server:
        pulled = read("salesforce", server.url)
        pulled.rows("Account", stop_after=2)
        assert ids(pulled.rows("Account"), "Id") == ids(store[4:], "Id")


def test_stripe(read: Begin) -> None:
    store = [{"id": f"cus_{number}", "object": "customer", "created": number} for number in range(250)]
    with serving(vendors.stripe({"customers": store})) as server:
        pulled = read("stripe", server.url)
        assert ids(pulled.rows("customer")) == [f"cus_{number}" for number in reversed(range(250))]
        assert [one.one("starting_after") for one in server.asked] == ["", "cus_150", "cus_50"]
        pulled.rows("customer", since="2026-01-01T00:00:00.000000Z")
        assert "is read whole" in pulled.said[-1]


def test_zendesk_export_by_cursor_by_time_and_lists(read: Begin) -> None:
    def at(number: int) -> str:
        return f"2026-03-01T10:00:{number:02d}Z"

    stores = {
        name: [{"id": number, "updated_at": at(number)} for number in range(5)]
        for name in ("tickets", "organizations", "groups")
    }
    with serving(vendors.zendesk(stores)) as server:
        pulled = read("zendesk", server.url)
        assert ids(pulled.rows("ticket")) == ["0", "1", "2", "3", "4"]
        assert [dict(one.params) for one in server.asked] == [
            {"start_time": ["946684800"]}, {"cursor": ["2"]}, {"cursor": ["4"]},
        ]  # fmt: skip
        pulled.progress = type(pulled.progress)()
        assert ids(pulled.rows("organization")) == ["0", "1", "2", "3", "4"]
        pulled.progress = type(pulled.progress)()
        assert ids(pulled.rows("group")) == ["0", "1", "2", "3", "4"]
        assert server.asked[-1].headers["Authorization"].startswith("Basic ")


def test_zendesk_exports_from_the_last_start(read: Begin) -> None:
    with serving(vendors.zendesk({"tickets": []})) as server:
        pulled = read("zendesk", server.url)
        pulled.rows("ticket")
        pulled.later(hours=1)
        pulled.rows("ticket")
        # the time the last export was begun at, less ten minutes
        assert server.asked[-1].one("start_time") == str(vendors.millis("2026-09-15T08:50:00Z") // 1000)


def event(number: int) -> dict[str, Any]:
    return {"uuid": f"e{number}", "event_type": "run_completed", "event_time": "2026-09-15 01:00:00.0"}


def test_amplitude_archives(read: Begin) -> None:
    hours = {"20260914T23": [event(1), event(2)], "20260915T00": [event(3)], "20260915T05": [event(4)]}
    with serving(vendors.amplitude(hours)) as server:
        pulled = read("amplitude", server.url)
        found = pulled.rows("event", since="2026-09-14T22:30:00.000000Z")
        assert ids(found, "uuid") == ["e1", "e2", "e3", "e4"]
        # six hours each; an hour counts three hours after its end, so 05 is the last at nine o'clock
        assert [(one.one("start"), one.one("end")) for one in server.asked] == [
            ("20260914T22", "20260915T03"), ("20260915T04", "20260915T05"),
        ]  # fmt: skip
        assert pulled.progress.cursor == "2026-09-15T06:00:00.000000Z"
        pulled.later(hours=1)
        hours["20260915T06"] = [event(5)]
        assert ids(pulled.rows("event"), "uuid") == ["e5"]
        pulled.later(hours=1)
        assert pulled.rows("event") == []  # a 404: nothing in that hour


def test_amplitude_goes_on_at_the_next_archive(read: Begin) -> None:
    hours = {f"202609{day}T{hour:02d}": [event(day * 100 + hour)] for day in (13, 14) for hour in range(24)}
    with serving(vendors.amplitude(hours)) as server:
        pulled = read("amplitude", server.url)
        first = pulled.rows("event", since="2026-09-13T00:00:00.000000Z", stop_after=3)
        rest = pulled.rows("event")
        assert sorted(ids(first + rest, "uuid")) == sorted(
            f"e{day * 100 + hour}" for day in (13, 14) for hour in range(24)
        )


def bounce(number: int) -> dict[str, Any]:
    return {"email": f"b{number}@x.example", "hard_bounced_at": f"2026-03-01T{number // 60:02d}:{number % 60:02d}:00Z"}


def test_braze_pages_overlap_by_one_row(read: Begin) -> None:
    store = [bounce(number) for number in range(1100)]
    with serving(vendors.braze({"hard_bounces": store})) as server:
        pulled = read("braze", server.url)
        found = pulled.rows("hard_bounce")
        assert {row["email"] for row in found} == {row["email"] for row in store}
        assert [one.one("offset") for one in server.asked] == ["0", "499", "998", "1099"]
        assert server.asked[0].one("end_date") == "2026-09-16"


def test_zuora(read: Begin) -> None:
    rows = [{"Id": str(number), "Name": f"n{number}", "UpdatedDate": "2026-03-01T10:00:00Z"} for number in range(5)]
    charges = [{"id": f"c{number}", "ratePlan": {"subscriptionId": "s1"}} for number in range(3)]
    with serving(vendors.zuora({"Account": rows, "rate-plan-charges": charges})) as server:
        pulled = read("zuora", server.url)
        found = pulled.rows("account")
        assert ids(found, "Id") == ["0", "1", "2", "3", "4"]
        # ZOQL leaves blanks out: what was asked for and is not there is blank
        assert found[0]["CrmId"] is None and found[0]["Name"] == "n0"
        pulled.progress = type(pulled.progress)()
        assert ids(pulled.rows("rate_plan_charge")) == ["c0", "c1", "c2"]
        assert server.asked[-2].params["filter[]"] == ["updateddate.GE:2000-01-01T00:00:00Z"]


def test_zuora_goes_on_with_query_more(read: Begin) -> None:
    rows = [{"Id": str(number), "UpdatedDate": "2026-03-01T10:00:00Z"} for number in range(5)]
    with serving(vendors.zuora({"Account": rows})) as server:
        pulled = read("zuora", server.url)
        pulled.rows("account", stop_after=1)
        assert ids(pulled.rows("account"), "Id") == ["2", "3", "4"]
        assert [path for path in server.paths() if "action" in path].count("/v1/action/query") == 1


def test_a_charge_reaches_its_subscription(read: Begin) -> None:
    """The row of an object query is one that the source's file understands."""
    with serving(vendors.zuora({})) as server:
        translator = read("zuora", server.url).translator
    row = {
        "id": "c1",
        "chargeNumber": "C-1",
        "chargeType": "Recurring",
        "mrr": 100,
        "ratePlan": {"subscriptionId": "s1"},
    }
    records = [claims["record"] for claims in translator.translate("rate_plan_charge", row)["claims"]]
    assert "zuora|subscription_version|s1" in records


def test_since_never_leaves_a_gap(read: Begin) -> None:
    """A time later than where the last pull ended would leave out what changed in between."""
    with serving(vendors.zendesk({"tickets": []})) as server:
        pulled = read("zendesk", server.url)
        pulled.rows("ticket")
        pulled.later(days=30)
        pulled.rows("ticket", since="2026-10-10T00:00:00.000000Z")
        assert server.asked[-1].one("start_time") == str(vendors.millis("2026-09-15T08:50:00Z") // 1000)
        pulled.rows("ticket", since="2026-01-01T00:00:00.000000Z")
        assert server.asked[-1].one("start_time") == str(vendors.millis("2026-01-01T00:00:00Z") // 1000)


def test_another_account_begins_anew(read: Begin) -> None:
    """Progress made with one account says nothing about another."""
    with serving(vendors.zendesk({"tickets": []})) as one, serving(vendors.zendesk({"tickets": []})) as two:
        pulled = read("zendesk", one.url)
        pulled.rows("ticket")
        other = read("zendesk", two.url)
        other.progress = pulled.progress
        other.rows("ticket")
        assert two.asked[0].one("start_time") == "946684800"
        assert "another address" in other.said[0]
