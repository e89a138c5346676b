"""The statements of definitions: what each team's predicate says of each thing, and where they differ.

In: the Model and a term of policies/definitions.yaml. Out: Cypher text and its parameters. Refuses: names that are no
plain words; values travel as parameters only.
"""

from __future__ import annotations

from itertools import count
from typing import Any

from graph_service.graph.compose_value import list_of, literal, where, word
from graph_service.model.definitions_policy import FieldTest, Holds, Linked, Step, TermSpec
from graph_service.model.model import Model

_LIVE = "coalesce({0}.state, 'live') IN ['live', 'archived']"


class Definition:
    """The statements of one term.

    Args:
        model: the Model.
        term: the term.
        today: civil date of the day it is asked on.
        since: for so many days back, the instant from which a time counts.
    """

    def __init__(self, model: Model, term: TermSpec, today: str, since: Any) -> None:
        self._model = model
        self._term = term
        self._today = today
        self._since = since
        self._numbers = count()
        self.parameters: dict[str, Any] = {}
        test = [_LIVE.format("n")]
        if term.among is not None:
            test.append(self._holds(term.among, "n", term.noun))
        self._tests = test
        self._held = [self._holds(one.holds, "n", term.noun) for one in term.teams.values()]

    @property
    def differing(self) -> str:
        """Things on which the teams differ, in the order of their ids behind ``$after``, at most ``$most``.

        Columns: id, name, held (per team in the order of the term), accounts.
        """
        prefix = literal(word(self._model.objects[self._term.noun].prefix) + "_")
        tests = [f"n.id STARTS WITH {prefix}", "n.id > $after", f"n:{word(self._term.noun)}", *self._tests]
        accounts = "[]"
        if (step := self._term.to_account) is not None:
            hop = self._hop(step, "n", "a")
            accounts = f"COLLECT {{ MATCH {hop} RETURN a {{.id, .name}} ORDER BY a.id LIMIT 5 }}"
        return (
            f"MATCH (n:Noun){where(tests)} WITH n, {list_of(self._held)} AS held "
            "WHERE any(x IN held WHERE x) AND NOT all(x IN held WHERE x) "
            f"RETURN n.id AS id, n.name AS name, held, {accounts} AS accounts ORDER BY n.id LIMIT $most"
        )

    @property
    def counted(self) -> str:
        """One row: ``things`` looked at, ``held`` per team, ``differ`` those on which they differ."""
        sums = list_of(f"sum(CASE WHEN held[{place}] THEN 1 ELSE 0 END)" for place in range(len(self._held)))
        return (
            f"MATCH (n:{word(self._term.noun)}){where(self._tests)} WITH {list_of(self._held)} AS held "
            f"RETURN count(*) AS things, {sums} AS held, "
            "sum(CASE WHEN any(x IN held WHERE x) AND NOT all(x IN held WHERE x) THEN 1 ELSE 0 END) AS differ"
        )

    def _new(self, value: Any) -> str:
        name = f"p{next(self._numbers)}"
        self.parameters[name] = value
        return f"${name}"

    def _holds(self, holds: Holds, node: str, noun: str | None) -> str:
        if holds.all is not None:
            return "(" + " AND ".join(self._holds(one, node, noun) for one in holds.all) + ")"
        if holds.any is not None:
            return "(" + " OR ".join(self._holds(one, node, noun) for one in holds.any) + ")"
        if holds.not_ is not None:
            return f"NOT {self._holds(holds.not_, node, noun)}"
        if holds.field is not None:
            return "(" + " AND ".join(self._test(name, test, node, noun) for name, test in holds.tests.items()) + ")"
        if holds.recorded is not None:
            record = f"r{next(self._numbers)}"
            systems = self._model.systems(holds.recorded.by, by_hand=False)
            return (
                f"EXISTS {{ MATCH ({node})<-[:OF]-({record}:SourceRecord) "
                f"WHERE {record}.system IN {self._new(list(systems))} "
                f"AND coalesce({record}.state, 'live') IN {self._new(holds.recorded.state)} }}"
            )
        assert holds.linked is not None
        return self._linked(holds.linked, node)

    def _linked(self, linked: Linked, node: str) -> str:
        pattern, at = "", node
        tests: list[str] = []
        for step in (steps := linked.steps):
            end = f"e{next(self._numbers)}"
            pattern += ("" if pattern else f"({at})") + self._hop(step, None, end)
            tests.append(_LIVE.format(end))
            at = end
        if linked.where is not None:
            tests.append(self._holds(linked.where, at, steps[-1].noun))
        return f"EXISTS {{ MATCH {pattern}{where(tests)} }}"

    def _hop(self, step: Step, start: str | None, end: str) -> str:
        spec = self._model.links[step.link]
        kind = ""
        if step.variant is not None and spec.variant is not None:
            kind = f" {{{word(spec.variant.property)}: {self._new(step.variant)}}}"
        left, right = ("-", "->") if step.out else ("<-", "-")
        label = f":{word(step.noun)}" if step.noun else ":Noun"
        return f"{f'({start})' if start else ''}{left}[:{word(step.link)}{kind}]{right}({end}{label})"

    def _test(self, name: str, test: FieldTest, node: str, noun: str | None) -> str:
        """One condition; what no system says does not hold."""
        spec = self._model.objects[noun].fields[name] if noun else None
        field = f"{node}.{word(name)}"
        if spec is not None and spec.type == "money":
            field += "_minor"
        if test.filled is not None:
            full = f"({field} IS NOT NULL AND {field} <> [] AND {field} <> '')"
            return full if test.filled else f"NOT {full}"
        if test.days is not None:
            since = self._since(test.days)
            edge = since[:10] if spec is not None and spec.type == "date" else since
            return f"coalesce({field} >= {self._new(edge)}, false)"
        if test.from_today is not None:
            return f"coalesce({field} {'>=' if test.from_today else '<'} {self._new(self._today)}, false)"
        behind = test.not_
        if test.past_step is not None:
            steps = self._model.policies["lifecycle"].deal_stages[: test.past_step]
            behind = [stage for step in steps for stage in step]
        if behind is not None:
            return f"coalesce(NOT {field} IN {self._new(behind)}, true)"
        sign, value = (">", test.above) if test.above is not None else (">=", test.least)
        if value is not None:
            return f"coalesce({field} {sign} {self._new(value)}, false)"
        return f"coalesce({field} IN {self._new(test.among)}, false)"
