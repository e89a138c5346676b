"""The JSON texts on source records, read into stop, permission and point facts.

In: the texts ``stops``, ``permissions`` and ``points`` of a record. Out: facts, and what could not be read.
Refuses: nothing by raising: an item that cannot be read is reported, so that its person is UNKNOWN and never CLEAR.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from graph_service.questions.suppression_shapes import (
    OverruledFact,
    PermissionFact,
    PointFacts,
    StopFact,
    stored_time,
)

Unreadable = list[str]
OVERRULED = "OVERRULED"
"""Stands among the permissions of a decision's record and is none."""


def read_stops(text: str | None, record: str, problems: Unreadable) -> list[StopFact]:
    """The stops of a record.

    Args:
        text: JSON list, or None.
        record: ``system|object|id``.
        problems: what cannot be read is appended here.
    """
    facts: list[StopFact] = []
    for item in _items(text, record, "stops", problems):
        code = item.get("code")
        standing = item.get("standing", True)
        if not isinstance(code, str) or not code or not isinstance(standing, bool):
            problems.append(f"{record}: a stop without a code or state")
            continue
        given_until = item.get("until")
        facts.append(
            StopFact(
                code=code,
                slot=str(item.get("slot") or code),
                record=record,
                system=str(item.get("system") or record.partition("|")[0]),
                channels=_words(item.get("channels")),
                purposes=_words(item.get("purposes")),
                topic=_text(item.get("topic")),
                brand=_text(item.get("brand")),
                point=_text(item.get("point")),
                since=stored_time(item.get("since")),
                since_latest=_newest_act(item),
                until=stored_time(given_until, end=True) if isinstance(given_until, str) else None,
                acted=item.get("since_kind") == "STATED",
                # a flag that was turned off by no act of the subject still stands
                standing=standing or bool(item.get("retracted_without_act")),
                unknown=item.get("unknown") is True or ("active" in item and item["active"] is None),
                retracted=bool(item.get("retracted_without_act")),
                detail=_text(item.get("detail")),
            )
        )
    return facts


def _newest_act(item: Mapping[str, Any]) -> str | None:
    """When the stop was last given at the latest; None where that cannot be read, and nothing is surely later."""
    told = [stored_time(item[name], end=True) for name in ("since", "again") if name in item]
    return max((one for one in told if one is not None), default=None) if None not in told else None


def read_permissions(text: str | None, record: str, problems: Unreadable) -> list[PermissionFact]:
    """The permissions of a record; one whose end cannot be read is no permission."""
    facts: list[PermissionFact] = []
    for item in _items(text, record, "permissions", problems):
        ground, channel = item.get("ground"), item.get("channel")
        if ground == OVERRULED:
            continue
        if not isinstance(ground, str) or not isinstance(channel, str):
            problems.append(f"{record}: a permission without ground or channel")
            continue
        given_until = item.get("until")
        until = stored_time(given_until) if isinstance(given_until, str) else None
        facts.append(
            PermissionFact(
                ground=ground,
                slot=str(item.get("slot") or ground),
                record=record,
                system=str(item.get("system") or record.partition("|")[0]),
                channel=channel,
                purposes=_words(item.get("purposes")),
                topic=_text(item.get("topic")),
                brand=_text(item.get("brand")),
                point=_text(item.get("point")),
                since=stored_time(item.get("since")),
                until=until,
                by_subject=item.get("by_subject") is True,
                active=item.get("active", True) is True
                and item.get("standing", True) is True
                and (given_until is None or until is not None),
            )
        )
    return facts


def read_overruled(text: str | None, record: str, birth_id: Callable[[str], str]) -> list[OverruledFact]:
    """What a record says of overruled states; what cannot be read overrules nothing.

    Args:
        birth_id: record key -> birth id.
    """
    facts: list[OverruledFact] = []
    for item in _items(text, record, "permissions", []):
        since, until = stored_time(item.get("since")), stored_time(item.get("until"))
        code, purposes, about = item.get("code"), _words(item.get("purposes")), item.get("about")
        if item.get("ground") != OVERRULED or item.get("active") is not True or not isinstance(code, str):
            continue
        if since is not None and until is not None and purposes and isinstance(about, str):
            of = birth_id(about) if about else ""
            facts.append(OverruledFact(code, of, purposes, since, until, str(item.get("detail") or "somebody")))
    return facts


def read_points(text: str | None, record: str, points: Mapping[str, PointFacts], problems: Unreadable) -> None:
    """Add what a record knows of contact points to those points.

    Args:
        points: key (``email|a@b.example``) -> the point of the person.
    """
    for item in _items(text, record, "points", problems):
        point = points.get(f"{item.get('kind')}|{item.get('value')}")
        facts = item.get("facts")
        if point is None or not isinstance(facts, dict):
            continue
        bounces = facts.get("soft_bounces")
        if isinstance(bounces, int | float):
            point.soft_bounces = max(point.soft_bounces, int(bounces))
        # a time that cannot be read is no proof that anything arrived
        delivered = stored_time(facts.get("delivered_at"))
        point.delivered = max(filter(None, (point.delivered, delivered)), default=None)
        point.notice = point.notice or stored_time(facts.get("notice_provided_at")) is not None
        point.label = point.label or _text(facts.get("label"))


def read_state(text: str | None) -> dict[str, Any] | None:
    """A JSON object of a SourceStatus, or None where it cannot be read."""
    if not isinstance(text, str):
        return None
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None


def _items(text: str | None, record: str, what: str, problems: Unreadable) -> list[dict[str, Any]]:
    if text is None:
        return []
    try:
        value = orjson.loads(text)
    except (orjson.JSONDecodeError, TypeError):
        value = None
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        problems.append(f"{record}: its {what} cannot be read")
        return []
    return value


def _words(value: Any) -> tuple[str, ...] | None:
    """A list of words; None where the claim does not narrow; anything else stays a word that nobody knows."""
    if value is None:
        return None
    return tuple(str(word) for word in value) if isinstance(value, list) else (str(value),)


def _text(value: Any) -> str | None:
    return str(value) if value not in (None, "") else None
