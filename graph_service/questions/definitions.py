"""definitions: what teams mean by the same word, how many things each counts, and on which they differ.

In: the terms of policies/definitions.yaml. Out: :class:`Definitions`. Refuses: terms that the policy does not have. The
predicates are data: another team, term or predicate is an edit of that file.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from typing import Any

from graph_service.errors import DeadlineExceeded, UsageError
from graph_service.graph.compose_definition import Definition
from graph_service.model.definitions_policy import DefinitionsPolicy, TermSpec
from graph_service.questions.answer import Answer, NodeSeen, Status, Why, doc, listed, shown
from graph_service.questions.ask import PATIENCE, Ask, instant
from graph_service.questions.paging import AFTER, FIRST, Page, wanted
from graph_service.questions.question import Question, plain_name

_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMeaning:
    """What one team means by a word."""

    team: str = field(metadata=doc("The team"))
    says: str = field(metadata=doc("Its definition in words"))
    predicate: Any = field(metadata=doc("The same as it is evaluated, in the form of policies/definitions.yaml"))
    count: int | None = field(metadata=doc("How many it counts now; null where nobody counted"))


@dataclass(frozen=True, slots=True, kw_only=True)
class TermMeanings:
    """One word, and what the teams mean by it."""

    term: str = field(metadata=doc("The word"))
    meaning: str = field(metadata=doc("What it is about"))
    noun: str = field(metadata=doc("The things it is said of"))
    things: int | None = field(metadata=doc("How many of them there are; null where nobody counted"))
    differ: int | None = field(metadata=doc("On how many of them the teams differ; null where nobody counted"))
    teams: list[TeamMeaning] = field(metadata=doc("The teams, in the order of the policy"))


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamVerdict:
    """Whether a team counts a thing."""

    team: str = field(metadata=doc("The team"))
    holds: bool = field(metadata=doc("Whether it does"))


@dataclass(frozen=True, slots=True, kw_only=True)
class TermDifference:
    """One thing on which teams differ."""

    term: str = field(metadata=doc("The word"))
    thing: NodeSeen = field(metadata=doc("The thing"))
    accounts: list[NodeSeen] = field(metadata=doc("The companies it belongs to: itself, where it is one"))
    verdicts: list[TeamVerdict] = field(metadata=doc("Each team's verdict"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions(Answer):
    """What teams mean by the same word."""

    terms: list[TermMeanings] = field(default_factory=list, metadata=doc("The words, with each team's definition"))
    differences: list[TermDifference] = field(
        default_factory=list, metadata=doc("Things on which teams differ, word by word; this page of them")
    )
    page: Page | None = field(default=None, metadata=doc("Whether there are more, and how to get them"))


async def definitions(ask: Ask, term: str | None = None, first: int = 100, after: str | None = None) -> Definitions:
    """What teams mean by the same word, and on what they differ now.

    Args:
        ask: who answers.
        term: only this word, e.g. customer; absent: all.
        first: differences on the page.
        after: cursor of the page before.
    Raises:
        UsageError: there is no such word, or ``first`` or ``after`` do not fit.
    """
    page = wanted("definitions", first, after)
    terms = _terms(ask, term)
    counted = await asyncio.gather(*(_counted(ask, spec) for spec in terms.values()))
    rows: list[TermDifference] = []
    start, _, behind = page.after.partition("|")
    names = list(terms)
    for name in names[names.index(start) if start in terms else 0 :]:
        made = _definition(ask, terms[name])
        found = await ask.reader.run_text(
            made.differing,
            f"definitions of {name}",
            PATIENCE,
            {**made.parameters, "after": behind if name == start else "", "most": first + 1 - len(rows)},
        )
        rows += [_difference(name, terms[name], row) for row in found]
        if len(rows) > first:
            break
    meanings = [_meanings(name, spec, row) for (name, spec), row in zip(terms.items(), counted, strict=True)]
    return Definitions(
        status=Status.OK,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        why=_why(meanings, rows[:first], more=len(rows) > first),
        terms=meanings,
        differences=rows[:first],
        page=page.page([f"{row.term}|{row.thing.id}" for row in rows]),
    )


def _terms(ask: Ask, written: str | None) -> dict[str, TermSpec]:
    policy = ask.model.policies.get("definitions")
    terms = policy.terms if isinstance(policy, DefinitionsPolicy) else {}
    if written is None:
        return dict(terms)
    found = {plain_name(name): name for name in terms}.get(plain_name(written.replace(" ", "")))
    if found is None:
        raise UsageError(f"no definition of {written[:60]!r}", where="term", hint="one of " + ", ".join(terms))
    return {found: terms[found]}


def _definition(ask: Ask, spec: TermSpec) -> Definition:
    today = ask.now.astimezone(UTC).date().isoformat()
    return Definition(ask.model, spec, today, lambda days: instant(ask.now - timedelta(days=days)))


async def _counted(ask: Ask, spec: TermSpec) -> dict[str, Any] | None:
    """How many each team counts; None where the store is too large to count in time."""
    made = _definition(ask, spec)
    try:
        [row] = await ask.reader.run_text(made.counted, "definitions, counted", PATIENCE, made.parameters)
    except DeadlineExceeded:
        return None
    return row


def _meanings(name: str, spec: TermSpec, row: dict[str, Any] | None) -> TermMeanings:
    return TermMeanings(
        term=name,
        meaning=spec.doc,
        noun=spec.noun,
        things=row["things"] if row else None,
        differ=row["differ"] if row else None,
        teams=[
            TeamMeaning(
                team=team,
                says=one.says,
                predicate=one.holds.model_dump(mode="json", by_alias=True, exclude_unset=True),
                count=row["held"][place] if row else None,
            )
            for place, (team, one) in enumerate(spec.teams.items())
        ],
    )


def _difference(name: str, spec: TermSpec, row: dict[str, Any]) -> TermDifference:
    thing = NodeSeen(noun=spec.noun, id=row["id"], name=row["name"])
    accounts = [NodeSeen(noun="Account", id=one["id"], name=one["name"]) for one in row["accounts"]]
    return TermDifference(
        term=name,
        thing=thing,
        accounts=[thing] if spec.account is None else accounts,
        verdicts=[TeamVerdict(team=team, holds=held) for team, held in zip(spec.teams, row["held"], strict=True)],
    )


def _why(meanings: Sequence[TermMeanings], rows: Sequence[TermDifference], *, more: bool) -> list[Why]:
    why = [Why(rule="TERM", text=_said(one)) for one in meanings]
    why += [Why(rule="DIFFERENCE", text=_told(row)) for row in rows[:_SHOWN]]
    if not rows:
        why.append(Why(rule="NO_DIFFERENCE", text="There is nothing, or nothing more, on which teams differ."))
    if more:
        why.append(Why(rule="MORE", text="There are more; ask on with page.cursor."))
    return why


def _said(one: TermMeanings) -> str:
    word = one.term.replace("_", " ")
    if one.things is None:
        return f"{word}: the things were not counted, that took too long."
    counts = listed(f"{team.team} {team.count:,}" for team in one.teams)
    return f"{word}: of {one.things:,} {counts}; they differ on {one.differ:,}."


def _told(row: TermDifference) -> str:
    yes = listed(one.team for one in row.verdicts if one.holds)
    no = listed(one.team for one in row.verdicts if not one.holds)
    return f"{shown(row.thing)} is {row.term.replace('_', ' ')} to {yes}, not to {no}."


DEFINITIONS = Question(
    name="definitions",
    doc="What teams mean by the same word (customer, account, ...), how many each counts, and on what they differ now.",
    function=definitions,
    docs={"term": "Only this word, e.g. customer or active_opportunity", "first": FIRST, "after": AFTER},
)
