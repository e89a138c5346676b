"""One decision as claims: what a row of the system ``steward`` says, in our words. Pure.

In: the row of a decision, as it is kept. Out: claims, the decision's own record first. Refuses: nothing; who may
decide was judged before (``rulings``).

It is told here and not in a file of schema/sources, because noun, field, link and the type of a value are words of the
row (docs/decisions/0009). Every decision has one id and one form, and names records by key, never by our ids.
"""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from graph_service.model.claims import AmbiguityDecision, Claims, PermissionClaim, RefClaim, StopClaim, record_key
from graph_service.model.model import Model

OBJECT = "Decision"
"""The one object of the system ``steward``."""
Kind = Literal["FIELD", "LINK", "SAME", "APART", "STOP", "RELEASE", "OVERRULE", "AMBIGUITY"]


class Sheet(TypedDict):
    """One record that a stop is hung on, beside the addresses it is given for."""

    noun: str
    record: str


class ReleasedStop(TypedDict):
    """One stop of one record that a release is about."""

    record: str
    slot: str
    code: str


class Said(TypedDict, total=False):
    """What is decided, without who and when."""

    kind: Kind
    noun: str
    records: list[str]
    """FIELD, SAME, APART: keys of the records it is about."""
    field: str
    value: Any
    link: str
    variant: str
    source: str | None
    target: str | None
    props: dict[str, Any]
    since: str
    until: str
    code: str
    about: str
    """OVERRULE: key of the record of the company, deal or ticket whose state it is; "" where it is the person's."""
    channels: list[str]
    purposes: list[str]
    topic: str
    brand: str
    keys: list[str]
    """STOP, OVERRULE: addresses, numbers or domains it is given for."""
    sheets: list[Sheet]
    effect: Literal["LIFTED", "ERROR"]
    stops: list[ReleasedStop]
    ambiguity: str
    evidence: str
    """AMBIGUITY: hash of the evidence that the person saw. RELEASE: what shows that the stop was an error."""
    decision: str
    effects: list[Said]


class Row(Said, total=False):
    """A decision as it is kept."""

    id: str
    actor: str
    teams: list[str]
    reason: str
    at: str
    """Of two decisions about one thing, the later one's is the greater."""
    proposal: bool
    asked: str
    """Hash of what was asked, where the caller named the request."""
    withdrawn: dict[str, Any]
    """Who took it back, when and why."""


def key_of(model: Model, id_: str, *, proposal: bool = False) -> str:
    """The record key of a decision."""
    return record_key(model.proposal if proposal else model.steward, OBJECT, id_)


def claims_of(model: Model, row: Row) -> list[Claims]:
    """What a decision says; the same row always says the same.

    Args:
        model: names the systems.
        row: as it is kept; one that was taken back says of each of its records that it is gone.
    """
    own = key_of(model, row["id"], proposal=row.get("proposal", False))
    said = _said(model, row, row, own)
    said[0]["decision"] = dict(row)
    for claims in said:
        if claims["state"] == "deleted":
            # it may be withdrawn in the instant in which it was taken
            claims["edition"] = 1
    return said


def _said(model: Model, row: Row, said: Said, own: str) -> list[Claims]:
    gone = "withdrawn" in row
    main: Claims = {"record": own, "noun": None, "state": "deleted" if gone else "live"}
    claims = [main]
    match said["kind"]:
        case "FIELD":
            main["noun"], main["same_as"] = said["noun"], said["records"]
            main["fields"] = {said["field"]: said["value"]}
            if said["value"] is None:
                main["emptied"] = [said["field"]]
        case "LINK":
            main["refs"] = [_ref(said, row)]
            if said["source"] is None or said["target"] is None:
                main["emptied"] = [said["link"]]
        case "SAME" | "APART":
            main["noun"], main["same_as"] = said["noun"], said["records"]
            main["apart"] = said["kind"] == "APART"
        case "STOP":
            stop = _stop(row, said)
            main["keys"] = said["keys"]
            if said["keys"]:
                main["stops"] = stop
            claims += [
                {
                    "record": f"{own}#{number}", "noun": sheet["noun"], "state": main["state"],
                    "same_as": [sheet["record"]], "stops": stop,
                }
                for number, sheet in enumerate(said["sheets"], 1)
            ]  # fmt: skip
        case "RELEASE":
            claims += _releases(row, said, own)
        case "OVERRULE":
            overruled = [_overruled(row, said)]
            main["keys"] = said["keys"]
            if said["keys"]:
                main["permissions"] = overruled
            claims += [
                {
                    "record": f"{own}#{number}", "noun": sheet["noun"], "state": main["state"],
                    "same_as": [sheet["record"]], "permissions": overruled,
                }
                for number, sheet in enumerate(said["sheets"], 1)
            ]  # fmt: skip
        case "AMBIGUITY":
            main["decides"] = _decides(row, said)
            for number, effect in enumerate(said["effects"], 1):
                claims += _said(model, row, effect, f"{own}.{number}")
    return claims


def _ref(said: Said, row: Row) -> RefClaim:
    ref: RefClaim = {
        "link": said["link"],
        "variant": said["variant"],
        "source": said["source"],
        "target": said["target"],
        "since": said.get("since", row["since"]),
    }
    if said.get("props"):
        ref["props"] = said["props"]
    if "until" in said:
        ref["until"] = said["until"]
    return ref


def _stop(row: Row, said: Said) -> list[StopClaim]:
    stop: StopClaim = {"slot": said["code"].lower(), "active": True, "code": said["code"], "since": row["since"]}
    for name in ("channels", "purposes", "topic", "brand", "until"):
        if name in said:
            stop[name] = said[name]
    stop["detail"] = f"{row['actor']}: {row['reason']}"
    if "withdrawn" not in row:
        return [stop]
    # what was taken back was never given: a later act of the subject is not needed, and no permission ended with it
    over: StopClaim = {
        "slot": stop["slot"], "active": False, "code": said["code"], "since": row["withdrawn"]["at"],
        "decision": "withdrawn", "effect": "ERROR",
    }  # fmt: skip
    return [over]


def _overruled(row: Row, said: Said) -> PermissionClaim:
    """No permission of the person: whoever may said that a state need not stop this purpose, until a day."""
    return {
        "slot": "|".join(("overruled", said["code"], said["about"])), "ground": "OVERRULED", "channel": "*",
        "code": said["code"], "about": said["about"], "purposes": said["purposes"], "since": row["since"],
        "until": said["until"], "active": "withdrawn" not in row, "detail": row["actor"],
    }  # fmt: skip


def _releases(row: Row, said: Said, own: str) -> list[Claims]:
    """Statements about the records that hold the stops: they neither make nor revive them."""
    by_record: dict[str, list[StopClaim]] = {}
    for stop in said["stops"]:
        by_record.setdefault(stop["record"], []).append(
            {
                "slot": stop["slot"], "active": "withdrawn" in row, "code": stop["code"], "since": row["since"],
                "decision": own, "effect": said["effect"],
            }
        )  # fmt: skip
    return [{"record": key, "noun": None, "state": "unseen", "stops": stops} for key, stops in by_record.items()]


def _decides(row: Row, said: Said) -> AmbiguityDecision:
    return {
        "ambiguity": said["ambiguity"], "evidence": said["evidence"], "decision": said["decision"],
        "reason": row["reason"], "actor": row["actor"], "team": ", ".join(row["teams"]), "at": row["at"],
    }  # fmt: skip
