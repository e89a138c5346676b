"""Who is to be erased: one person, named by an address, one of our ids or a source's id.

In: a reference as it is typed. Out: :class:`Named`. Refuses: a reference to several people or to something else than a
person; erasing the wrong one cannot be undone. An address that nobody holds is no error: it may not come either.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from graph_service.errors import UsageError
from graph_service.graph.ids import Ids, split_noun_id
from graph_service.graph.write import Writer
from graph_service.model.types import email as email_type


@dataclass(frozen=True, slots=True)
class Named:
    """One person to erase: ids of the noun, further keys, further birth ids."""

    persons: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    records: list[str] = field(default_factory=list)


def name_person(writer: Writer, ids: Ids, written: str) -> Named:
    """The person a reference names.

    Args:
        writer: the database.
        ids: makes birth ids.
        written: an e-mail address, one of our ids (``per_...``), or ``system|object|id``.
    Raises:
        UsageError: it names several people, no person, or cannot be read.
    """
    if "|" in written:
        if written.count("|") < 2:
            raise UsageError("a source's id is written system|object|id", where=written[:60])
        return _by_record(writer, ids.birth(written), written)
    if "@" in written:
        try:
            key = f"email|{email_type.clean(written)}"
        except ValueError as error:
            raise UsageError(f"this is no e-mail address: {error}") from None
        rows = writer.run("erasure/persons_by_key", key=key)
        people = [row for row in rows if row["now"]] or rows
        if len(people) > 1:
            said = ", ".join(f"{row['id']} ({row['name'] or 'no name'})" for row in people)
            raise UsageError(f"{len(people)} people fit this address: {said}", hint="erase by id")
        return Named([row["id"] for row in people], [key])
    parts = split_noun_id(written)
    if parts is None:
        raise UsageError("this is no reference to a person", where=written[:60], hint="an e-mail address or an id")
    return _by_record(writer, parts[1], written)


def _by_record(writer: Writer, birth: str, written: str) -> Named:
    rows = writer.run("erasure/persons_by_record", id=birth)
    if not rows:
        raise UsageError("nobody is known under this reference", where=written[:60])
    persons = [row["id"] for row in rows if row["id"] is not None]
    if not persons and rows[0]["noun"] is not None:
        raise UsageError(f"it names a {rows[0]['noun']}, not a person", where=written[:60])
    return Named(persons, [], [] if persons else [birth])
