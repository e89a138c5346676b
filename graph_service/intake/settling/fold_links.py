"""The links that a record claims over all its versions: when each began and when it was over.

In: versions of one record, in their order. Out: open and ended links. Refuses: to end what a version says nothing of:
one that has the column of one owner and not that of another ends the first alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby

from graph_service.intake.settling.evidence import Span, Version
from graph_service.intake.settling.stretches import ULTIMATE
from graph_service.intake.settling.versions import moment, since_kind
from graph_service.model.claims import RefClaim

GONE = {"archived": 1, "deleted": 2, "merged": 3, "erased": 4}
"""States that end a record's links, the stronger the higher."""
_Link = tuple[str, str, str | None, str | None]
"""Type, variant and ends of a claimed link."""
_Told = dict[str, list[tuple[str, str]] | None]
"""Type -> variant and object of what a version tells of that link; None where it tells all of it."""


def fold_links(versions: list[Version]) -> list[Span]:
    """Open and ended links of the record.

    Args:
        versions: all that count, in their order.
    """
    done: list[Span] = []
    open_: dict[tuple[str, str, str | None, str | None, bool], Span] = {}
    for version, refs, decides in _turns(versions):
        claims = version.claims
        if claims["state"] in GONE:
            done.extend(_end(span, version.at, merged=claims["state"] == "merged") for span in open_.values())
            open_ = {}
            continue
        if not refs and "link_places" not in claims:
            continue
        # a near end and the top of the tree may be one thing, and are two claims
        said = {(ref["link"], ref["variant"], ref["source"], ref["target"], _is_top(ref)): ref for ref in refs}
        ended = [key for key in open_ if key not in said and decides(key[:4])]
        emptied = {(key[0], key[1], key[4]) for key in ended}
        emptied |= {(span.link, span.variant, bool(span.props.get(ULTIMATE))) for span in done}
        # who empties a link of several variants without a word of which empties them all
        emptied |= {(link, "", top) for link, _, top in emptied}
        for key in ended:
            done.append(_end(open_.pop(key), version.at))
        for key, ref in said.items():
            if key in open_:
                _again(open_[key], ref, version)
            elif _is_empty(ref):
                if (ref["link"], ref["variant"], _is_top(ref)) in emptied or ref["link"] in claims.get("emptied", ()):
                    open_[key] = _span(ref, version)
            else:
                open_[key] = _span(ref, version)
    return done + list(open_.values())


def _turns(versions: list[Version]) -> Iterator[tuple[Version, list[RefClaim], Callable[[_Link], bool]]]:
    """Each version with the links it names, and whether it decides about one that it does not name.

    At one moment who empties a link decides, else the greatest of those that tell it. A retirement comes last of its
    moment, as it outranks life.
    """
    for _, same in groupby(versions, key=moment):
        tied = list(same)
        if len(tied) == 1:
            yield tied[0], tied[0].claims.get("refs", []), partial(_tells, _told(tied[0]))
            continue
        telling = [(version, _told(version)) for version in tied if version.claims["state"] not in GONE]
        for version in sorted(tied, key=lambda one: one.claims["state"] in GONE):
            decides = partial(_is_speaker, version, telling)
            refs = [ref for ref in version.claims.get("refs", ()) if decides(_link(ref))]
            yield version, refs, decides


def _told(version: Version) -> _Told:
    """The links that a version tells."""
    told: _Told = dict.fromkeys(ref["link"] for ref in version.claims.get("refs", ()))
    for place in version.claims.get("link_places", ()):
        link, variant, object_ = (*place.split("|"), "")[:3]
        told[link] = [*(told.get(link) or ()), (variant, object_)]
    return told


def _tells(told: _Told, link: _Link) -> bool:
    if link[0] not in told:
        return False
    places = told[link[0]]
    if places is None:
        return True
    ends = {end.split("|", 2)[1] for end in link[2:] if end is not None and end.count("|") > 1}
    return any(variant == link[1] and (not object_ or not ends or object_ in ends) for variant, object_ in places)


def _is_speaker(version: Version, telling: list[tuple[Version, _Told]], link: _Link) -> bool:
    """Whether, of the versions of one moment, this one decides about a link."""
    heard = [one for one, told in telling if _tells(told, link)]
    emptying = [one for one in heard if any(_empties(ref, link) for ref in one.claims.get("refs", ()))]
    return next(reversed(emptying or heard), None) is version


def _empties(ref: RefClaim, link: _Link) -> bool:
    return ref["link"] == link[0] and ref["variant"] in ("", link[1]) and _is_empty(ref)


def _link(ref: RefClaim) -> _Link:
    return ref["link"], ref["variant"], ref["source"], ref["target"]


def _is_empty(ref: RefClaim) -> bool:
    return ref["source"] is None or ref["target"] is None


def _is_top(ref: RefClaim) -> bool:
    props = ref.get("props")
    return props is not None and bool(props.get(ULTIMATE))


def _end(span: Span, at: str, *, merged: bool = False) -> Span:
    span.until_without_merge, span.merged = span.until, merged
    span.until = max(min(span.until or at, at), span.since)
    return span


def _span(ref: RefClaim, version: Version) -> Span:
    stated, until = ref.get("since"), ref.get("until")
    since = stated or version.at
    if until is not None and until < since:
        # first told of when it was over, or stated the wrong way round: it ended before it was seen to start
        since, until = (since, since) if stated else (until, until)
    return Span(
        link=ref["link"],
        variant=ref["variant"],
        source=ref["source"],
        target=ref["target"],
        props=dict(ref.get("props", {})),
        since=since,
        since_kind="STATED" if stated else since_kind(version),
        until=until,
        at=version.at,
    )


def _again(span: Span, ref: RefClaim, version: Version) -> None:
    span.props.update(ref.get("props", {}))
    span.at = version.at
    if "since" in ref:
        span.since, span.since_kind = ref["since"], "STATED"
    span.until = max(ref["until"], span.since) if "until" in ref else None
