"""What other records say of an erased person, taken out of their rows and claims. Pure.

In: a source row with its claims, and a test for what is erased. Out: both without the person. Refuses: nothing. The
same function serves the erasure and every later arrival of the same row, so both give equal content.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

from graph_service.model.claims import SELF, Claims, RefClaim
from graph_service.model.types import email as email_type
from graph_service.model.types import phone as phone_type

GONE = "[erased]"
"""What stands where an erased person's address, number, id or name stood."""
CONTACT_KINDS = ("email", "phone")
_ADDRESS = re.compile(r"[^\s<>\"',;:()\[\]{}|\\]+@[^\s<>\"',;:()\[\]{}|\\]+")
_NUMBER = re.compile(r"\+?\d[\d\s().\-/]{5,24}\d")
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_NAME_WORDS = range(2, 6)

Erased = Callable[[str], bool]
"""Whether a name of :func:`mark_names` is erased: ``record key``, ``key|email|...``, ``name|...``."""


def name_mark(name: str) -> str:
    """The mark of a full name: NFKC, case folded, single spaces; the empty text where it has fewer than two words."""
    words = _WORD.findall(unicodedata.normalize("NFKC", name).casefold())
    return "name|" + " ".join(words) if len(words) >= _NAME_WORDS.start else ""


def contact_keys(claims: Claims) -> set[str]:
    """The addresses and numbers a record gives as its own, ``kind|value``."""
    given = (*claims.get("keys", ()), *claims.get("more_keys", ()))
    keys = {key for key in given if key.partition("|")[0] in CONTACT_KINDS}
    keys.update(f"{point['kind']}|{point['value']}" for point in claims.get("points", ()))
    keys.update(stop["point"] for stop in claims.get("stops", ()) if "point" in stop)
    keys.update(one["point"] for one in claims.get("permissions", ()) if "point" in one)
    return keys


def referred(claims: Claims) -> set[str]:
    """What a record refers to: record keys, and ``key|email|...`` for references by address."""
    found = {*claims.get("absorbed", ()), *claims.get("same_as", ())}
    if "merged_into" in claims:
        found.add(claims["merged_into"])
    for ref in claims.get("refs", ()):
        found.update(_ends(ref))
    return found


def names_in(claims: Claims) -> set[str]:
    """The marks of the full names that a record of a person gives."""
    fields = claims.get("fields", {})
    parts = " ".join(str(fields[part]) for part in ("first_name", "last_name") if fields.get(part))
    return {mark for name in (fields.get("name"), parts) if name and (mark := name_mark(str(name)))}


def addresses_in(text: str) -> Iterator[tuple[str, str]]:
    """Addresses and numbers written in a text: as written, and as the mark ``key|kind|value``."""
    for found in _ADDRESS.findall(text):
        try:
            yield found, f"key|email|{email_type.clean(found)}"
        except ValueError:
            continue
    for found in _NUMBER.findall(text):
        try:
            yield found, f"key|phone|{phone_type.clean(found)}"
        except (ValueError, TypeError):
            continue


def redacted(row: Any, claims: Claims, erased: Erased) -> tuple[Any, Claims]:
    """A row and what it claims, without an erased person.

    Args:
        row: the source row, JSON-like.
        claims: what it claims.
        erased: tells what is erased.
    """
    ids = {key.split("|", 2)[2] for key in referred(claims) if not key.startswith("key|") and erased(key)}
    return _clean(row, ids, erased), _claims(claims, ids, erased)


def _claims(claims: Claims, ids: set[str], erased: Erased) -> Claims:
    kept = cast(Claims, dict(claims))
    if "refs" in kept:
        kept["refs"] = [ref for ref in kept["refs"] if not any(erased(end) for end in _ends(ref))]
    if "absorbed" in kept:
        kept["absorbed"] = [key for key in kept["absorbed"] if not erased(key)]
    if "same_as" in kept:
        kept["same_as"] = [key for key in kept["same_as"] if not erased(key)]
    if "merged_into" in kept and erased(kept["merged_into"]):
        del kept["merged_into"]
    if "keys" in kept:
        kept["keys"] = [key for key in kept["keys"] if not erased("key|" + key)]
    if "more_keys" in kept:
        kept["more_keys"] = [key for key in kept["more_keys"] if not erased("key|" + key)]
    if "near_keys" in kept:
        kept["near_keys"] = [key for key in kept["near_keys"] if not erased("key|" + key)]
    if "points" in kept:
        kept["points"] = [one for one in kept["points"] if not erased(f"key|{one['kind']}|{one['value']}")]
    if "stops" in kept:
        kept["stops"] = [one for one in kept["stops"] if not _pointed(one.get("point"), erased)]
    if "permissions" in kept:
        kept["permissions"] = [one for one in kept["permissions"] if not _pointed(one.get("point"), erased)]
    if "fields" in kept:
        kept["fields"] = {
            name: None if (now := _clean(value, ids, erased)) == GONE else now for name, value in kept["fields"].items()
        }
    return cast(Claims, _clean({**kept, "record": ""}, ids, erased) | {"record": kept["record"]})


def _pointed(point: str | None, erased: Erased) -> bool:
    return point is not None and erased("key|" + point)


def _ends(ref: RefClaim) -> Iterator[str]:
    for end in (ref["source"], ref["target"]):
        if end is not None and end != SELF:
            yield _end(end)


def _end(end: str) -> str:
    # a reference by identity key names its noun too, which the mark does not
    return "key|" + end.split("|", 2)[2] if end.startswith("key|") else end


def _clean(value: Any, ids: set[str], erased: Erased) -> Any:
    if isinstance(value, dict):
        return {name: _clean(one, ids, erased) for name, one in value.items()}
    if isinstance(value, list):
        return [_clean(one, ids, erased) for one in value]
    if isinstance(value, str):
        return GONE if value in ids else _text(value, erased)
    if isinstance(value, int) and not isinstance(value, bool) and ids and str(value) in ids:
        return GONE
    return value


def _text(text: str, erased: Erased) -> str:
    if len(text) < _NAME_WORDS.start:
        return text
    for written, mark in list(addresses_in(text)):
        if erased(mark):
            text = text.replace(written, GONE)
    for start, end in sorted(_names(text, erased), reverse=True):
        text = text[:start] + GONE + text[end:]
    return text


def _names(text: str, erased: Erased) -> Iterable[tuple[int, int]]:
    """Where full names stand, the longest first, none within another."""
    words = list(_WORD.finditer(unicodedata.normalize("NFKC", text))) if text.isascii() else list(_WORD.finditer(text))
    taken = 0
    for first, word in enumerate(words):
        if word.start() < taken:
            continue
        for count in reversed(_NAME_WORDS):
            if first + count > len(words):
                continue
            last = words[first + count - 1]
            mark = name_mark(text[word.start() : last.end()])
            if mark and erased(mark):
                taken = last.end()
                yield word.start(), last.end()
                break
