"""The texts of a request, filled with what the pull knows: times, sizes, columns.

In: a declared request and values. Out: path, parameters and body. Refuses: nothing; what has no value is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from graph_service.model.pull_spec import PLACEHOLDER, TimeForm

_FORMS = {"iso_seconds": "%Y-%m-%dT%H:%M:%SZ", "date": "%Y-%m-%d", "hour": "%Y%m%dT%H"}
_MISSING = object()


def instant(text: str) -> datetime:
    """A moment of our own making as a datetime."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)


def stamp(moment: datetime) -> str:
    """A moment as text whose order is the order of time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def written(moment: datetime, form: TimeForm) -> str | int:
    """A moment as a vendor writes it.

    Args:
        moment: in any zone.
        form: of the declaration.
    """
    moment = moment.astimezone(UTC)
    if form == "epoch":
        return int(moment.timestamp())
    if form == "epoch_ms":
        return int(moment.timestamp() * 1000)
    if form == "iso":
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return moment.strftime(_FORMS[form])


def filled(part: Any, values: Mapping[str, Any], *, joined: bool) -> Any:
    """A part of a request with its placeholders filled; members that lack a value are left out.

    Args:
        part: text, number, list or mapping of the declaration.
        values: by placeholder.
        joined: a list that stands alone becomes text with commas, as a query string needs it.
    """
    found = _filled(part, values, joined)
    return None if found is _MISSING else found


def _filled(part: Any, values: Mapping[str, Any], joined: bool) -> Any:
    if isinstance(part, dict):
        told = {name: _filled(item, values, joined) for name, item in part.items()}
        return {name: item for name, item in told.items() if item is not _MISSING}
    if isinstance(part, list):
        return [item for item in (_filled(one, values, joined) for one in part) if item is not _MISSING]
    if not isinstance(part, str):
        return part
    names = PLACEHOLDER.findall(part)
    if any(values.get(name) is None for name in names):
        return _MISSING
    if len(names) == 1 and part == f"{{{names[0]}}}":
        whole = values[names[0]]
        return ",".join(whole) if joined and isinstance(whole, list) else whole
    return PLACEHOLDER.sub(lambda match: _text(values[match[1]]), part)


def _text(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)
