"""What full snapshots say of one record, kept as marks among its versions. Pure.

In: the versions of a record, the times of the snapshots of its kind. Out: the mark to be kept, and the versions that
count. Refuses: nothing.

A snapshot says of every record of its kind that it was there at that time, or was not. A record is retired as of the
first snapshot without it that is newer than everything else that tells of it: its own newest version, and the newest
snapshot that held it. Absences before that are void: the record was there later. To know this in any order of arrival
it is enough to keep a mark with records that are retired: a record without one was in the newest snapshot, or told of
itself after it, or came later and was given its mark on arrival.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from graph_service.intake.settling.evidence import Version
from graph_service.model.claims import Claims

_GONE = ("archived", "deleted", "merged", "erased")
_START = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a snapshot adds to a record.

    Attributes:
        absent: time of a snapshot that did not hold the record.
        present: time of the newest snapshot known to have held it.
    """

    absent: str | None
    present: str | None

    def version(self, record: str) -> Version:
        """The mark as a version: a dated tombstone, or the note that the record is back.

        Args:
            record: the record's key.
        """
        claims: Claims = {
            "record": record,
            "noun": None,
            "state": "deleted" if self.absent else "unseen",
            "snapshot": {"present": self.present},
        }
        at = self.absent or self.present or _START
        # it sorts behind every hash: at one instant a retirement outranks life
        return Version(at, at, "observed", f"~snapshot|{self.absent}|{self.present}", claims)


def is_mark(version: Version) -> bool:
    """Whether a version is a snapshot's mark and not the record's own."""
    return "snapshot" in version.claims


def in_effect(versions: list[Version]) -> list[Version]:
    """The versions that count: the record's own, and the one tombstone that retires it.

    Args:
        versions: all that are stored; the same list where nothing else is among them.
    """
    if not any("snapshot" in v.claims or "void" in v.claims for v in versions):
        return versions
    kept = [v for v in versions if not is_mark(v) and "void" not in v.claims]
    own = [v for v in kept if v.claims["state"] != "unseen"]
    if not own:
        return kept or [v for v in versions if not is_mark(v)]
    edition, _ = newest = max(_moment(v) for v in own)
    until = max(v.last_seen for v in own)
    absent = _first(_absences(versions), at_least=until, after=_held(versions))
    if absent is None or any(v.claims["state"] in _GONE for v in own if _moment(v) == newest):
        return kept
    tombstone = next(v for v in versions if is_mark(v) and v.at == absent)
    if edition:
        # behind the last saying of a source that numbers them
        claims: Claims = {**tombstone.claims, "edition": edition}
        tombstone = replace(tombstone, claims=claims)
    return [*kept, tombstone]


def told_until(versions: Iterable[Version]) -> str | None:
    """When the record last told of itself; None where it never did."""
    return max((v.last_seen for v in versions if not is_mark(v) and v.claims["state"] != "unseen"), default=None)


def judged(versions: list[Version], closed: Sequence[str], at: str, *, contained: bool) -> Mark | None:
    """The mark that a snapshot leaves on a record which the graph knows; None where nothing need be kept.

    Args:
        versions: all its versions.
        closed: times of the other closed snapshots of its kind.
        at: time of this one.
        contained: whether this one holds the record.
    """
    until = told_until(versions)
    if until is None or at < until:
        return None
    absences, held = _absences(versions), _held(versions)
    since = _first(absences, after=held)
    later = min((other for other in closed if other > at), default=None)
    if contained:
        if since is None or at <= held:
            return None
        if at < since:
            return Mark(since, at)
        # from `since` on no snapshot held it, so neither does the next one
        return Mark(later, at)
    newest = max((other for other in closed if other != at), default=_START)
    if since is None:
        # no mark: the newest snapshot held it, if it is not younger than that
        return Mark(at, newest if newest and until <= newest else None) if at > newest and at not in closed else None
    found = _first(absences, at_least=until, after=held)
    return Mark(at, None) if at > held and (found is None or at < found) else None


def arrived(
    before: list[Version], said: Iterable[Version], closed: Sequence[str], held_at: str | None = None
) -> Mark | None:
    """The mark of a record that tells of itself after a snapshot was closed; None where it needs none.

    Args:
        before: the versions the graph held.
        said: the new sayings, not marks.
        closed: times of the closed snapshots of its kind.
        held_at: time of the snapshot that tells it.
    """
    now = told_until(said)
    if now is None or not closed:
        return None
    known = told_until(before)
    held = _held(before)
    absences = _absences(before)
    if known is not None:
        if _first(absences, after=held) is None:
            return None
        now = max(now, known)
    # a record that the graph did not know was in none of them; one with a tombstone is in none of those since
    absent = _first(closed, at_least=now, after=held)
    if absent is None:
        return None
    if held_at is not None:
        return Mark(_first(closed, at_least=now, after=max(held, held_at)), held_at)
    return None if absent in absences else Mark(absent, None)


def _moment(version: Version) -> tuple[int, str]:
    return version.claims.get("edition", 0), version.last_seen


def _absences(versions: Iterable[Version]) -> list[str]:
    return [v.at for v in versions if is_mark(v) and v.claims["state"] == "deleted"]


def _held(versions: Iterable[Version]) -> str:
    return max((v.claims["snapshot"]["present"] or _START for v in versions if is_mark(v)), default=_START)


def _first(times: Iterable[str], *, after: str, at_least: str = _START) -> str | None:
    return min((time for time in times if time > after and time >= at_least), default=None)
