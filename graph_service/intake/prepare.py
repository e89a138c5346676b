"""A translated row as versions of the records it speaks of.

In: a row and its translation. Out: prepared versions. Refuses: nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import orjson

from graph_service.graph.ids import Ids
from graph_service.intake.hashing import content_hash, row_hash
from graph_service.intake.new_evidence import Prepared
from graph_service.model.claims import Translated


def prepare(
    ids: Ids, kind: str, row: dict[str, Any], translated: Translated, line: int, digest: str | None = None
) -> Iterator[Prepared]:
    """The versions that one row makes.

    Args:
        ids: makes birth ids.
        kind: name of the kind of row.
        row: the row.
        translated: what it says.
        line: its number in the file.
        digest: hash of the row; absent: made here.
    """
    text = orjson.dumps(row).decode()
    content = digest or row_hash(row)
    told: Counter[str] = Counter()
    for claims in translated["claims"]:
        record = claims["record"]
        # a row may say two things of one record: each is a version of its own
        told[record] += 1
        place = told[record]
        if f"|{kind}|" not in record[: record.index("|", record.index("|") + 1) + 1]:
            claims["kind"] = kind
        clock, hash_ = translated["clock"], content if place == 1 else f"{content}:{place}"
        if claims.get("mentioned"):
            # it was seen then: its own source says nothing of when it became so
            clock, hash_ = "synced", content_hash({name: said for name, said in claims.items() if name != "set_aside"})
        yield Prepared(ids.birth(record), translated["at"], clock, hash_, text, claims, line)
