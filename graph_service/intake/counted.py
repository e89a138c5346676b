"""What rows of a stream add to sums, gathered before it is stored.

In: the prepared versions of a chunk. Out: the same, with one version per record and day for those that only add
amounts. Refuses: nothing.

A sum keeps who added what, so a row that comes again adds nothing, whatever file or chunk it came in (decision 0010).
A version a row would be right as well; it would cost a version a row. The gathered version is dated by its day, so
that nothing of it depends on which rows came together.
"""

from __future__ import annotations

from graph_service.intake.hashing import content_hash
from graph_service.intake.new_evidence import Prepared

NO_LINE = 0
"""Line of what no single row says: it makes no row of a file new."""


def gathered(chunk: list[Prepared]) -> list[Prepared]:
    """Put versions that add amounts to one record together, by day.

    Args:
        chunk: prepared versions in the order of their rows.
    """
    if not any("amounts" in one.claims for one in chunk):
        return chunk
    kept: list[Prepared] = []
    sums: dict[tuple[str, str, str], Prepared] = {}
    for one in chunk:
        if "amounts" not in one.claims:
            kept.append(one)
            continue
        rest = {name: value for name, value in one.claims.items() if name != "amounts"}
        day = one.at[:10]
        place = (one.rid, day, content_hash(rest))
        known = sums.get(place)
        if known is None:
            claims = one.claims.copy()
            claims["amounts"] = {name: dict(told) for name, told in one.claims["amounts"].items()}
            sums[place] = Prepared(one.rid, day + "T00:00:00.000000Z", one.clock, "", "{}", claims, NO_LINE)
            continue
        into = known.claims["amounts"]
        for name, told in one.claims["amounts"].items():
            mine = into.setdefault(name, {})
            for id_, amount in told.items():
                mine[id_] = max(amount, mine.get(id_, amount))
    for one in sums.values():
        one.hash = content_hash(one.claims)
    return [*kept, *sums.values()]
