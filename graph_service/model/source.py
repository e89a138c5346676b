"""One system of record: the form of its file, and whether it fits the rest of the model.

In: a parsed source file and the Model. Out: :class:`SourceSpec` and the list of what does not fit.
Refuses: nouns, fields, links, ends, variants, maps and policy words that the model does not have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from graph_service.model.part_spec import COUNT, SUM
from graph_service.model.source_spec import EmitSpec, EndSpec, RefSpec, RowSpec, SourceSpec

if TYPE_CHECKING:
    from graph_service.model.model import Model
    from graph_service.model.spec import ObjectSpec

__all__ = ["SourceSpec", "check_source", "maps_of"]

CONDITION_WORDS = frozenset({"not", "prefix", "matches", "role_mailbox", "below", "least"})
COMPUTED = frozenset(
    {f"stripe_arr.{part}" for part in ("arr", "mrr", "arr_left_out")}
    | {f"recurring_charges.{part}" for part in ("arr", "mrr", "arr_left_out", "currency")}
)
_CHANNELS = frozenset({"EMAIL", "PHONE", "SMS", "POST", "ADS", "IN_APP"})


def maps_of(spec: SourceSpec, policies: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Every map a source file may name, its words in lower case: its own, and the role mappings (``roles.hubspot``).

    Args:
        spec: the source file.
        policies: parsed policies by file stem.
    """
    named: dict[str, Mapping[str, Any]] = dict(spec.maps)
    for stem in ("roles", "lifecycle"):
        policy = policies.get(stem)
        for vendor, words in (policy.mappings if policy is not None else {}).items():
            named[f"{stem}.{vendor}"] = words
    return {name: {str(word).casefold(): ours for word, ours in words.items()} for name, words in named.items()}


def check_source(spec: SourceSpec, model: Model) -> list[str]:
    """What a source file says that the rest of the model does not have, one sentence each.

    Args:
        spec: the source file.
        model: nouns, links and policies.
    """
    problems: list[str] = []
    names = [row.row_name for row in spec.objects]
    problems += [f"{name}: two kinds of row of this name" for name in sorted({n for n in names if names.count(n) > 1})]
    objects = {emit.object for row in spec.objects for emit in _emits(row)}
    maps = maps_of(spec, model.policies)
    for read in spec.pull.reads if spec.pull is not None else ():
        told = [*read.objects, *(one.object for one in read.beside if one.object is not None)]
        problems += [f"pull: {name!r} is no kind of row of this file" for name in told if name not in names]
    if spec.webhook is not None and spec.webhook.object not in names:
        problems.append(f"webhook: {spec.webhook.object!r} is no kind of row of this file")
    for row in spec.objects:
        for channel in row.suppression:
            if channel not in _CHANNELS:
                problems.append(f"{row.row_name}.suppression: {channel!r} is no channel")
        for channel, others in row.suppression_by.items():
            if channel not in row.suppression:
                problems.append(f"{row.row_name}.suppression_by: {channel!r} has no columns under suppression")
            for other in others:
                if not any(one.object == other and channel in one.suppression for one in spec.objects):
                    problems.append(f"{row.row_name}.suppression_by: {other!r} tells no stops for {channel}")
        if row.pivot is not None and row.pivot.object not in names:
            problems.append(f"{row.row_name}.pivot: {row.pivot.object!r} is no kind of row of this file")
        if row.unfold is not None and not any(one.row_name == row.unfold.into and one.pivot for one in spec.objects):
            problems.append(f"{row.row_name}.unfold: {row.unfold.into!r} is no kind of row of this file with a pivot")
        for emit in _emits(row):
            place = row.row_name if emit is row else f"{row.row_name}.{emit.object}"
            problems += _check_emit(emit, place, model, objects, spec.system)
            problems += [f"{place}: {problem}" for problem in _check_values(emit, maps)]
    return problems


def _emits(row: RowSpec) -> list[EmitSpec]:
    return [row, *row.also]


