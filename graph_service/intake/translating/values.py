"""Values of a source file as getters of a row.

In: a value as told in a source file, the cleaner of its type, the columns there are. Out: a function from a row to the
clean value, None for a blank; or no function where no column is there, so that the claims lack the field.
Refuses: a cell that cannot be read (ValueError with the reason), which sets the field aside.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graph_service.intake.translating.cleaning import Cleaner, cleaner, instant_in, is_blank, money_of, phone_of
from graph_service.intake.translating.computed import COMPUTED
from graph_service.intake.translating.conditions import condition
from graph_service.intake.translating.names import Columns, Row
from graph_service.intake.translating.paths import Read, reader
from graph_service.model.value_spec import ValueSpec

Get = Callable[[Row], Any]
_MISSING = object()


@dataclass(frozen=True, slots=True)
class Ground:
    """What values are compiled against.

    Attributes:
        columns: the columns of the rows.
        maps: name -> word in lower case -> ours.
        currency: of amounts that name none.
        unwrap: member that stands for a whole value object.
        country: whose national phone numbers are meant where a row names none.
        partial: a row tells single properties of a record, so what needs several of them is not told.
    """

    columns: Columns
    maps: dict[str, dict[str, Any]]
    currency: str | None = None
    unwrap: str | None = None
    country: str | None = None
    partial: bool = False

    def read(self, path: str) -> Read | None:
        """The reader of one path."""
        return reader(path, self.columns, self.unwrap)


def value_of(specs: list[ValueSpec], ground: Ground, clean: Cleaner | None, *, kind: str | None = None) -> Get | None:
    """The first of several alternatives that is not blank.

    Args:
        specs: the alternatives.
        ground: columns and maps.
        clean: the cleaner of the target's type; None: the value as it stands.
        kind: ``money``, ``phone`` or ``strings``, which are no plain cleaners.
    """
    gets = [get for spec in specs if (get := _one(spec, ground, clean, kind)) is not None]
    if len(gets) < 2:
        return gets[0] if gets else None

    def first(row: Row) -> Any:
        for get in gets:
            value = get(row)
            if value is not None:
                return value
        return None

    return first


def _one(spec: ValueSpec, ground: Ground, clean: Cleaner | None, kind: str | None) -> Get | None:
    get = _unconditional(spec, ground, clean, kind)
    if get is None or spec.when is None:
        return get
    holds = condition(spec.when, ground.columns, unwrap=ground.unwrap)
    return lambda row: get(row) if holds(row) else None


def _unconditional(spec: ValueSpec, ground: Ground, clean: Cleaner | None, kind: str | None) -> Get | None:
    if spec.required is not None and any(ground.read(path) is None for path in spec.required):
        return None
    if spec.cases is not None:
        return _cases(spec, ground)
    if spec.glue is not None:
        return _glue(spec, ground)
    if spec.compute is not None:
        name, _, part = spec.compute.partition(".")
        computed = COMPUTED[name]
        return lambda row: computed(row).get(part)
    if spec.from_ is None and spec.join is None:
        constant = spec.const
        return lambda row: constant
    clean = instant_in(spec.zone) if spec.zone else cleaner(spec.clean) if spec.clean else clean
    raw = _raw(spec, ground)
    if raw is None:
        return None
    if kind == "money":
        return _with_blank(spec, _money(spec, raw, ground))
    if kind == "strings" or spec.split is not None:
        return _strings(spec, raw, _extracted(spec, clean or cleaner("text")) or cleaner("text"))
    if kind == "phone" and spec.clean is None:
        return _phone(spec, raw, ground)
    get = _cleaned(raw, _mapped(spec, ground) if spec.map is not None else _extracted(spec, clean))
    return _with_blank(spec, get)


def _raw(spec: ValueSpec, ground: Ground) -> Read | None:
    if spec.join is not None:
        parts = [read for path in spec.join if (read := ground.read(path)) is not None]
        sep = spec.sep
        if not parts or ((spec.whole or ground.partial) and len(parts) < len(spec.join)):
            return None
        if spec.whole:
            return lambda row: _glued([part(row) for part in parts], sep)
        return lambda row: sep.join(str(v).strip() for part in parts if not is_blank(v := part(row))) or None
    reads = [read for path in spec.from_ or [] if (read := ground.read(path)) is not None]
    if len(reads) < 2:
        return reads[0] if reads else None

    def first(row: Row) -> Any:
        for read in reads:
            value = read(row)
            if not is_blank(value):
                return value
        return None

    return first


def _glue(spec: ValueSpec, ground: Ground) -> Get | None:
    gets = [get for one in spec.glue or [] if (get := value_of(one, ground, None)) is not None]
    if len(gets) < len(spec.glue or []):
        return None
    return lambda row: _glued([get(row) for get in gets], spec.sep)


def _glued(values: list[Any], sep: str) -> str | None:
    if any(is_blank(value) for value in values):
        return None
    return sep.join(str(value).strip() for value in values)


def _cleaned(raw: Read, clean: Cleaner | None) -> Get:
    def get(row: Row) -> Any:
        value = raw(row)
        if value is None or value == "" or (type(value) is not bool and is_blank(value)):
            return None
        return clean(value) if clean is not None else value

    return get


def _with_blank(spec: ValueSpec, get: Get) -> Get:
    if spec.blank is None:
        return get
    instead = spec.blank

    def filled(row: Row) -> Any:
        value = get(row)
        return instead if value is None else value

    return filled


def _extracted(spec: ValueSpec, clean: Cleaner | None) -> Cleaner | None:
    if spec.extract is None:
        return clean
    pattern = re.compile(spec.extract)

    def extract(value: Any) -> Any:
        match = pattern.search(str(value))
        if match is None or not match.group(1):
            return None
        return clean(match.group(1)) if clean is not None else match.group(1)

    return extract


def _mapped(spec: ValueSpec, ground: Ground) -> Cleaner:
    words = ground.maps[spec.map] if isinstance(spec.map, str) else words_of(spec.map or {})
    default = words.get("*", spec.default)
    pattern = re.compile(spec.extract) if spec.extract is not None else None

    def translate(value: Any) -> Any:
        word = ("true" if value else "false") if isinstance(value, bool) else str(value).strip()
        if pattern is not None:
            match = pattern.search(word)
            word = match.group(1) if match else word
        found = words.get(word.casefold(), _MISSING)
        if found is not _MISSING:
            return None if found == "" else found
        if default is None:
            raise ValueError(f"no mapping for {word[:40]!r}")
        return None if default == "" else default

    return translate


def words_of(written: dict[str, Any]) -> dict[str, Any]:
    """A map with its words in lower case."""
    return {str(word).casefold(): ours for word, ours in written.items()}


def _cases(spec: ValueSpec, ground: Ground) -> Get | None:
    cases = spec.cases or []
    known = [case for case in cases if any(ground.read(path) is not None for one in case.when for path in one)]
    if not known:
        return None
    lines = [(condition(case.when, ground.columns, unwrap=ground.unwrap), case.value) for case in known]
    otherwise = spec.otherwise

    def decide(row: Row) -> Any:
        return next((value for holds, value in lines if holds(row)), otherwise)

    return decide


def _money(spec: ValueSpec, raw: Read, ground: Ground) -> Get:
    code = value_of(spec.currency, ground, None) if spec.currency else None
    default = ground.currency
    minor, thousands = spec.minor, spec.thousands
    known: dict[tuple[str, str], Any] = {}

    def get(row: Row) -> Any:
        value = raw(row)
        if is_blank(value):
            return None
        currency = (code(row) if code is not None else None) or default
        if currency is None:
            raise ValueError("an amount without a currency")
        if thousands:
            value = f"{value}e3"
        if type(value) is not str:
            return money_of(value, currency, minor=minor)
        found = known.get((value, currency))
        if found is None:
            if len(known) > 20_000:
                known.clear()
            found = known[value, currency] = money_of(value, currency, minor=minor)
        return {**found}

    return get


def _strings(spec: ValueSpec, raw: Read, clean: Cleaner) -> Get:
    sep = spec.split

    def get(row: Row) -> Any:
        value = raw(row)
        if is_blank(value):
            return None
        items = value if isinstance(value, list) else str(value).split(sep) if sep is not None else [value]
        return _each_clean(items, clean)

    return get


def _each_clean(items: list[Any], clean: Cleaner) -> list[Any] | None:
    """The items that can be read; the reason of one that cannot where none can."""
    found: dict[Any, None] = {}
    reason = None
    for item in items:
        if is_blank(item):
            continue
        try:
            cleaned = clean(item)
        except ValueError as refused:
            reason = str(refused)
            continue
        if cleaned is not None:
            found[cleaned] = None
    if not found and reason is not None:
        raise ValueError(reason)
    return list(found) or None


def _phone(spec: ValueSpec, raw: Read, ground: Ground) -> Get:
    reads = [read for path in spec.country or [] if (read := ground.read(path)) is not None]
    country = cleaner("country")
    default = ground.country

    def get(row: Row) -> Any:
        value = raw(row)
        if is_blank(value):
            return None
        region = default
        for read in reads:
            hint = read(row)
            if not is_blank(hint):
                try:
                    region = country(hint)
                except ValueError:
                    continue
                break
        return phone_of(region)(value)

    return get
