"""Link claims of a row.

In: ``refs`` of a source file. Out: a function that adds a row's link claims and says whether it spoke. Refuses:
nothing; an end or property that cannot be read is set aside, with the link's name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from graph_service.intake.translating.cleaning import Cleaner, cleaner, of_field
from graph_service.intake.translating.conditions import condition
from graph_service.intake.translating.ends import end_of
from graph_service.intake.translating.items import items_of
from graph_service.intake.translating.names import Row
from graph_service.intake.translating.values import Get, Ground, value_of
from graph_service.model.claims import RefClaim
from graph_service.model.source_spec import EndSpec, RefSpec
from graph_service.model.spec import FieldSpec, LinkSpec

Spoke = Literal["told", "silent", "unread"]
"""Whether a row tells a declared link (also that it is over), says nothing of it, or cannot be read there."""
AddRefs = Callable[[Row, list[RefClaim], list[dict[str, str]]], Spoke]


def dated(value: Any) -> str:
    """A stated start or end: an instant, or a civil date where only a day is given."""
    text = str(value).strip()
    if len(text) == 10 and text[4:5] == "-":
        return str(cleaner("civil_date")(text))
    return str(cleaner("instant")(value))


def refs_of(
    spec: RefSpec, link: LinkSpec, ground: Ground, system: str, changed_by: EndSpec | None = None
) -> AddRefs | None:
    """What adds the claims of one declared link, or None where its columns are not there.

    Args:
        spec: as told in the source file.
        link: the link in the model.
        ground: the columns.
        system: the system whose file it is.
        changed_by: who wrote the row.
    """
    expand = None
    if spec.each is not None:
        expand = items_of(spec.each, ground, then=spec.then, split=spec.split)
        if expand is None:
            return None
    source, target = end_of(spec.source, ground, system), end_of(spec.target, ground, system)
    if source is None or target is None:
        return None
    variant = value_of(spec.variant or [], ground, cleaner("upper")) if link.variant is not None else _no_variant
    if variant is None:
        return None
    by = end_of(changed_by, ground, system) if changed_by is not None else None
    one = _single(spec, link, ground, source, target, variant, by)
    if expand is None:
        return one

    def add(row: Row, refs: list[RefClaim], aside: list[dict[str, str]]) -> Spoke:
        before = len(refs)
        spoke = {one(item, refs, aside) for item in expand(row)}
        if len(refs) == before and spec.blank == "claim":
            _emptied(spec.link, link, row, source, target, refs, by)
        if len(refs) > before:
            return "told"
        return "unread" if "unread" in spoke else "told" if spec.blank == "end" else "silent"

    return add


def _no_variant(row: Row) -> str:
    return ""


def _emptied(
    name: str, link: LinkSpec, row: Row, source: Get, target: Get, refs: list[RefClaim], by: Get | None
) -> None:
    """Add the claim that the subject has no such link any more; settle ignores it where there was none."""
    try:
        subject = source(row) if link.subject == "from" else target(row)
    except ValueError:
        return
    if subject is not None:
        leaves, enters = (subject, None) if link.subject == "from" else (None, subject)
        refs.append(_signed({"link": name, "variant": "", "source": leaves, "target": enters}, row, by))


def _signed(claim: RefClaim, row: Row, by: Get | None) -> RefClaim:
    """The claim that a link was emptied, with who did it where the row says so."""
    try:
        who = by(row) if by is not None else None
    except ValueError:
        who = None
    if who is not None:
        claim["props"] = {"by": who}
    return claim


def _single(
    spec: RefSpec, link: LinkSpec, ground: Ground, source: Get, target: Get, variant: Get, by: Get | None
) -> AddRefs:
    name = spec.link
    holds = condition(spec.when, ground.columns, unwrap=ground.unwrap) if spec.when else None
    subject = spec.source if link.subject == "from" else spec.target
    empties, ends = spec.blank == "claim" and spec.each is None, spec.blank == "end" and spec.each is None
    own = isinstance(subject, str)
    props = [(key, get) for key, values in spec.props.items() if (get := _prop(key, values, link, ground)) is not None]
    times = [
        (key, get)
        for key, values in (("since", spec.since), ("until", spec.until))
        if values and (get := value_of(values, ground, dated)) is not None
    ]

    def add(row: Row, refs: list[RefClaim], aside: list[dict[str, str]]) -> Spoke:
        if holds is not None and not holds(row):
            return "silent"
        try:
            kind, leaves, enters = variant(row), source(row), target(row)
        except ValueError as refused:
            aside.append({"field": name, "reason": str(refused)})
            return "unread"
        if kind is None or leaves is None or enters is None:
            before = len(refs)
            if empties and own and kind is not None:
                refs.append(_signed({"link": name, "variant": kind, "source": leaves, "target": enters}, row, by))
            elif empties and kind is None:
                _emptied(name, link, row, source, target, refs, by)
            return "told" if ends or len(refs) > before else "silent"
        claim: RefClaim = {"link": name, "variant": kind, "source": leaves, "target": enters}
        if props:
            filled: dict[str, Any] = {}
            for key, get in props:
                _put(filled, key, get, row, f"{name}.{key}", aside)
            if filled:
                claim["props"] = filled
        for key, get in times:
            _put(claim, key, get, row, f"{name}.{key}", aside)
        refs.append(claim)
        return "told"

    return add


def _prop(key: str, values: Any, link: LinkSpec, ground: Ground) -> Get | None:
    described = link.properties.get(key)
    clean: Cleaner | None = None
    if described is not None:
        clean = of_field(FieldSpec(type=described.type, doc=described.doc, authority=["any"], teams=["any"]))
    return value_of(values, ground, clean)


def _put(into: Any, key: str, get: Get, row: Row, place: str, aside: list[dict[str, str]]) -> None:
    try:
        value = get(row)
    except ValueError as refused:
        aside.append({"field": place, "reason": str(refused)})
        return
    if value is not None:
        into[key] = value
