"""One more saying of a record beside those that are known: new, seen again, or nothing new.

In: the known versions and one saying. Out: what it was, the versions changed in place. Refuses: nothing. The set of
versions that results is the same whatever the order in which sayings come (DESIGN, Evidence).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from graph_service.intake.settling.evidence import Version

Told = Literal["new", "again", "nothing"]
"""``again``: equal content, but its times or its reading changed."""


def absorb(versions: list[Version], said: Version) -> tuple[Told, Version]:
    """Take in one saying.

    With a source clock a version is its time and content. Without one, equal content is one version that keeps the
    time it was first and last seen, so that an older observation arriving late cannot win.

    Args:
        versions: versions of one record; changed in place.
        said: the saying.
    Returns:
        What it was, and the version that now stands for it.
    """
    for known in versions:
        if known.hash == said.hash and known.clock == said.clock and (said.clock != "source" or known.at == said.at):
            seen = (min(known.at, said.at), max(known.last_seen, said.last_seen))
            if seen == (known.at, known.last_seen) and known.claims == said.claims:
                return "nothing", known
            known.at, known.last_seen = seen
            known.claims = said.claims
            return "again", known
    versions.append(said)
    return "new", said


def known_at(versions: Iterable[Version], at: str) -> list[Version]:
    """What had been said by some time: the evidence of that day, for the same settling (DESIGN, History).

    Content seen again later counts with the time it was first seen: whether it was seen in between is not known.

    Args:
        versions: versions of one record.
        at: the time.
    """
    return [one if one.last_seen <= at else replace(one, last_seen=one.at) for one in versions if one.at <= at]


def order(version: Version) -> tuple[int, str, str, str, str]:
    """The place of a saying among those of its record, whatever order they came in."""
    return version.claims.get("edition", 0), version.last_seen, version.hash, version.clock, version.at


def moment(version: Version) -> tuple[int, str]:
    """When it was said, as far as it decides what is newer: its number where the source numbers them, then its time."""
    return version.claims.get("edition", 0), version.last_seen


def since_kind(version: Version) -> str:
    """Whether its time is that of what it says, or of when that was first seen."""
    return "STATED" if version.clock == "source" else "FIRST_SEEN"
