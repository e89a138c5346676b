"""What a list does not give with its rows, asked for by their ids: rows of another kind, or a member of the rows.

In: the rows of a page. Out: the same rows with the member, and the rows of the other kind. Refuses: nothing; what the
key may not see is left out and said so. An id without an answer has an empty list, so that what was taken away ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graph_service.intake.decode.rows import BadRow, RawRow
from graph_service.intake.pulling.access import Access
from graph_service.intake.pulling.failing import Refused, is_answer
from graph_service.intake.pulling.pages import Asked, pages
from graph_service.intake.row_query import row_query
from graph_service.model.pull_spec import BesideSpec

Rows = Sequence[RawRow | BadRow]
Ask = Callable[[BesideSpec, list[dict[str, Any]]], Asked]


@dataclass(frozen=True, slots=True)
class BesideRow(RawRow):
    """A row of another kind than that of the list it was asked for with."""

    kind: str
    path: str
    """Where it was asked for."""


class Beside:
    """What is asked for with the pages of one list.

    Args:
        access: the way to the vendor.
        told: the declarations.
        ask: makes the request for some ids.
        say: says what is left out.
    """

    def __init__(self, access: Access, told: Sequence[BesideSpec], ask: Ask, say: Callable[[str], None]) -> None:
        self._access = access
        self._told = list(told)
        self._ask = ask
        self._say = say

    def of(self, rows: Rows) -> Iterator[RawRow | BadRow]:
        """The rows of a page, and behind them what is asked for with them.

        Args:
            rows: of one page.
        Raises:
            requests.RequestException: the vendor did not give it.
            ValueError: an answer is not as declared.
        """
        more: list[RawRow | BadRow] = []
        for told in list(self._told):
            find = row_query(told.id)
            ids = [find(row.data) for row in rows if isinstance(row, RawRow)]
            ids = list(dict.fromkeys(str(one) for one in ids if one is not None))
            if not ids:
                continue
            try:
                answers = self._answers(told, ids)
            except Refused as refused:
                if not is_answer(refused, told.absent):
                    raise
                self._told.remove(told)
                self._say(f"the key has no right to {told.object or told.take}: left out")
                continue
            if told.take is not None:
                rows = [self._taking(told.take, row, find, answers) for row in rows]
            else:
                more += [BesideRow(1, one, str(told.object), told.ask.path) for one in answers.values()]
        yield from rows
        yield from more

    @staticmethod
    def _taking(
        member: str, row: RawRow | BadRow, find: Callable[[Any], Any], answers: dict[str, Any]
    ) -> RawRow | BadRow:
        answer = answers.get(str(find(row.data))) if isinstance(row, RawRow) else None
        if not isinstance(row, RawRow) or answer is None or member not in answer:
            return row
        return replace(row, data={**row.data, member: answer[member]})

    def _answers(self, told: BesideSpec, ids: list[str]) -> dict[str, Any]:
        """Id -> its answer; where lists are told whole, every id has one."""
        size = told.ask.size or len(ids)
        answers: dict[str, Any] = {}
        for start in range(0, len(ids), size):
            asked = [{"id": one} for one in ids[start : start + size]]
            while asked:
                asked = self._part(told, asked, answers)
        if told.whole is not None:
            for one in ids:
                answers.setdefault(one, {**_nested(told.of.split("."), one), told.whole: []})
        return answers

    def _part(self, told: BesideSpec, asked: list[dict[str, Any]], answers: dict[str, Any]) -> list[dict[str, Any]]:
        """Ask for some ids; returns those whose lists go on, with their marks."""
        rest: list[dict[str, Any]] = []
        for page in pages(self._access, self._ask(told, asked), None):
            for row in page.rows:
                id_ = row_query(told.of)(row.data) if isinstance(row, RawRow) else None
                if not isinstance(row, RawRow) or id_ is None:
                    raise ValueError("an answer without the id that it is of")
                known = answers.setdefault(str(id_), row.data)
                if known is not row.data and told.whole is not None:
                    known[told.whole] = [*(known.get(told.whole) or ()), *(row.data.get(told.whole) or ())]
                mark = row_query(told.more)(row.data) if told.more is not None else None
                if mark is not None:
                    rest.append({"id": str(id_), "after": mark})
        if rest and rest == asked:
            raise ValueError("a list that leads to itself")
        return rest


def _nested(path: list[str], value: Any) -> dict[str, Any]:
    step, *rest = path
    return {step: _nested(rest, value) if rest else value}
