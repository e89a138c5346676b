"""Columns that look like consent (POLICIES 1.6), and which channels a set of columns can speak for.

In: column names. Out: what looks like consent; what is complete. Refuses: nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from graph_service.intake.translating.names import Columns, normal
from graph_service.model.source_spec import RowSpec, SourceSpec

UNMAPPED = "UNMAPPED_CONSENT"
"""Stop code of a true value in a column that looks like consent and has no mapping."""
# HasOptedOutOfFax and DoNotCall are the same words in another spelling, so they are caught as well
_LOOKS = re.compile(r"opt(ed)?[_ ]?(in|out)|unsub|do[_ ]?not|(?<![a-z])dnc(?![a-z])|gdpr|suppress", re.IGNORECASE)


def looks_like_consent(column: str) -> bool:
    """Whether a column name looks like consent."""
    return _LOOKS.search(column) is not None


def unmapped(source: SourceSpec, names: Iterable[str], used: Iterable[str]) -> list[str]:
    """Columns that look like consent, that nothing reads and that nobody waived.

    Args:
        source: the source file.
        names: all columns.
        used: columns that something reads.
    """
    waived = {normal(name) for name in source.consent.waived}
    read = set(used)

    def is_waived(name: str) -> bool:
        prefixes = (p for p in source.reading.prefixes if name.casefold().startswith(p))
        return normal(name) in waived or any(normal(name[len(p) :]) in waived for p in prefixes)

    return [name for name in names if name not in read and looks_like_consent(name) and not is_waived(name)]


def complete_channels(spec: RowSpec, columns: Columns) -> dict[str, bool]:
    """Channel -> whether all columns it needs are there."""
    return {
        channel: all(columns.find(name) is not None for name in needed) for channel, needed in spec.suppression.items()
    }


def state_of_file(spec: RowSpec, columns: Columns) -> dict[str, Any]:
    """What a file of one kind of row adds to its source's status: channels, each complete or told by other objects.

    Args:
        spec: the kind of row.
        columns: the file's columns; none: an empty file, which tells nothing.
    """
    channels: dict[str, Any] = {}
    for channel, complete in complete_channels(spec, columns).items() if columns.names else ():
        channels[channel] = {"complete": complete, "missing": []}
        if not complete and channel in spec.suppression_by:
            channels[channel]["by"] = spec.suppression_by[channel]
    return {"channels": channels, **({"limit": spec.limit} if spec.limit else {})}
