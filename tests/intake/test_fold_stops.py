"""Stops folded over the versions of one record: what stands, what fell, what nobody can know."""

from __future__ import annotations

from typing import Any

from graph_service.intake.hashing import content_hash
from graph_service.intake.settling.evidence import RecordEvidence, Version
from graph_service.intake.settling.fold import fold


def at(day: int) -> str:
    return f"2026-03-{day:02d}T00:00:00.000000Z"


def said(day: int, active: bool | None, **more: Any) -> Version:
    stop = {"slot": "optout", "code": "UNSUBSCRIBED_ALL_EMAIL", "active": active, "channels": ["EMAIL"], **more}
    claims: Any = {"record": "hubspot|contact|1", "noun": "Contact", "state": "live", "stops": [stop]}
    return Version(at(day), at(day), "source", content_hash([stop]), claims)


def stops(*versions: Version) -> list[dict[str, Any]]:
    return fold(RecordEvidence("r", "hubspot|contact|1", list(versions))).stops


def test_a_flag_has_no_time_of_act_only_a_first_sight() -> None:
    (one,) = stops(said(3, True))
    assert (one["standing"], one["since"], one["since_kind"]) == (True, at(3), "FIRST_SEEN")


def test_a_stated_act_keeps_its_time() -> None:
    (one,) = stops(said(3, True, since=at(1)))
    assert (one["since"], one["since_kind"]) == (at(1), "STATED")


def test_an_act_that_is_repeated_keeps_its_first_time_and_its_last() -> None:
    """What is to end the stop must be later than the last."""
    (one,) = stops(said(3, True, since=at(1)), said(5, True, since=at(4)), said(6, True, since=at(4)))
    assert (one["since"], one["again"]) == (at(1), at(4))
    (once,) = stops(said(3, True, since=at(1)), said(5, True, since=at(1)))
    assert "again" not in once


def test_turned_off_by_nobody_it_stands() -> None:
    (one,) = stops(said(3, True), said(5, False))
    assert one["standing"] and one["retracted_without_act"] == at(5)


def test_turned_off_by_the_subject_it_falls() -> None:
    (one,) = stops(said(3, True), said(5, False, by_subject=True, since=at(4)))
    assert (one["standing"], one["unknown"], one["until"]) == (False, False, at(4))


def test_a_blank_after_it_fell_is_unknown() -> None:
    (one,) = stops(said(3, True), said(5, False, by_subject=True), said(7, None))
    assert (one["standing"], one["unknown"]) == (False, True)


def test_given_again_after_a_retraction_it_is_new() -> None:
    (one,) = stops(said(3, True), said(5, False), said(7, True))
    assert (one["standing"], one["since"]) == (True, at(7))
    assert "retracted_without_act" not in one


def test_a_blank_is_unknown_with_all_that_it_covers_until_somebody_says() -> None:
    (one,) = stops(said(3, None))
    assert (one["unknown"], one["channels"]) == (True, ["EMAIL"])
    assert stops(said(3, None), said(5, False)) == []


def test_at_equal_times_the_stop_wins() -> None:
    for versions in ((said(3, True), said(3, False)), (said(3, False), said(3, True))):
        (one,) = stops(*versions)
        assert one["standing"]


def test_a_deleted_record_keeps_its_stop() -> None:
    gone = said(9, True)
    gone.claims["state"] = "deleted"
    (one,) = stops(said(3, True), gone)
    assert one["standing"]
