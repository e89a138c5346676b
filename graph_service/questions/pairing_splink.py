"""The same pairs, weighed by Splink: how much each agreement tells is learnt from how rare it is among these things.

In: :class:`~graph_service.questions.pairing.Likeness` of each thing. Out: scored pairs, the score a match probability.
Refuses: to run without the extra ``splink`` (UsageError). Nothing is joined by it, as by ``pairing``.

The model is Fellegi and Sunter's (Journal of the American Statistical Association 64, 1969): u, how often two
different things agree, is counted on random pairs; m, how often one thing agrees with itself, is the spread below,
since these few thousand names hold too few known matches to learn it from.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any

from graph_service.errors import UsageError
from graph_service.questions.pairing import Found, Likeness, Scored, features_of

MOST_PAIRS = 10_000
_MOST_RANDOM = 1_000_000
_SEED = 1
_PRIOR = 0.0005
"""Chance that two things of one block are one; Splink's own default is for pairs at random."""
_NAME_ALIKE = [0.97, 0.9, 0.8]
_M = {"name": [0.75, 0.13, 0.07, 0.03, 0.02], "list": [0.7, 0.3], "country": [0.95, 0.05]}
_LISTS = ("domains", "emails", "phones", "employers")


def likely_pairs_by_splink(things: Iterable[Likeness], least: float) -> Found:
    """Pairs of at least a match probability, the likeliest first.

    Args:
        things: what to compare; without a name it is not.
        least: the least probability of a pair.
    Raises:
        UsageError: Splink is not installed.
    """
    by_id = {one.id: one for one in things if one.words}
    found = Found()
    if len(by_id) < 2:
        return found
    found.compared, pairs = _predicted([_row(one) for one in by_id.values()], least)
    found.cut = len(pairs) > MOST_PAIRS
    for first, second, chance in pairs[:MOST_PAIRS]:
        left, right = sorted((by_id[first], by_id[second]), key=lambda one: one.id)
        if left.id not in right.family and right.id not in left.family:
            found.pairs.append(Scored(left.id, right.id, round(chance, 4), features_of(left, right)))
    found.pairs.sort(key=lambda one: (-one.score, one.left, one.right))
    return found


def _row(one: Likeness) -> dict[str, Any]:
    # what is not known is null and weighs nothing; an empty list would be a difference
    lists = {name: sorted(getattr(one, name)) or None for name in _LISTS}
    return {"unique_id": one.id, "name": " ".join(one.words), "first": one.words[0], "country": one.country, **lists}


def _predicted(rows: list[Mapping[str, Any]], least: float) -> tuple[int, list[tuple[str, str, float]]]:
    """How many pairs were compared, and those of at least a probability: (id, id, probability)."""
    try:
        names = ("splink", "splink.comparison_library", "pyarrow", "duckdb")
        splink, library, arrow, duckdb = (import_module(one) for one in names)
    except ModuleNotFoundError as missing:
        raise UsageError(f"{missing.name} is not installed", hint="pip install 'gtm-graph[splink]'") from None
    logging.getLogger("splink").setLevel(logging.ERROR)
    text = arrow.string()
    kinds = {name: arrow.list_(text) if name in _LISTS else text for name in rows[0]}
    table = arrow.Table.from_pylist(rows, schema=arrow.schema(kinds.items()))
    lists = [name for name in _LISTS if any(row[name] for row in rows)]
    countries = any(row["country"] for row in rows)
    settings = splink.SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=_PRIOR,
        comparisons=[
            library.JaroWinklerAtThresholds("name", _NAME_ALIKE).configure(m_probabilities=_M["name"]),
            *(library.ArrayIntersectAtSizes(one, [1]).configure(m_probabilities=_M["list"]) for one in lists),
            *([library.ExactMatch("country").configure(m_probabilities=_M["country"])] if countries else []),
        ],
        blocking_rules_to_generate_predictions=[
            splink.block_on("first"),
            splink.block_on("substr(name, 1, 5)"),
            *(splink.block_on(one, arrays_to_explode=[one]) for one in lists if one != "employers"),
        ],
    )
    with duckdb.connect() as database:
        api = splink.DuckDBAPI(connection=database)
        linker = splink.Linker(api.register(table), settings, log_level=logging.ERROR)
        linker.training.estimate_u_using_random_sampling(max_pairs=_MOST_RANDOM, seed=_SEED)
        pairs = database.table(linker.inference.predict().physical_name)
        likely = pairs.filter(duckdb.ColumnExpression("match_probability") >= duckdb.ConstantExpression(least))
        shown = likely.order("match_probability DESC, unique_id_l, unique_id_r").limit(MOST_PAIRS + 1)
        return len(pairs), shown.project("unique_id_l, unique_id_r, match_probability").fetchall()
