"""What figures share: counts of what was left out, rates, medians, money per currency, groups.

In: numbers, amounts, things that do not count. Out: the parts of answers that hold figures. Refuses: to add unlike
currencies, to give a rate of nothing, to drop anything uncounted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from enum import Enum
from statistics import mean, median

from graph_service.questions.answer import NodeSeen, doc
from graph_service.questions.deals import MoneySeen

_SHOWN = 5


class NotCounted(Enum):
    """Why a record is not in a figure."""

    NEW = "deals of kind new, which were not asked for"
    EXPANSION = "deals of kind expansion, which were not asked for"
    RENEWAL = "renewals, which were not asked for"
    UNCLASSIFIED = "deals of which no system says what kind they are; `kinds: [UNCLASSIFIED]` asks for them"
    FORECAST_PLACEHOLDER = "placeholders of a forecast, which are no deals"
    GONE = "deleted at the source"
    STILL_OPEN = "deals with a close date in the period that are still open"
    OVERDUE = "open deals whose close date has passed: when they close is not known"
    OUTCOME_UNKNOWN = "closed deals of which no system says whether they were won"
    OPEN_STATE_UNKNOWN = "deals of which no system says whether they are open"
    NO_CLOSE_DATE = "deals without a close date, of whatever period"
    NO_CREATION_DATE = "deals of which no system says when they were created"
    CLOSED_BEFORE_CREATED = "deals whose close date lies before their creation"
    NO_AMOUNT = "deals without an amount; they count as deals and in no sum"
    TARGET_IS_A_COUNT = "targets that are no amount of money"
    TARGET_OF_ANOTHER_PERIOD = (
        "targets whose period is not within the one asked for, or overlaps another of the same owner"
    )
    TARGET_OF_ANOTHER_MEASURE = "targets of another measure than the one asked for"
    TARGET_WITHOUT_PERIOD = "targets without a first and last day"
    UNDATED = "in a stage of which no source says when it was entered"
    ILLEGAL_TRANSITION = "moved in a way that the lifecycle does not allow; the move is kept, listed and not counted"
    NO_STAGE = "of whom no system tells a stage"
    NO_SOURCE = "of whom no system tells a lead source"
    NO_FIRST_DAY = "of whom no source says since when they are known"
    OWN_STAFF = "our own staff and test addresses"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOutCount:
    """How many records a figure leaves out for one reason."""

    reason: NotCounted = field(metadata=doc("Why"))
    text: str = field(metadata=doc("The same in words"))
    count: int = field(metadata=doc("How many"))
    some: list[NodeSeen] = field(metadata=doc("The first few of them"))


class LeftOuts:
    """Counts what is left out, each thing once a reason."""

    def __init__(self) -> None:
        self._found: dict[NotCounted, dict[str, NodeSeen]] = {}
        self._more: dict[NotCounted, int] = {}

    def add(self, reason: NotCounted, node: NodeSeen) -> None:
        """One thing."""
        self._found.setdefault(reason, {}).setdefault(node.id, node)

    def add_many(self, reason: NotCounted, count: int) -> None:
        """Things of which only the number is known."""
        if count:
            self._more[reason] = self._more.get(reason, 0) + count

    def counts(self) -> list[LeftOutCount]:
        """The counts, the greatest first."""
        reasons = {*self._found, *self._more}
        made = [
            LeftOutCount(
                reason=reason,
                text=reason.value,
                count=len(self._found.get(reason, {})) + self._more.get(reason, 0),
                some=list(self._found.get(reason, {}).values())[:_SHOWN],
            )
            for reason in reasons
        ]
        return sorted(made, key=lambda one: (-one.count, one.reason.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupValue:
    """The value of one grouping that a row is about."""

    by: str = field(metadata=doc("The grouping, e.g. MONTH, SOURCE or REP"))
    value: str | None = field(metadata=doc("Its value; null where no system says"))
    active: bool | None = field(default=None, metadata=doc("Of one of our people: whether they are still here"))


Group = tuple[GroupValue, ...]


def group_order(group: Sequence[GroupValue]) -> list[tuple[bool, str]]:
    """Sort key of a group; what is not known comes last."""
    return [(one.value is None, one.value or "") for one in group]


def ratio(part: int | Decimal, whole: int | Decimal, places: str = "0.0001") -> Decimal | None:
    """A part of a whole; None where there is no whole."""
    return (Decimal(part) / Decimal(whole)).quantize(Decimal(places), ROUND_HALF_EVEN) if whole else None


def middle(days: Sequence[int]) -> Decimal | None:
    """The median, in whole or half days."""
    return (
        Decimal(str(median(days))).normalize().quantize(Decimal(1) if _whole(days) else Decimal("0.1"))
        if days
        else None
    )


def average(days: Sequence[int]) -> Decimal | None:
    """The mean, to a tenth of a day."""
    return Decimal(str(mean(days))).quantize(Decimal("0.1"), ROUND_HALF_EVEN) if days else None


def _whole(days: Sequence[int]) -> bool:
    return float(median(days)).is_integer()


def by_currency(amounts: Iterable[MoneySeen]) -> dict[str, Decimal]:
    """Sums per currency; unlike currencies stand side by side."""
    sums: dict[str, Decimal] = {}
    for one in amounts:
        sums[one.currency] = sums.get(one.currency, Decimal(0).scaleb(_exponent(one.amount))) + one.amount
    return dict(sorted(sums.items()))


def sums(amounts: Iterable[MoneySeen]) -> list[MoneySeen]:
    """The same as an answer shows it."""
    return listed_sums(by_currency(amounts))


def listed_sums(found: Mapping[str, Decimal]) -> list[MoneySeen]:
    """Sums per currency as an answer shows them."""
    return [MoneySeen(amount=amount, currency=currency) for currency, amount in sorted(found.items())]


def zero_like(amount: Decimal) -> Decimal:
    """Nothing, in the decimals of an amount."""
    return Decimal(0).scaleb(_exponent(amount))


def _exponent(amount: Decimal) -> int:
    return int(amount.as_tuple().exponent)


def percent(rate: Decimal | None) -> str:
    """A rate for a sentence or a table."""
    return f"{rate * 100:.1f} %" if rate is not None else "-"
