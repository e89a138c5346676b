"""The columns of the tables that leave: what they are called, of which type, and how a stored value becomes theirs.

In: the Model. Out: :class:`Column` per table. Refuses: a stored value that does not fit its column's type, naming it.

A value has the same meaning in both formats: in JSON lines decimals, dates and instants are text, in Parquet they are
decimal128, date32 and timestamps in UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from graph_service.errors import DatabaseError
from graph_service.model.model import Model
from graph_service.model.spec import FieldType, LinkSpec
from graph_service.model.types.currency import EXPONENTS

Kind = Literal["string", "int", "float", "boolean", "date", "instant", "decimal", "strings"]
DIGITS, SCALE = 38, max(EXPONENTS.values())
"""Of a decimal column: as many decimals as the currency with the most has."""

_KINDS: dict[FieldType, Kind] = {
    "int": "int", "float": "float", "boolean": "boolean", "date": "date", "datetime": "instant", "strings": "strings",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: as it is called in the table.
        kind: its type.
        doc: what it means.
        of: the stored properties it is made of: one, or for money minor units and exponent.
    """

    name: str
    kind: Kind
    doc: str
    of: tuple[str, ...]


def _plain(name: str, kind: Kind, doc: str) -> Column:
    return Column(name, kind, doc, (name,))


_STATE = (
    _plain("state", "string", "live, archived or deleted; null counts as live"),
    _plain("systems", "strings", "Systems that know it"),
    _plain("first_evidence_at", "instant", "When the first of them told of it"),
)
_HELD = (
    _plain("since", "instant", "From when it holds"),
    _plain("since_kind", "string", "STATED by the source, or FIRST_SEEN"),
    _plain("systems", "strings", "Systems that claim it"),
    _plain("records", "strings", "Birth ids of the records that do; `record_id` in crosswalk"),
    _plain("confidence", "string", "high or low, where a source or a rule says"),
    _plain("method", "string", "By what it was joined, where that is not a record"),
)

CROSSWALK = (
    _plain("id", "string", "Our id"),
    _plain("noun", "string", "Noun of the thing"),
    _plain("system", "string", "System of record"),
    _plain("object", "string", "The system's own object"),
    _plain("external_id", "string", "The system's own id"),
    _plain("state", "string", "live, archived, deleted, merged (an id that became another) or unseen"),
    _plain("record_id", "string", "Birth id: behind a noun's prefix it is an id of ours, formerly or now"),
    _plain("person_id", "string", "Of a facet: our id of the person"),
)
AMBIGUITIES = (
    _plain("id", "string", "Its id"),
    _plain("kind", "string", "What is left open"),
    _plain("status", "string", "open or decided"),
    _plain("subject", "string", "The key, link or column it is about"),
    _plain("text", "string", "It in a sentence"),
    _plain("candidates", "strings", "Between which to decide: record keys or our ids"),
    _plain("since", "instant", "Since when the evidence shows it"),
    _plain("about", "strings", "Our ids of the things it is about"),
)


def node_columns(model: Model, noun: str) -> tuple[Column, ...]:
    """The columns of a noun: its id, its fields, what every noun has."""
    columns = [_plain("id", "string", "Our id, stable for ever")]
    for name, spec in model.objects[noun].fields.items():
        if spec.type == "money":
            columns.append(Column(f"{name}_amount", "decimal", spec.doc, (f"{name}_minor", f"{name}_exponent")))
            columns.append(_plain(f"{name}_currency", "string", f"Currency of {name} (ISO 4217)"))
        else:
            columns.append(_plain(name, _KINDS.get(spec.type, "string"), spec.doc))
    return (*columns, *_STATE)


def link_columns(spec: LinkSpec) -> tuple[Column, ...]:
    """The columns of a link: its ends, its variant, its own properties, since when and by whom."""
    columns = [_plain(name, "string", doc) for name, doc in (
        ("from_id", "Our id where its arrow leaves"), ("from_noun", "Noun there"),
        ("to_id", "Our id where it enters"), ("to_noun", "Noun there"),
    )]  # fmt: skip
    if spec.variant:
        columns.append(_plain(spec.variant.property, "string", "Which kind of the link"))
    columns += [_plain(name, _KINDS.get(one.type, "string"), one.doc) for name, one in spec.properties.items()]
    taken = {column.name for column in columns}
    return (*columns, *(column for column in _HELD if column.name not in taken))


def values(columns: Iterable[Column], row: Mapping[str, Any], where: str) -> dict[str, Any]:
    """A row as typed values by column; None where nothing is stored.

    Args:
        columns: of its table.
        row: stored properties.
        where: the table, for errors.
    Raises:
        DatabaseError: a stored value is of another type than the model says, as after a change of the model.
    """
    made: dict[str, Any] = {}
    for column in columns:
        stored = row.get(column.of[0])
        try:
            made[column.name] = None if stored is None else _CASTS[column.kind](stored, row, column)
        except (ValueError, TypeError, ArithmeticError):
            said = f"{column.name} of {row.get('id') or row.get('from_id')} is no {column.kind}"
            raise DatabaseError(said, where=where, hint="`gtm-graph rebuild` settles it by the present model") from None
    return made


def _decimal(stored: Any, row: Mapping[str, Any], column: Column) -> Decimal:
    return Decimal(int(stored)).scaleb(-int(row.get(column.of[1]) or 0))


def _strict(kind: type | tuple[type, ...]) -> Callable[[Any, Mapping[str, Any], Column], Any]:
    def cast(stored: Any, _row: Mapping[str, Any], _column: Column) -> Any:
        if not isinstance(stored, kind) or (isinstance(stored, bool) and kind is not bool):
            raise TypeError
        return stored

    return cast


_CASTS: dict[Kind, Callable[[Any, Mapping[str, Any], Column], Any]] = {
    "string": lambda stored, _row, _column: str(stored),
    "strings": lambda stored, _row, _column: [str(one) for one in (stored if isinstance(stored, list) else [stored])],
    "int": _strict(int),
    "float": lambda stored, _row, _column: float(_strict((int, float))(stored, _row, _column)),
    "boolean": _strict(bool),
    "date": lambda stored, _row, _column: date.fromisoformat(str(stored)[:10]),
    "instant": lambda stored, _row, _column: datetime.fromisoformat(str(stored)),
    "decimal": _decimal,
}