def _check_emit(emit: EmitSpec, place: str, model: Model, objects: set[str], system: str) -> Iterator[str]:
    noun = model.objects.get(emit.noun) if emit.noun else None
    if emit.noun is not None and noun is None:
        yield f"{place}: {emit.noun!r} is no noun"
    if noun is not None:
        for name in emit.fields:
            if name not in noun.fields:
                yield f"{place}.fields: {emit.noun} has no field {name!r}"
    if emit.proposal and (emit.noun is None or not emit.same_as):
        yield f"{place}: a proposal names the noun and, in same_as, the record it is about"
    if emit.about and emit.noun is not None:
        yield f"{place}: a statement about a record makes no noun"
    for ref in emit.refs:
        yield from _check_ref(ref, f"{place}.{ref.link}", emit, model, objects, system)
    yield from _check_parts(emit, place, noun, objects)
    for end in [*emit.same_as, *([emit.changed_by] if emit.changed_by else [])]:
        yield from _check_end(end, f"{place}.same_as", model, objects, system)
    codes = _codes(model)
    for stop in emit.stops:
        for value in stop.code:
            words = list(value.map.values()) if isinstance(value.map, dict) else []
            for code in [value.const, *words]:
                if codes and code and code not in codes:
                    yield f"{place}.stops: {code!r} is no code of policies/suppression.yaml"
        for channel in stop.channels or []:
            if channel not in _CHANNELS:
                yield f"{place}.stops: {channel!r} is no channel"


def _check_parts(emit: EmitSpec, place: str, noun: ObjectSpec | None, objects: set[str]) -> Iterator[str]:
    """Composed fields exist and follow a rule there is; what is lent has a borrower."""
    for name, rule in (emit.composed.fields if emit.composed else {}).items():
        if noun is None or name not in noun.fields:
            yield f"{place}.composed: {emit.noun} has no field {name!r}"
        if not rule.startswith((SUM, COUNT)) and rule not in COMPUTED:
            yield f"{place}.composed: {rule!r} is no computation, no sum and no count"
    if emit.lends is not None and emit.lends.to not in objects:
        yield f"{place}.lends: {emit.lends.to!r} is no object of this file"


def _codes(model: Model) -> set[str]:
    policy = model.policies.get("suppression")
    stops = getattr(policy, "stops", None)
    if isinstance(stops, Mapping):
        # a source may state a motion itself, e.g. that somebody is in a sequence
        return {str(code) for code in (*stops, *getattr(policy, "motions", ()))}
    return {str(getattr(stop, "code", "")) for stop in stops or ()} - {""}


def _check_ref(ref: RefSpec, place: str, emit: EmitSpec, model: Model, objects: set[str], system: str) -> Iterator[str]:
    link = model.links.get(ref.link)
    if link is None:
        yield f"{place}: no link of this type"
        return
    if link.derived:
        yield f"{place}: this link is made by identity and never claimed"
    if (link.variant is None) != (ref.variant is None):
        yield f"{place}: a variant is {'needed' if link.variant else 'not known here'}"
    for value in ref.variant or []:
        if link.variant is not None and isinstance(value.const, str) and value.const not in link.variant.values:
            yield f"{place}: {value.const!r} is no variant"
    for name in ref.props:
        if name not in link.properties:
            yield f"{place}: the link has no property {name!r}"
    for end, nouns in ((ref.source, link.from_), (ref.target, link.to)):
        if isinstance(end, EndSpec):
            yield from _check_end(end, place, model, objects, system)
        elif emit.noun is None and not emit.about:
            yield f"{place}: this row makes no noun, so it is no end itself"
        elif emit.noun is not None and not _is_end(emit.noun, nouns, model):
            yield f"{place}: {emit.noun} is no end of this link"


def _is_end(noun: str, nouns: list[str], model: Model) -> bool:
    spec = model.objects.get(noun)
    return noun in nouns or (spec is not None and spec.facet_of in nouns)


def _check_end(end: EndSpec, place: str, model: Model, objects: set[str], system: str) -> Iterator[str]:
    if end.noun is not None and end.noun not in model.objects:
        yield f"{place}: {end.noun!r} is no noun"
    if end.record is not None and end.system in (None, system):
        named = [end.record] if isinstance(end.record, str) else list(end.record.values())
        for name in named:
            if name not in objects:
                yield f"{place}: {name!r} is no object of this file"


def _check_values(emit: EmitSpec, maps: Mapping[str, Any]) -> Iterator[str]:
    """Names of maps and computations, and words of conditions, wherever they stand."""
    own = emit.model_dump(exclude={"also"}, by_alias=True)
    for key, value in _walk(own):
        if key == "map" and isinstance(value, str) and value not in maps:
            yield f"no map {value!r}"
        elif key == "compute" and isinstance(value, str) and value not in COMPUTED:
            yield f"no computation {value!r}"
        elif key in ("when", "merged_when", "deleted_when", "erased_when", "gone"):
            for one in value or []:
                for wanted in one.values():
                    if isinstance(wanted, dict) and (len(wanted) != 1 or not wanted.keys() <= CONDITION_WORDS):
                        yield f"a condition knows {', '.join(sorted(CONDITION_WORDS))}, not {sorted(wanted)}"


def _walk(data: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield str(key), value
            yield from _walk(value)
    elif isinstance(data, list):
        for item in data:
            yield from _walk(item)
