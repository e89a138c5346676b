"""What stays of an erased person: keyed hashes, and what they keep out.

In: an open unit of work and a chunk of prepared versions. Out: the chunk without what is of an erased person.
Refuses: nothing. A mark is ``(:Erased {id, kind, at, reopened_at})``; its id is a keyed hash, so it tells nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import orjson

from graph_service.graph.ids import Ids
from graph_service.graph.write import Work
from graph_service.intake.erasing.redact import addresses_in, contact_keys, redacted, referred
from graph_service.intake.hashing import row_hash
from graph_service.intake.new_evidence import Prepared
from graph_service.model.claims import Claims
from graph_service.model.model import Model


@dataclass(slots=True)
class Withheld:
    """What a chunk may not bring.

    Attributes:
        chunk: what is left of it.
        lines: lines of which nothing is left.
        waiting: what an act of the person could still let in, because only an address of it is erased.
        reopened: marks of addresses that their owner opened again by an act of their own.
    """

    chunk: list[Prepared]
    lines: set[int] = field(default_factory=set)
    waiting: list[Prepared] = field(default_factory=list)
    reopened: dict[str, str] = field(default_factory=dict)


def mark_id(ids: Ids, name: str) -> str:
    """The id of a mark: a record's is its birth id.

    Args:
        ids: makes keyed hashes.
        name: a record key, ``key|email|...``, ``key|phone|...`` or ``name|...``.
    """
    return ids.birth(name)


def withhold(work: Work, model: Model, ids: Ids, chunk: list[Prepared]) -> Withheld:
    """Keep out what is of erased persons; take them out of what others say.

    Args:
        work: the open transaction, which holds the writer lock.
        model: the Model.
        ids: makes birth ids.
        chunk: prepared versions.
    """
    if not chunk or not work.rows("erasure/any_mark"):
        return Withheld(chunk)
    marks = _Marks(work, ids)
    marks.read(name for one in chunk for name in _names_of(one))
    found = Withheld([])
    for one in chunk:
        marks.open_again(one.claims, found.reopened)
    for one in chunk:
        if marks.keeps_out(one, _personal(model, one.claims)):
            found.lines.add(one.line)
            if not marks.has(one.claims["record"], ""):
                found.waiting.append(one)
        elif any(marks.has(name, _made(one)) for name in _others(one)):
            found.chunk.append(_redacted(one, marks))
        else:
            found.chunk.append(one)
    # a line that brings one version all the same was not withheld
    found.lines -= {one.line for one in found.chunk}
    work.do("erasure/reopen", rows=[[mark, at] for mark, at in sorted(found.reopened.items())])
    return found


def _names_of(one: Prepared) -> Iterator[str]:
    yield one.claims["record"]
    yield from ("key|" + key for key in contact_keys(one.claims))
    yield from _others(one)


def _others(one: Prepared) -> Iterator[str]:
    """Whom a row mentions beside itself."""
    yield from referred(one.claims)
    yield from ("key|" + key for key in contact_keys(one.claims))
    if "@" in one.row:
        yield from (mark for _, mark in addresses_in(one.row))


def _personal(model: Model, claims: Claims) -> bool:
    """Whether a record is nothing but about a person: a facet, or facts and links alone."""
    noun = claims.get("noun")
    return noun is None or noun == "Person" or model.objects[noun].facet_of is not None


def _made(one: Prepared) -> str:
    """When a row's record came to be, as its source says; without a word of it, before everything."""
    acts = [act["since"] for act in one.claims.get("permissions", ()) if act.get("by_subject") and "since" in act]
    return max([one.claims.get("created_at") or (one.at if one.clock == "source" else ""), *acts])


def _redacted(one: Prepared, marks: _Marks) -> Prepared:
    made = _made(one)
    row, claims = redacted(orjson.loads(one.row), one.claims, lambda name: marks.has_or_read(name, made))
    digest = row_hash(row) + one.hash[len(one.hash.partition(":")[0]) :]
    return replace(one, row=orjson.dumps(row).decode(), claims=claims, hash=digest)


class _Marks:
    def __init__(self, work: Work, ids: Ids) -> None:
        self._work = work
        self._ids = ids
        self._found: dict[str, tuple[str, str | None] | None] = {}

    def read(self, names: Iterable[str]) -> None:
        wanted = {mark_id(self._ids, name) for name in names} - self._found.keys()
        self._found.update(dict.fromkeys(wanted))
        for mark, at, reopened in self._work.rows("erasure/marks", ids=sorted(wanted)):
            self._found[mark] = (at, reopened)

    def has(self, name: str, made: str) -> bool:
        """Whether it is erased for what came to be at a time."""
        found = self._found.get(mark_id(self._ids, name))
        return found is not None and (found[1] is None or made < found[1])

    def has_or_read(self, name: str, made: str) -> bool:
        """The same for what may not have been read yet."""
        if mark_id(self._ids, name) not in self._found:
            self.read([name])
        return self.has(name, made)

    def open_again(self, claims: Claims, reopened: dict[str, str]) -> None:
        """A later explicit act of the subject opens their address, from the time of the act."""
        for act in claims.get("permissions", ()):
            since, point = act.get("since"), act.get("point")
            if not (act.get("by_subject") and act.get("active", True) and since and point):
                continue
            mark = mark_id(self._ids, "key|" + point)
            found = self._found.get(mark)
            if found is not None and since > found[0] and (found[1] is None or since < found[1]):
                self._found[mark] = (found[0], since)
                reopened[mark] = since

    def keeps_out(self, one: Prepared, personal: bool) -> bool:
        """Whether a row is of an erased person: by its own id, by an address, or as a mere link to them."""
        made = _made(one)
        if self.has(one.claims["record"], made):
            return True
        if not personal:
            return False
        if any(self.has("key|" + key, made) for key in contact_keys(one.claims)):
            return True
        return one.claims.get("noun") is None and any(self.has(name, made) for name in referred(one.claims))
