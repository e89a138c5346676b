"""Computations that a source file may name where a value is no cell but a rule.

In: a row. Out: the named parts of the result. Refuses: nothing by itself; a rule raises ValueError where a row does
not hold what it needs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graph_service.intake.translating.arr import stripe_arr
from graph_service.intake.translating.charges import recurring_charges

COMPUTED: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "stripe_arr": stripe_arr,
    "recurring_charges": recurring_charges,
}
PARTS: dict[str, frozenset[str]] = {
    "stripe_arr": frozenset({"arr", "mrr", "arr_left_out"}),
    "recurring_charges": frozenset({"arr", "mrr", "arr_left_out", "currency"}),
}
