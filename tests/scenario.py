"""The scenario runner: given records, when asked, expect (the form is told in tests/scenarios/README.md).

A scenario is asked through every door there is. A door takes a question, its written arguments and a clock, and gives
the answer as JSON with names in snake_case; what is expected is compared with that, so no door can answer otherwise.
"""

from __future__ import annotations

import csv
import importlib.util
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any, Protocol

import yaml

from graph_service.model.files import samples_dir
from graph_service.questions.registry import QUESTIONS

SCENARIOS = Path(__file__).parent / "scenarios"
OBSERVED = "2026-09-15T06:00:00Z"
"""When the rows of a step were seen, unless it says otherwise: three hours before the story's now."""
FEATURES = {
    name
    for name, module in {"erase": "graph_service.intake.erase"}.items()
    if importlib.util.find_spec(module) is not None
}
"""What the program can do of the things that an ask may need."""


@dataclass(frozen=True)
class Case:
    """One question of one scenario.

    Attributes:
        scenario: stem of its file.
        number: its place in the file, from 1.
        given: ``sample``, or the steps to ingest, shared files unfolded.
        now: the clock.
        passed_over: why it cannot be asked yet; None where it can.
    """

    scenario: str
    number: int
    given: Any
    now: datetime
    question: str
    arguments: Mapping[str, Any]
    expect: Any
    passed_over: str | None

    def __str__(self) -> str:
        return f"{self.scenario}-{self.number}-{self.question}"


class Door(Protocol):
    """One way to ask."""

    name: str

    def ask(self, question: str, arguments: Mapping[str, Any], now: datetime) -> Any:
        """The answer as JSON, names in snake_case."""
        ...


def cases(folder: Path = SCENARIOS) -> list[Case]:
    """Every question of every scenario; those about the sample come first, so that it is ingested once."""
    found = [case for path in sorted(folder.glob("*.yaml")) for case in _cases(path)]
    return sorted(found, key=lambda case: case.given != "sample")


def _cases(path: Path) -> Iterator[Case]:
    told = _read(path)
    unknown = told.keys() - {"title", "given", "now", "asks", "later"}
    assert not unknown, f"{path.name}: unknown {sorted(unknown)}"
    asks = [*told.get("asks", ()), *told.get("later", ())]
    assert asks, f"{path.name} asks nothing"
    for number, ask in enumerate(asks, 1):
        unknown = ask.keys() - {"question", "args", "expect", "needs"}
        assert not unknown, f"{path.name}, ask {number}: unknown {sorted(unknown)}"
        lacking = sorted(set(ask.get("needs", ())) - FEATURES)
        later = number > len(told.get("asks", ()))
        if later and ask["question"] not in QUESTIONS:
            lacking.append(f"the question {ask['question']}")
        yield Case(
            scenario=path.stem,
            number=number,
            given=_steps(told["given"]),
            now=datetime.fromisoformat(told["now"]),
            question=ask["question"],
            arguments=ask.get("args", {}),
            expect=ask["expect"],
            passed_over=f"needs {', '.join(lacking)}" if lacking else None,
        )


class _PlainLoader(yaml.SafeLoader):
    """Leaves times as text: rows and expectations are compared as they are written."""


