"""Rate limits, failing servers, cut connections, marks that expire and lists that move: bounded, told, and nothing lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.utils import formatdate
from time import time
from typing import Any

import pytest

from graph_service.errors import SettingsError
from graph_service.intake.decode.rows import BadRow, Bookmark, FileUnreadable, RawRow
from graph_service.intake.pulling.failing import Absent
from tests.pull import vendors
from tests.pull.conftest import CANARY, Read
from tests.pull.server import Asked, Reply, serving
from tests.pull.test_paging import account, bounce, contact, event, ids

Begin = Callable[..., Read]


def tickets(count: int) -> list[dict[str, Any]]:
    return [contact(number) for number in range(1, count + 1)]


def test_429_waits_as_long_as_it_is_asked_to(read: Begin) -> None:
    with serving(vendors.hubspot({"tickets": tickets(150)})) as server:
        server.faults = [
            Reply(status=429, headers={"Retry-After": "7"}),
            Reply(status=429, headers={"Retry-After": formatdate(time() + 30, usegmt=True)}),
        ]  # fmt: skip
        pulled = read("hubspot", server.url)
        assert len(pulled.rows("ticket")) == 150
    seconds, date = pulled.waits
    assert 7 <= seconds <= 7.1
    assert 27 <= date <= 30.1
    assert pulled.said[0] == "hubspot: status 429: waiting 7 s, then try 2 of 4"


def test_a_wait_that_is_too_long_is_not_begun(read: Begin) -> None:
    with serving(vendors.hubspot({"tickets": tickets(150)})) as server:
        server.faults, server.fault_at = [Reply(status=429, headers={"Retry-After": "86400"})], 2
        pulled = read("hubspot", server.url)
        with pytest.raises(FileUnreadable) as told:
            pulled.rows("ticket")
        assert pulled.waits == []
        assert str(told.value) == (
            "hubspot ticket, page 2: the vendor answered with status 429 (the vendor asks to slow down for longer than "
            "we wait; pull again later, it goes on from here)"
        )
        assert len(pulled.rows("ticket")) == 50


def test_5xx_is_tried_again_ever_later_and_not_for_ever(read: Begin) -> None:
    with serving(vendors.hubspot({"tickets": tickets(10)})) as server:
        server.faults = [Reply(status=503), Reply(status=500), Reply(status=502)]
        pulled = read("hubspot", server.url)
        assert len(pulled.rows("ticket")) == 10
        assert [round(wait // 0.01) for wait in pulled.waits] == [1, 2, 4] or pulled.waits == sorted(pulled.waits)
        assert len(set(pulled.waits)) == 3

        server.faults = [Reply(status=503) for _ in range(4)]
        pulled = read("hubspot", server.url)
        with pytest.raises(FileUnreadable, match=r"hubspot ticket, page 1: the vendor answered with status 503"):
            pulled.rows("ticket")
        assert len(pulled.waits) == 3


def test_a_cut_connection_is_tried_again(read: Begin) -> None:
    with serving(vendors.hubspot({"tickets": tickets(150)})) as server:
        server.faults, server.fault_at = [Reply({"results": ["x" * 1000]}, cut=True)], 2
        pulled = read("hubspot", server.url)
        assert ids(pulled.rows("ticket")) == ids(tickets(150))
        assert "the connection failed or was cut" in pulled.said[0]


def test_a_page_that_is_no_json_is_asked_for_again(read: Begin) -> None:
    with serving(vendors.hubspot({"tickets": tickets(150)})) as server:
        server.faults, server.fault_at = [Reply(b'{"results": [{"id": "1"')], 2
        pulled = read("hubspot", server.url)
        assert ids(pulled.rows("ticket")) == ids(tickets(150))
        server.answer = lambda asked: Reply(b"<html>please sign in</html>")
        with pytest.raises(FileUnreadable, match="tried 4 times"):
            read("hubspot", server.url).rows("owner")


def test_nobody_there(read: Begin) -> None:
    with serving(vendors.hubspot({})) as server:
        url = server.url
    pulled = read("hubspot", url)
    with pytest.raises(FileUnreadable, match=r"page 1: the connection failed or was cut \(pull again"):
        pulled.rows("owner")
    assert len(pulled.waits) == 3


def test_a_cut_archive_is_fetched_again(read: Begin) -> None:
    hours = {"20260915T00": [event(1)]}
    with serving(vendors.amplitude(hours)) as server:
        whole = vendors.zipped(hours)
        server.faults = [Reply(whole, cut=True), Reply(whole[:-30])]
        pulled = read("amplitude", server.url)
        assert ids(pulled.rows("event", since="2026-09-15T00:00:00.000000Z"), "uuid") == ["e1"]
        server.faults = [Reply(whole[:-30]) for _ in range(3)]
        with pytest.raises(FileUnreadable, match="not as the source's file declares"):
            read("amplitude", server.url).rows("event", since="2026-09-15T00:00:00.000000Z")


def test_an_expired_mark_begins_again_after_the_newest_row(read: Begin) -> None:
    store = [account(number, f"2026-03-0{number}T10:00:00.000Z") for number in range(1, 8)]
    answer: Any = vendors.salesforce({"Account": store})
    with serving(answer) as server:
        pulled = read("salesforce", server.url)
        pulled.rows("Account", stop_after=2)
        answer.cursors.clear()
        # rows 1 to 4 are complete, and 4 comes again
        assert ids(pulled.rows("Account"), "Id") == ids(store[3:], "Id")
        assert any("no longer knows the next page: begins again at 2026-03-04T09:45" in line for line in pulled.said)


def test_an_expired_mark_of_a_list_in_no_order_begins_at_its_start(read: Begin) -> None:
    rows = [{"Id": str(number), "UpdatedDate": f"2026-03-0{5 - number}T10:00:00Z"} for number in range(5)]
    answer = vendors.zuora({"Account": rows})
    with serving(answer) as server:
        pulled = read("zuora", server.url)
        pulled.rows("account", stop_after=1)
        pulled.progress.listing.at = {"cursor": "lost-2"}
        assert ids(pulled.rows("account"), "Id") == ["0", "1", "2", "3", "4"]


def test_a_mark_that_always_expires_ends(read: Begin) -> None:
    store = [account(number, f"2026-03-0{number}T10:00:00.000Z") for number in range(1, 8)]
    answer: Any = vendors.salesforce({"Account": store})

    def forgetful(asked: Asked) -> Reply:
        reply: Reply = answer(asked)
        answer.cursors.clear()
        return reply

    with serving(forgetful) as server:
        pulled = read("salesforce", server.url)
        found: list[str] = []
        rows = (item.data["Id"] for item in pulled.reading("Account").rows() if isinstance(item, RawRow))
        with pytest.raises(FileUnreadable, match="tried 4 times"):
            found.extend(rows)
        assert len(found) == 8


def test_rows_that_vanish_from_a_list_by_offset_hide_no_other(read: Begin) -> None:
    store = [bounce(number) for number in range(1100)]
    kept = {row["email"] for row in store[:1000]}
    answer = vendors.braze({"hard_bounces": store})
    with serving(answer) as server:
        # three of the newest go while the second page is awaited, so all others move up
        server.on_request = lambda number: store.__delitem__(slice(1097, None)) if number == 1 else None
        pulled = read("braze", server.url)
        found = {row["email"] for row in pulled.rows("hard_bounce")}
        assert kept <= found
        assert "the list changed while it was read: begins again" in pulled.said[0]
        offsets = [one.one("offset") for one in server.asked]
        assert offsets == ["0", "499", "0", "499", "998", "1096"]


def test_rows_that_come_meanwhile_are_seen_twice_at_most(read: Begin) -> None:
    store = [bounce(number) for number in range(600)]
    with serving(vendors.braze({"hard_bounces": store})) as server:
        server.on_request = lambda number: store.append(bounce(900)) if number == 1 else None
        found = [row["email"] for row in read("braze", server.url).rows("hard_bounce")]
        assert {row["email"] for row in store} == set(found)


def test_a_token_that_ran_out_is_fetched_again_once(read: Begin) -> None:
    answer = vendors.salesforce({"Account": [account(1, "2026-03-01T10:00:00.000Z")]})
    with serving(answer) as server:
        server.faults, server.fault_at = [Reply([{"errorCode": "INVALID_SESSION_ID"}], 401)], 2
        assert len(read("salesforce", server.url).rows("Account")) == 1
        assert server.paths().count("/services/oauth2/token") == 2
        server.faults, server.fault_at = [], 0
        server.answer = lambda asked: (
            answer(asked) if "token" in asked.path else Reply([{"errorCode": "INVALID_SESSION_ID"}], 401)
        )
        with pytest.raises(FileUnreadable, match=r"status 401 INVALID_SESSION_ID \(the key or token"):
            read("salesforce", server.url).rows("Account")
        assert server.paths().count("/services/oauth2/token") == 4


def test_a_refused_client_is_told_once(read: Begin) -> None:
    with serving(lambda asked: Reply({"error": "invalid_client"}, 401)) as server:
        with pytest.raises(FileUnreadable, match="status 401"):
            read("salesforce", server.url).rows("Account")
        assert len(server.asked) == 1


def test_what_the_account_has_not_is_left_out(read: Begin) -> None:
    with serving(vendors.salesforce({})) as server, pytest.raises(Absent):
        read("salesforce", server.url).rows("Territory2")


def test_a_page_without_its_list_is_no_empty_page(read: Begin) -> None:
    with (
        serving(lambda asked: Reply({"status": "error"})) as server,
        pytest.raises(FileUnreadable, match="not as the source's file declares"),
    ):
        read("hubspot", server.url).rows("owner")


def test_a_page_that_leads_to_itself_ends(read: Begin) -> None:
    page = {"results": [{"id": "1"}], "paging": {"next": {"after": "1"}}}
    with serving(lambda asked: Reply(page)) as server:
        with pytest.raises(FileUnreadable, match="page 2: the page is not as"):
            read("hubspot", server.url).rows("owner")
        assert len(server.asked) == 2


def test_a_row_is_refused_alone(read: Begin) -> None:
    page = b'{"results": [{"id": "1"}, {"id": "2", "a": 1, "a": 2}, {"id": "3"}]}'
    with serving(lambda asked: Reply(page)) as server:
        items = list(read("hubspot", server.url).reading("owner").rows())
    assert [item.reason for item in items if isinstance(item, BadRow)] == ["duplicate key 'a'"]
    assert [item.line for item in items[:3]] == [1, 2, 3]


def test_the_key_goes_to_no_other_server(read: Begin) -> None:
    with serving(lambda asked: Reply({})) as other:
        page = {"groups": [{"id": 1}], "meta": {"has_more": True}, "links": {"next": f"{other.url}/api/v2/groups.json"}}
        with serving(lambda asked: Reply(page)) as server, pytest.raises(FileUnreadable, match="to another server"):
            read("zendesk", server.url).rows("group")
        there = Reply(status=302, headers={"Location": other.url})
        with serving(lambda asked: there) as server, pytest.raises(FileUnreadable, match=r"status 302 \(it redirects"):
            read("zendesk", server.url).rows("group")
        assert other.asked == []


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("HUBSPOT_ACCESS_TOKEN", "", "HUBSPOT_ACCESS_TOKEN: is not set (a pull of hubspot needs it"),
        ("HUBSPOT_ACCESS_TOKEN", f"{CANARY}\nX: y", "HUBSPOT_ACCESS_TOKEN: holds a character that cannot be sent"),
        ("GTM_GRAPH_PULL_HUBSPOT_URL", "http://example.com", "the address of hubspot: is no address to send keys to"),
        ("GTM_GRAPH_PULL_HUBSPOT_URL", "https://a@b.example", "the address of hubspot: is no address to send keys to"),
        ("GTM_GRAPH_PULL_HUBSPOT_URL", "http://127.0.0.1.evil.example", "the address of hubspot: is no address"),
    ],
)
def test_keys_and_addresses_that_cannot_be(
    read: Begin, monkeypatch: pytest.MonkeyPatch, name: str, value: str, reason: str
) -> None:
    pulled = read("hubspot", "http://127.0.0.1:1")
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=re.escape(reason)) as told:
        pulled.rows("owner")
    assert CANARY not in str(told.value)


def test_no_error_and_no_progress_holds_the_key(read: Begin) -> None:
    """A vendor that sends the key back, in a body, an error and a URL, gets it into nothing of ours."""
    echo = {"category": CANARY, "message": f"the key {CANARY} is bad"}
    with serving(lambda asked: Reply(echo, 400)) as server:
        pulled = read("hubspot", server.url)
        with pytest.raises(FileUnreadable) as told:
            pulled.rows("owner")
        assert server.asked[0].headers["Authorization"] == f"Bearer {CANARY}"
    assert CANARY not in "".join([str(told.value), repr(told.value), *pulled.said, pulled.progress.to_text()])

    def links(asked: Asked) -> Reply:
        here = f"http://{asked.headers['Host']}{asked.path}?key={CANARY}&page={len(server.asked)}"
        return Reply(
            {
                "groups": [{"id": len(server.asked)}],
                "links": {"next": here},
                "meta": {"has_more": len(server.asked) < 3},
            }
        )

    with serving(links) as server:
        items = list(read("zendesk", server.url).reading("group").rows())
    assert len(items) == 6
    assert CANARY not in "".join(item.state for item in items if isinstance(item, Bookmark))
