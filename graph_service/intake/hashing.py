"""Hashes of content, the same for equal content whatever the order of its keys.

In: JSON-like data. Out: short hexadecimal text. Refuses: nothing.
"""

from __future__ import annotations

import hashlib
from typing import Any

import orjson

LOADER_COLUMNS = ("_fivetran_", "_dlt_", "_airbyte_", "_sdc_")
"""Columns that a loader adds about its own work; they change at every sync and say nothing about the customer."""
LOADER_FACTS = frozenset({"_fivetran_deleted", "_fivetran_active"})
"""Those of them that do say something: the row is gone at the source, or is an older version."""


def content_hash(content: Any) -> str:
    """Hash of any JSON-like data (BLAKE2b, 12 bytes)."""
    return hashlib.blake2b(orjson.dumps(content, option=orjson.OPT_SORT_KEYS), digest_size=12).hexdigest()


def row_hash(row: dict[str, Any]) -> str:
    """Hash of a source row without the columns that a loader adds for itself."""
    if any(name.startswith(LOADER_COLUMNS) for name in row):
        row = {
            name: value for name, value in row.items() if name in LOADER_FACTS or not name.startswith(LOADER_COLUMNS)
        }
    return content_hash(row)
