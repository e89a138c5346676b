"""What people may decide about things: a field, an owner, a role, whether records are one.

In: a :class:`Steward`, who decides, things by our id or record. Out: :class:`Written`, one function a mutation.
Refuses: what the team does not own (:class:`Refused`, with the rule); values and ends that do not fit (UsageError).
Ambiguities are in ``ambiguity``, stops and their release in ``contact``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graph_service.errors import UsageError
from graph_service.intake.stewarding.decision import Said
from graph_service.intake.stewarding.rulings import By
from graph_service.intake.stewarding.steward import Anchor, Steward
from graph_service.intake.stewarding.written import Written, allowed
from graph_service.intake.translating.cleaning import is_blank, of_field, phone_of
from graph_service.model.authority import Deal, field_of, field_ruling, identity_ruling, link_ruling
from graph_service.model.model import Model
from graph_service.model.spec import LinkSpec

OWNS, HAS_ROLE = "OWNS", "HAS_ROLE"


def set_field(steward: Steward, by: By, *, thing: str, field: str, value: Any, reason: str) -> Written:
    """Say what a field is, before every system; null empties it.

    Args:
        steward: takes decisions.
        by: who.
        thing: our id of the node.
        field: its name.
        value: in any spelling that the field's type takes.
        reason: why.
    Raises:
        Refused: the team does not own the field, or the value.
        UsageError: no such field, or the value is none of its type.
    """
    model = steward.model
    noun = _noun(model, thing)
    clean = _clean(model, noun, field, value)
    deal = _deal(steward, thing) if field_of(model, noun, field).locked_after_stage is not None else None
    ruling = allowed(field_ruling(model, noun, field, by.teams, clean, proposal=by.proposal, deal=deal))
    said: Said = {
        "kind": "FIELD", "noun": noun, "records": [steward.anchor(thing).key], "field": field, "value": clean,
    }  # fmt: skip
    return steward.take(by, reason, said, ruling)


def _deal(steward: Steward, thing: str) -> Deal:
    """How far a thing is, by the stage that counts now."""
    rows = steward.writer.run("stewarding/deal", id=thing)
    return Deal(rows[0]["stage"], rows[0]["closed"]) if rows else Deal()


def assign_owner(
    steward: Steward, by: By, *, thing: str, owner: str | None, type: str, reason: str, since: str | None = None
) -> Written:
    """Say who owns something; without an owner: that nobody does.

    Args:
        thing: our id of an account, contact, lead, opportunity, subscription, territory or ticket.
        owner: our id of the user or team.
        type: kind of ownership.
        since: start, if it is not now.
    Raises:
        Refused: the team does not own this link.
        UsageError: it does not fit, or nobody is to own what several may own.
    """
    ends = (steward.anchor(owner) if owner else None, steward.anchor(thing))
    return _link(steward, by, OWNS, type, *ends, nouns=(_noun_of(steward, owner), _noun(steward.model, thing)),
                 since=since, reason=reason)  # fmt: skip


def assign_role(
    steward: Steward,
    by: By,
    *,
    person: str,
    target: str,
    role: str,
    reason: str,
    primary: bool | None = None,
    since: str | None = None,
    until: str | None = None,
) -> Written:
    """Say that a person plays a role towards something.

    Args:
        person, target: our ids.
        role: a word of the closed vocabulary.
        primary: whether they are the main one.
        since, until: stated start and end.
    Raises:
        Refused: the team does not own roles there.
        UsageError: it does not fit.
    """
    nouns = (_noun(steward.model, person), _noun(steward.model, target))
    props = {} if primary is None else {"primary": primary}
    return _link(
        steward, by, HAS_ROLE, role, steward.anchor(person), steward.anchor(target), nouns=nouns, since=since,
        until=until, props=props, reason=reason,
    )  # fmt: skip


def link_records(
    steward: Steward, by: By, *, first: str, second: str, reason: str, link: str | None = None, variant: str = ""
) -> Written:
    """Say that two records are one thing; or, with a link, that it leads from the first to the second.

    Args:
        first, second: birth ids of the records.
        link, variant: a link of the model.
    Raises:
        Refused: the team decides neither this identity nor this link.
        UsageError: they cannot be one thing, or ends of such a link.
    """
    ends = _two(steward, first, second)
    if link is not None:
        return _link(steward, by, link, variant, *ends, nouns=_nouns(steward, ends), reason=reason)
    return _identity(steward, by, ends, "SAME", reason)


def unlink_records(
    steward: Steward, by: By, *, first: str, second: str, reason: str, link: str | None = None, variant: str = ""
) -> Written:
    """Say that two records are not one thing, whatever keys and vendors' merges say; or, with a link, that the place
    of the link at its subject is empty.

    Args:
        first, second: birth ids of the records.
        link, variant: a link of the model that a thing has once.
    Raises:
        Refused: the team decides neither this identity nor this link.
        UsageError: they cannot be one thing; several such links may lead to one thing.
    """
    ends = _two(steward, first, second)
    if link is None:
        return _identity(steward, by, ends, "APART", reason)
    spec = _spec(steward.model, link)
    subject_first = spec.subject == "from"
    return _link(
        steward, by, link, variant, ends[0] if subject_first else None, None if subject_first else ends[1],
        nouns=_nouns(steward, ends), reason=reason,
    )  # fmt: skip


def _link(
    steward: Steward,
    by: By,
    link: str,
    variant: str,
    source: Anchor | None,
    target: Anchor | None,
    *,
    nouns: tuple[str, ...],
    reason: str,
    since: str | None = None,
    until: str | None = None,
    props: dict[str, Any] | None = None,
) -> Written:
    model = steward.model
    ruling = link_ruling(model, link, variant, nouns, by.teams, proposal=by.proposal)
    spec = _spec(model, link)
    for end, allowed_nouns in ((source, spec.from_), (target, spec.to)):
        if end is not None and not _fits(model, end, allowed_nouns):
            raise UsageError(f"a {end.noun} is no end of {link}", hint=" or ".join(allowed_nouns))
    subject = source if spec.subject == "from" else target
    if subject is None:
        raise UsageError(f"{link} is emptied at a {' or '.join(spec.to if spec.subject == 'to' else spec.from_)}")
    if (source is None or target is None) and not spec.single(variant):
        raise UsageError(
            f"several may be {variant or link} of one thing, so there is no one to leave out",
            hint="withdraw the decision that put them there, or change it at its source",
        )
    allowed(ruling)
    said: Said = {
        "kind": "LINK", "link": link, "variant": variant, "source": source.key if source else None,
        "target": target.key if target else None, "props": props or {},
    }  # fmt: skip
    if since is not None:
        said["since"] = since
    if until is not None:
        said["until"] = until
    return steward.take(by, reason, said, ruling)


def _identity(steward: Steward, by: By, ends: tuple[Anchor, Anchor], kind: Any, reason: str) -> Written:
    noun = one_noun(steward.model, ends)
    ruling = allowed(identity_ruling(steward.model, noun, by.teams, proposal=by.proposal))
    return steward.take(by, reason, {"kind": kind, "noun": noun, "records": [end.key for end in ends]}, ruling)


def one_noun(model: Model, ends: Sequence[Anchor]) -> str:
    """The noun whose identity it is: of facets, the person behind them.

    Raises:
        UsageError: they are records of different things.
    """
    nouns = {model.objects[end.noun].facet_of or end.noun for end in ends if end.noun}
    if len(nouns) != 1 or not all(end.noun for end in ends):
        raise UsageError("these records cannot be one thing: " + ", ".join(f"{e.key} ({e.noun})" for e in ends))
    return nouns.pop()


def _two(steward: Steward, first: str, second: str) -> tuple[Anchor, Anchor]:
    found = steward.anchors([first, second])
    if first == second or len(found) != 2:
        raise UsageError("two records that are there are needed", hint="name them by their sources' ids")
    return found[0], found[1]


def _spec(model: Model, link: str) -> LinkSpec:
    if link not in model.links:
        raise UsageError(f"the model has no link {link!r}", hint="one of " + ", ".join(model.links))
    return model.links[link]


def _fits(model: Model, end: Anchor, nouns: Sequence[str]) -> bool:
    return end.noun is not None and bool({end.noun, model.objects[end.noun].facet_of} & {*nouns})


def _nouns(steward: Steward, ends: Sequence[Anchor]) -> tuple[str, ...]:
    return tuple(end.noun for end in ends if end.noun)


def _noun(model: Model, thing: str) -> str:
    return model.prefixes[thing[:3]]


def _noun_of(steward: Steward, thing: str | None) -> str:
    return _noun(steward.model, thing) if thing else ""


def _clean(model: Model, noun: str, field: str, value: Any) -> Any:
    spec = field_of(model, noun, field)
    if value is None or (isinstance(value, str) and is_blank(value)):
        return None
    if spec.type == "money":
        return value  # no rule lets it through
    try:
        if spec.type == "strings":
            clean = of_field(spec)
            return [clean(one) for one in (value if isinstance(value, list) else [value])]
        return phone_of(None)(value) if spec.type == "phone" else of_field(spec)(value)
    except ValueError as reason:
        raise UsageError(f"not a {noun}.{field}: {reason}", where="value") from None
