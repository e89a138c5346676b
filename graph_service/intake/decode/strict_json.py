"""One JSON object, read strictly: what JSON does not allow, or allows to hide a value, is refused.

In: the bytes of one value. Out: a dict. Refuses: NaN, infinities, numbers beyond a float, duplicate keys (an opt-out
could hide behind the second), lone surrogates, bytes that are not UTF-8, and everything that is no object.
"""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

import orjson

_EXACT = float(2**53)


def parse_object(raw: bytes) -> dict[str, Any]:
    """Decode one object.

    Args:
        raw: its bytes, in UTF-8.

    Raises:
        ValueError: the reason, without quoting the value.
    """
    value = _decoded(raw)
    members, inexact = _flat(value) if raw.count(b"{") == 1 else _walk(value)
    if inexact or not _each_key_once(raw, members):
        return _slowly(raw)
    return value


def parse_objects(raws: list[bytes], together: bytes) -> list[dict[str, Any] | ValueError]:
    """Decode many objects, with the proof that no key was given twice made once for all of them.

    Args:
        raws: their bytes.
        together: bytes that hold all of them and nothing else but white space.

    Returns:
        Each object, or the error that :func:`parse_object` raises for it.
    """
    found: list[dict[str, Any] | ValueError] = []
    flat = together.count(b"{") == len(raws)
    members = 0
    safe = True
    for raw in raws:
        try:
            value = _decoded(raw)
        except ValueError as error:
            found.append(error)
            safe = False  # its members are not known
            continue
        count, inexact = _flat(value) if flat else _walk(value)
        members += count
        found.append(_parsed(raw) if inexact else value)
    if safe and _each_key_once(together, members):
        return found
    return [value if isinstance(value, ValueError) else _parsed(raw) for raw, value in zip(raws, found, strict=True)]


def _parsed(raw: bytes) -> dict[str, Any] | ValueError:
    try:
        return parse_object(raw)
    except ValueError as error:
        return error


def _decoded(raw: bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise ValueError(_reason(raw, error)) from None
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")
    return value


def _each_key_once(raw: bytes, members: int) -> bool:
    """Cheap proof that no key was given twice; False means that it must be looked at.

    Every member has a colon outside of texts. So where there are no more colons than keys survived, none was lost.
    """
    if raw.count(b'":') != members:
        return raw.count(b":") == members
    return not (b" :" in raw or b"\t:" in raw or b"\n:" in raw or b"\r:" in raw) or raw.count(b":") == members


def _flat(value: dict[str, Any]) -> tuple[int, bool]:
    """As :func:`_walk`, for an object that holds no other."""
    for item in value.values():
        # not isinstance: this runs for every value
        if item.__class__ is float and not -_EXACT < item < _EXACT:
            return len(value), True
        if item.__class__ is list:
            return _walk(value)
    return len(value), False


def _walk(value: dict[str, Any]) -> tuple[int, bool]:
    """Number of members at every depth, and whether a number may have lost digits."""
    members, inexact = 0, False
    todo: list[Any] = [value]
    while todo:
        item = todo.pop()
        if item.__class__ is dict:
            members += len(item)
            todo.extend(item.values())
        elif item.__class__ is list:
            todo.extend(item)
        elif item.__class__ is float and not -_EXACT < item < _EXACT:
            inexact = True
    return members, inexact


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number too large to keep")
    return number


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise ValueError(f"duplicate key {key[:80]!r}")
            seen.add(key)
    return found


def _slowly(raw: bytes) -> dict[str, Any]:
    """Exact whole numbers of any size, and every key looked at."""
    try:
        value = json.loads(raw, parse_constant=_no_constant, parse_float=_finite, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg}") from None
    except RecursionError:
        raise ValueError("not JSON that can be read: nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")
    return value


def _reason(raw: bytes, error: orjson.JSONDecodeError) -> str:
    """A reason that names the trap where it is one of the known ones."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as bad:
        return f"not UTF-8 (byte {bad.start + 1})"
    for name in ("NaN", "Infinity"):
        if name.encode() in raw and not _is_json_with(raw, name):
            return f"{name} is not a JSON number"
    return f"not JSON: {error.msg}"


def _is_json_with(raw: bytes, name: str) -> bool:
    """True where the word stands inside a text, and so is not what is wrong."""
    try:
        json.loads(raw, parse_constant=_no_constant)
    except json.JSONDecodeError:
        return True
    except (ValueError, RecursionError) as error:
        return name not in str(error)
    return True
