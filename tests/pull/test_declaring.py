"""What a ``pull`` section may say: every kind of paging, placeholders, and what is refused where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import SecretStr, ValidationError

from graph_service.intake.pulling.access import Access
from graph_service.intake.pulling.filling import filled, written
from graph_service.intake.pulling.pages import Asked, pages
from graph_service.intake.pulling.patience import Patience
from graph_service.model.pull_spec import PullSpec
from graph_service.settings import named_values
from tests.conftest import ROOT
from tests.pull import server as vendor
from tests.pull.server import Reply, serving

ROWS = [{"id": number} for number in range(7)]


def spec(pages: dict[str, Any], **more: Any) -> PullSpec:
    request = {"path": "things", "rows": "items", "size": 3, "pages": pages, **more}
    auth = {"kind": "header", "name": "X-Key", "value": "{SOME_KEY}"}
    read = {"objects": "thing", "list": request}
    return PullSpec.model_validate({"url": "https://{SOME_HOST}", "auth": auth, "reads": [read]})


def paged(told: PullSpec, answer: Callable[[vendor.Asked], Reply]) -> list[Any]:
    with serving(answer) as server:

        def values(names: list[str]) -> dict[str, SecretStr]:
            return {name: SecretStr(server.url if name.endswith("_URL") else "k") for name in names}

        access = Access("any", told, values, Patience(), print)
        request = told.reads[0].list
        found = [
            row.data["id"] for page in pages(access, Asked(request, request.path, {}, None), None) for row in page.rows
        ]
        assert {one.headers["X-Key"] for one in server.asked} == {"k"}
        return found


def cut(asked: vendor.Asked, start: int) -> list[dict[str, int]]:
    return ROWS[start : start + 3]


def test_link_header() -> None:
    def answer(asked: vendor.Asked) -> Reply:
        start = int(asked.one("p", "0"))
        link = f'<http://{asked.headers["Host"]}/things?p={start + 3}>; rel="next"'
        return Reply({"items": cut(asked, start)}, headers={"Link": link} if start < 6 else {})

    assert paged(spec({"kind": "link"}), answer) == list(range(7))


def test_page_numbers() -> None:
    told = spec({"kind": "number", "param": "p", "first": 1})
    assert paged(told, lambda asked: Reply({"items": cut(asked, (int(asked.one("p")) - 1) * 3)})) == list(range(7))
    told = spec({"kind": "number", "param": "p", "first": 1, "total": "pages"})
    assert paged(told, lambda asked: Reply({"pages": 3, "items": cut(asked, (int(asked.one("p")) - 1) * 3)})) == list(
        range(7)
    )


def test_one_page_that_is_a_list() -> None:
    assert paged(spec({"kind": "one"}, rows=None), lambda asked: Reply(ROWS)) == list(range(7))


def test_rows_deep_in_a_page() -> None:
    assert paged(spec({"kind": "one"}, rows="a.items"), lambda asked: Reply({"a": {"items": ROWS}})) == list(range(7))


def test_a_cursor_in_the_body() -> None:
    def answer(asked: vendor.Asked) -> Reply:
        start = int((asked.body or {}).get("from", {}).get("mark", 0)) if asked.body else 0
        return Reply({"items": cut(asked, start), "next": str(start + 3) if start < 6 else None})

    told = spec({"kind": "cursor", "cursor": "next", "body": "from.mark"}, method="POST", body={"a": 1})
    assert paged(told, answer) == list(range(7))


BY_IDS = {"path": "b", "method": "POST", "body": {"inputs": "{inputs}"}, "pages": {"kind": "one"}}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"url": "http://example.com"}, "must begin with https://"),
        ({"auth": {"kind": "bearer", "token": "{GTM_GRAPH_SECRET}"}}, "GTM_GRAPH_SECRET is a setting of this service"),
        ({"auth": {"kind": "bearer", "token": "{NEO4J_PASSWORD}"}}, "NEO4J_PASSWORD is a setting of this service"),
        ({"auth": {"kind": "magic"}}, "does not match any of the expected tags"),
        ({"list": {"path": "x/{SOME_KEY}"}}, "environment variables stand in url, auth and headers only"),
        ({"list": {"path": "x/{sicne}"}}, "no placeholder 'sicne'"),
        ({"list": {"params": {"a": "{since}"}}}, "times in a request need `incremental`"),
        ({"list": {"params": {"a": "{columns}"}}}, "{columns} needs `columns`"),
        ({"list": {"pages": {"kind": "offset"}, "size": 1}}, "a size greater than their overlap"),
        ({"list": {"pages": {"kind": "cursor", "cursor": "a"}}}, "a cursor goes back in param or in body"),
        ({"read": {"incremental": {"form": "iso", "ordered": True}}}, "need the field they are ordered by"),
        ({"read": {"changes": {"path": "y", "pages": {"kind": "one"}}}}, "changes need `incremental`"),
        ({"read": {"beside": [{"ask": BY_IDS}]}}, "rows of an object, or a member to take"),
        ({"read": {"beside": [{"object": "a", "take": "b", "ask": BY_IDS}]}}, "rows of an object, or a member to take"),
        ({"read": {"beside": [{"object": "a", "more": "next", "ask": BY_IDS}]}}, "a list that goes on needs `whole`"),
        ({"read": {"beside": [{"object": "a", "ask": {**BY_IDS, "body": {}}}]}}, "needs {inputs} in its body"),
    ],
)
def test_what_a_section_may_not_say(change: dict[str, Any], reason: str) -> None:
    change = dict(change)
    request = {"path": "x", "rows": "items", "pages": {"kind": "one"}, **change.pop("list", {})}
    read = {"objects": ["thing"], "list": request, **change.pop("read", {})}
    told = {"url": "https://x.example", "auth": {"kind": "bearer", "token": "{A_KEY}"}, "reads": [read], **change}
    with pytest.raises(ValidationError, match=re.escape(reason)):
        PullSpec.model_validate(told)


def test_what_has_no_value_is_left_out() -> None:
    part = {"a": "{since}", "b": ["x.GE:{since}"], "c": "{size}", "d": "{columns}", "e": "select {columns}", "f": 1}
    values = {"since": None, "size": 5, "columns": ["p", "q"]}
    assert filled(part, values, joined=True) == {"b": [], "c": 5, "d": "p,q", "e": "select p, q", "f": 1}
    assert filled(part, values, joined=False)["d"] == ["p", "q"]


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("iso", "2026-05-01T22:30:15.250Z"), ("iso_seconds", "2026-05-01T22:30:15Z"), ("epoch", 1777674615),
        ("epoch_ms", 1777674615250), ("date", "2026-05-01"), ("hour", "20260501T22"),
    ],
)  # fmt: skip
def test_how_times_are_written(form: Any, text: str | int) -> None:
    assert written(datetime(2026, 5, 1, 22, 30, 15, 250_000, tzinfo=UTC), form) == text


def test_a_env_file_holds_keys_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("SOME_KEY=from the file\nOTHER_KEY=also\nBLANK_KEY=\n")
    monkeypatch.setenv("OTHER_KEY", "from the environment")
    found = named_values(["SOME_KEY", "OTHER_KEY", "BLANK_KEY", "NO_KEY"])
    assert {name: value.get_secret_value() for name, value in found.items()} == {
        "SOME_KEY": "from the file", "OTHER_KEY": "from the environment",
    }  # fmt: skip


def test_the_section_in_the_manual_is_good() -> None:
    text = (ROOT / "docs" / "add-a-source.md").read_text(encoding="utf-8")
    (block,) = [one for one in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if one.startswith("pull:")]
    assert PullSpec.model_validate(yaml.safe_load(block)["pull"]).variables == ["OWN_CRM_HOST", "OWN_CRM_TOKEN"]
