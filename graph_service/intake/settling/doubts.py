"""What one subject's evidence leaves open: doubts that follow from a record or a node alone.

In: folded records, settled links of a subject. Out: :class:`Doubt`. Refuses: nothing. Doubts about identity are raised
where records are joined, those about trees where trees are held.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graph_service.intake.settling.evidence import RecordView
from graph_service.intake.settling.identity import Doubt
from graph_service.intake.settling.links import EndedClaim, SettledLink
from graph_service.intake.settling.stages import Move, counting
from graph_service.model.model import Model

IDENTITY = frozenset(
    ("CONTESTED_KEY", "CONTESTED_IDENTITY", "COMPONENT_TOO_LARGE", "KEY_SHARED_BY_TOO_MANY")
)  # fmt: skip
"""Kinds that are judged again whenever one of their records is touched; others when what they are about is settled."""
BY_MANY = frozenset(("UNMAPPED_CONSENT", "UNMAPPED_ROLE"))
"""Kinds about a word or column of a source, shown by many records: over when the last one no longer shows it."""


def birth_of(shown: str) -> str:
    """Birth id of the oldest record of a node, which is the node's own for as long as it is its oldest."""
    return shown[4:]


def link_doubts(
    shown: str,
    key: str,
    links: Iterable[SettledLink],
    contested: Iterable[tuple[str, str, str, tuple[EndedClaim, ...]]],
) -> list[Doubt]:
    """Links of one node that nothing decides, and those it claims to itself.

    Args:
        shown: id of the node.
        key: least record key of its records, by which it is told apart.
        links: what was settled.
        contested: type, variant, since when, and the claims.
    """
    doubts: list[Doubt] = []
    for type_, variant, since, said in contested:
        slot = f"{type_}:{variant}" if variant else type_
        candidates = tuple(sorted({claim.record for claim in said}))
        facts = tuple(sorted({f"{claim.record} {claim.far}" for claim in said}))
        text = f"{len(candidates)} records of equal authority name different ends for {slot}"
        doubts.append(
            Doubt("CONTESTED_LINK", f"{slot}|{key}", (birth_of(shown),), candidates, text, facts, since)
        )  # fmt: skip
    for link in links:
        if link.props.get("refused") == "SELF":
            type_ = link.type.removeprefix("CLAIMED_")
            systems = ", ".join(link.props["systems"])
            text = f"{systems} names it as its own end of {type_}; such a link is never applied"
            variant = _variant(link)
            subject = f"{type_}:{variant}|{key}" if variant else f"{type_}|{key}"
            facts = tuple(link.props["records"])
            doubts.append(Doubt("SELF", subject, (birth_of(shown),), (shown,), text, facts, link.props["since"]))
    return doubts


def _variant(link: SettledLink) -> str:
    return str(link.props.get("kind") or link.props.get("type") or link.props.get("role") or "")


def record_doubts(model: Model, views: Iterable[RecordView]) -> list[Doubt]:
    """What single records leave open: illegal moves of a stage, words and columns nothing reads.

    Args:
        model: the Model.
        views: folded records.
    """
    doubts: list[Doubt] = []
    words = model.policies["roles"].mappings
    stages = model.policies["lifecycle"].fields
    for view in views:
        for stop in view.stops:
            if stop["code"] == "UNMAPPED_CONSENT" and stop["standing"]:
                column = str(stop.get("detail") or stop["slot"])
                subject = f"{view.system}|{view.object}|{column}"
                text = f"column {column} of {view.system} {view.object} looks like consent and nothing reads it"
                doubts.append(Doubt("UNMAPPED_CONSENT", subject, (view.rid,), (), text, since=stop["since"]))
        for name in stages.get(view.noun or "", ()):
            if (said := view.fields.get(name)) is not None and said.past is not None:
                doubts += _illegal(view, name, counting(model, view.noun or "", name, said)[1])
        for span in view.spans:
            if span.variant == "OTHER" and span.until is None and (word := str(span.props.get("raw") or "")):
                if word.casefold() in {str(known).casefold() for known in words.get(view.system, ())}:
                    continue
                text = f"{view.system} calls a role {word!r}, for which there is no word of ours; it is kept as OTHER"
                doubts.append(Doubt("UNMAPPED_ROLE", f"{view.system}|{word}", (view.rid,), (), text, since=span.since))
    return doubts


def _illegal(view: RecordView, name: str, moves: list[Move]) -> list[Doubt]:
    if not moves:
        return []
    kept = moves[0][0]
    told = ", ".join(str(after.value) for _, after in moves)
    text = f"{view.system} moved it from {kept.value} to {told}, which the lifecycle does not allow; {kept.value} stays"
    facts = tuple(f"{after.value} {after.since}" for _, after in moves)
    subject = f"{view.key}|{name}"
    return [Doubt("ILLEGAL_TRANSITION", subject, (view.rid,), (view.key,), text, facts, moves[0][1].since)]


def retracted(model: Model, views: Iterable[RecordView]) -> list[tuple[RecordView, dict[str, Any]]]:
    """Stops of the subject that a source no longer says, though this record knows no act of the subject.

    Args:
        model: the Model; what a machine or an admin stopped ends without an act.
        views: folded records.
    """
    stops = model.policies["suppression"].stops
    return [
        (view, stop)
        for view in views
        for stop in view.stops
        if "retracted_without_act" in stop and stop["standing"] and (spec := stops.get(stop["code"]))
        and spec.level == "SUBJECT"
    ]  # fmt: skip


def acted(model: Model, stop: Mapping[str, Any], acts: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the subject allowed something on a channel of the stop after it: then the flag was not just reset.

    How much that act lifts is judged when somebody asks; it may be one topic of many.

    Args:
        model: the Model.
        stop: a settled stop.
        acts: permissions found under the addresses of its record.
    """
    channels = stop.get("channels") or model.policies["suppression"].stop_channels[stop["code"]]
    return any(
        act.get("by_subject") and act.get("active") is not False and act["since"] > stop["since"]
        and act["channel"] in channels
        for act in acts
    )  # fmt: skip


def retraction(view: RecordView, stop: Mapping[str, Any]) -> Doubt:
    """The doubt about one stop that nobody took back."""
    slot, code, since = stop["slot"], stop["code"], stop["retracted_without_act"]
    text = f"{view.system} no longer says {code} in {slot}, and no act of the subject says why: the stop stands"
    return Doubt("RETRACTED_WITHOUT_ACT", f"{view.key}|{slot}", (view.rid,), (view.key,), text, (code, since), since)


def joined(doubts: Iterable[Doubt]) -> dict[tuple[str, str], Doubt]:
    """Doubts by what they are about: those that many records show are one, since the first of them."""
    found: dict[tuple[str, str], Doubt] = {}
    for doubt in doubts:
        about = doubt.kind, doubt.subject
        known = found.get(about)
        if known is None or doubt.kind not in BY_MANY:
            found[about] = doubt
            continue
        records = tuple(sorted({*known.records, *doubt.records}))
        found[about] = Doubt(*about, records, (), known.text, known.facts, min(known.since, doubt.since))
    return found