_PlainLoader.yaml_implicit_resolvers = {
    first: [one for one in resolvers if one[0] != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _read(path: Path) -> Any:
    # a YAML safe loader whose one change is to know fewer types
    return yaml.load(path.read_text(encoding="utf-8"), _PlainLoader)


def _steps(given: Any) -> Any:
    if given == "sample":
        return given
    steps: list[dict[str, Any]] = []
    for step in given:
        steps.extend(_read(SCENARIOS / "given" / f"{step['use']}.yaml") if "use" in step else [step])
    return steps


Ingest = Callable[[str, list[Path], str], Any]
"""Takes in paths of a source, seen at a time."""
Erase = Callable[[str, str], Any]
"""Erases the person of an address, at a time."""


Decide = Callable[[str, Mapping[str, Any], str, list[str], str], str]
"""Takes a decision: mutation, arguments, actor, teams, at a time; gives its id."""


def take_in(given: Any, ingest: Ingest, erase: Erase, decide: Decide, folder: Path) -> None:
    """Ingest what a scenario gives.

    Args:
        given: ``sample`` or steps.
        ingest: the real pipeline.
        erase: the real erasure.
        decide: the real mutations.
        folder: an empty folder for the files of steps.
    """
    if given == "sample":
        root = samples_dir()
        for step in json.loads((root / "manifest.json").read_text(encoding="utf-8"))["steps"]:
            if "erase" in step:
                erase(step["erase"]["email"], step["at"])
            else:
                ingest(step["source"], [root / step["path"]], step["observed_at"])
        return
    taken: dict[str, str] = {}
    for number, step in enumerate(given):
        if "erase" in step:
            erase(step["erase"], step["at"])
            continue
        if "decide" in step:
            args = {
                name: taken.get(value, value) if name == "decision" else value for name, value in step["args"].items()
            }
            id_ = decide(step["decide"], args, step["actor"], step.get("teams", []), step["at"])
            taken[step.get("as", id_)] = id_
            continue
        path = folder / str(number) / step["file"]
        path.parent.mkdir(parents=True)
        path.write_text(_written(step), encoding="utf-8")
        ingest(step["source"], [path], step.get("observed_at", OBSERVED))


def _written(step: Mapping[str, Any]) -> str:
    """The rows of a step as the file that its name promises."""
    rows = step["rows"]
    if step["file"].endswith(".jsonl"):
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    text = StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


# -- matching


@dataclass
class Mismatches:
    """What an answer has otherwise than expected, each with its place."""

    found: list[str] = field(default_factory=list)

    def add(self, place: str, text: str) -> None:
        self.found.append(f"{place or 'answer'}: {text}")


def mismatches(expected: Any, actual: Any) -> list[str]:
    """Where an answer is not what was expected; empty where it matches."""
    wrong = Mismatches()
    _compare(expected, actual, "", wrong)
    return wrong.found


def _matches(expected: Any, actual: Any) -> bool:
    return not mismatches(expected, actual)


def _compare(expected: Any, actual: Any, place: str, wrong: Mismatches) -> None:
    if isinstance(expected, dict):
        if len(expected) == 1 and (word := next(iter(expected))) in MATCHERS:
            MATCHERS[word](expected[word], actual, place, wrong)
        elif not isinstance(actual, dict):
            wrong.add(place, f"expected an object, got {_short(actual)}")
        else:
            for name, one in expected.items():
                _compare(one, actual.get(name), f"{place}.{name}".lstrip("."), wrong)
    elif isinstance(expected, list):
        _ordered(expected, actual, place, wrong)
    elif not _equal(expected, actual):
        wrong.add(place, f"expected {_short(expected)}, got {_short(actual)}")


def _equal(expected: Any, actual: Any) -> bool:
    if expected == actual:
        return type(expected) is type(actual) or (not isinstance(expected, bool) and not isinstance(actual, bool))
    if not (isinstance(expected, str) and isinstance(actual, str)):
        return False
    when = _instant(actual)
    if when is None:
        return False
    if re.fullmatch(r"\d{4}-\d\d-\d\d", expected):
        return when.date().isoformat() == expected
    return _instant(expected) == when


def _instant(text: str) -> datetime | None:
    if len(text) <= len("2026-05-12"):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def _ordered(expected: Any, actual: Any, place: str, wrong: Mismatches) -> None:
    if not isinstance(actual, list) or len(actual) != len(expected):
        wrong.add(place, f"expected exactly {len(expected)} items {_short(expected)}, got {_short(actual)}")
        return
    for number, (one, other) in enumerate(zip(expected, actual, strict=True)):
        _compare(one, other, f"{place}[{number}]", wrong)


def _contains(expected: Any, actual: Any, place: str, wrong: Mismatches) -> None:
    if not isinstance(actual, list):
        wrong.add(place, f"expected a list, got {_short(actual)}")
        return
    taken = _assigned(expected, actual)
    for number, one in enumerate(expected):
        if number not in taken:
            wrong.add(place, f"nothing in it is {_short(one)}; it has {_short(actual)}")


def _assigned(expected: list[Any], actual: list[Any]) -> dict[int, int]:
    """An item of its own for as many of the expected as can be (augmenting paths), expected -> actual."""
    fits = [[place for place, other in enumerate(actual) if _matches(one, other)] for one in expected]
    holder: dict[int, int] = {}

    def place(one: int, tried: set[int]) -> bool:
        for spot in fits[one]:
            if spot not in tried:
                tried.add(spot)
                if spot not in holder or place(holder[spot], tried):
                    holder[spot] = one
                    return True
        return False

    for one in range(len(expected)):
        place(one, set())
    return {one: spot for spot, one in holder.items()}


def _unordered(expected: Any, actual: Any, place: str, wrong: Mismatches) -> None:
    if not isinstance(actual, list) or len(actual) != len(expected):
        wrong.add(place, f"expected {len(expected)} items in any order {_short(expected)}, got {_short(actual)}")
        return
    _contains(expected, actual, place, wrong)


def _lacks(expected: Any, actual: Any, place: str, wrong: Mismatches) -> None:
    for one in expected:
        for other in actual or []:
            if _matches(one, other):
                wrong.add(place, f"{_short(one)} must not be in it, but there is {_short(other)}")


def _absent(expected: Any, actual: Any, place: str, wrong: Mismatches) -> None:
    if (actual is None) is not expected:
        wrong.add(place, f"expected {'null' if expected else 'a value'}, got {_short(actual)}")


def _present(expected: Any, actual: Any, place: str, wrong: Mismatches) -> None:
    _absent(not expected, actual, place, wrong)


def _empty(expected: Any, actual: Any, place: str, wrong: Mismatches) -> None:
    if (actual in (None, "", [])) is not expected:
        wrong.add(place, f"expected {'nothing' if expected else 'something'}, got {_short(actual)}")


def _regex(expected: Any, actual: Any, place: str, wrong: Mismatches) -> None:
    text = actual if isinstance(actual, str) else json.dumps(actual, ensure_ascii=False)
    if not re.search(expected, text):
        wrong.add(place, f"/{expected}/ is not found in {_short(actual)}")


def _contains_text(expected: Any, actual: Any, place: str, wrong: Mismatches) -> None:
    text = json.dumps(actual, ensure_ascii=False).casefold()
    for one in expected if isinstance(expected, list) else [expected]:
        if str(one).casefold() not in text:
            wrong.add(place, f"{one!r} is not in {_short(actual)}")


def _all(expected: Any, actual: Any, place: str, wrong: Mismatches) -> None:
    for one in expected:
        _compare(one, actual, place, wrong)


MATCHERS: Mapping[str, Callable[[Any, Any, str, Mismatches], None]] = {
    "contains": _contains,
    "unordered": _unordered,
    "lacks": _lacks,
    "absent": _absent,
    "present": _present,
    "empty": _empty,
    "regex": _regex,
    "contains_text": _contains_text,
    "all": _all,
}


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 600 else f"{text[:600]}..."
