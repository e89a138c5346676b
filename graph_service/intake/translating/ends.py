"""Ends of references: which record, or which key.

In: an end as told in a source file. Out: a function from a row to the text of the end.
Refuses: an id or key that cannot be read (ValueError with the reason).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from graph_service.intake.translating.cleaning import Cleaner, cleaner
from graph_service.intake.translating.names import Row
from graph_service.intake.translating.values import Get, Ground, value_of
from graph_service.model.claims import SELF, key_ref, record_key
from graph_service.model.source_spec import EndSpec
from graph_service.model.types.domain import free_mail
from graph_service.model.value_spec import Values


def id_of(specs: Values, ground: Ground) -> Get | None:
    """The id that several columns may hold, as text."""
    return value_of(specs, ground, cleaner("id"))


def end_of(spec: EndSpec | str, ground: Ground, system: str) -> Get | None:
    """An end, or None where its column is not there.

    Args:
        spec: ``self``, a record or a key.
        ground: the columns.
        system: the system whose file it is.
    """
    if isinstance(spec, str):
        return lambda row: SELF
    if spec.key is not None:
        return _key_end(spec, ground)
    if spec.named is not None:
        return _named_end(spec.named, ground)
    get = id_of(spec.id or [], ground)
    if get is None:
        return None
    owner = spec.system or system
    if isinstance(spec.record, str):
        start = record_key(owner, spec.record, "")

        def single(row: Row) -> Any:
            found = get(row)
            return None if found is None else start + found

        return single
    starts = {prefix: record_key(owner, name, "") for prefix, name in (spec.record or {}).items() if prefix != "*"}
    other = (spec.record or {}).get("*")

    def by_prefix(row: Row) -> Any:
        found = get(row)
        if found is None:
            return None
        for prefix, start in starts.items():
            if found.startswith(prefix):
                return start + found
        return record_key(owner, other, found) if other is not None else None

    return by_prefix


def _key_end(spec: EndSpec, ground: Ground) -> Get | None:
    kind, noun = str(spec.key), str(spec.noun)
    get = value_of(spec.from_ or [], ground, key_cleaner(kind))
    if get is None:
        return None

    def by_key(row: Row) -> Any:
        found = get(row)
        if found is None or (kind == "domain" and free_mail(found)):
            return None
        return key_ref(noun, kind, found)

    return by_key


def _named_end(parts: Mapping[Literal["system", "object", "id"], Values], ground: Ground) -> Get | None:
    gets = [id_of(one, ground) for one in (parts["system"], parts["object"], parts["id"])]
    if any(get is None for get in gets):
        return None

    def named(row: Row) -> Any:
        system, object_, found = (get(row) if get is not None else None for get in gets)
        if system is None or object_ is None or found is None:
            return None
        if "|" in system or "|" in object_:
            raise ValueError("a record whose system or object is no name")
        return record_key(system, object_, found)

    return named


_domain = cleaner("domain")


def _domain_key(value: Any) -> Any:
    text = str(value)
    return _domain(text.rsplit("@", 1)[1] if "@" in text and "/" not in text else value)


def key_cleaner(kind: str) -> Cleaner:
    """The cleaner of one kind of key; the domain of an address is that of its mailbox."""
    return _domain_key if kind == "domain" else cleaner(kind)
