"""Companies whose deal was won long ago and that no subscription followed, as ambiguities.

In: an :class:`Ask`, where a page starts. Out: :class:`Ambiguity` items of kind WON_WITHOUT_SUBSCRIPTION. Refuses: to
be stored: it comes with time alone, and settling has no clock, so it is found when asked for. The rule is that of
``suppression_won``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graph_service.errors import DeadlineExceeded
from graph_service.questions.ambiguities_answer import Ambiguity, AmbiguityCandidate, AmbiguityKind, AmbiguityStatus
from graph_service.questions.ambiguity_owners import owners_of
from graph_service.questions.answer import node_seen, record_seen
from graph_service.questions.ask import PATIENCE, Ask, instant, moment
from graph_service.questions.suppression_won import settles

_PREFIX = "amb_"


async def won_without_subscription(
    ask: Ask, id: str | None, after: str, most: int
) -> tuple[list[tuple[str, Ambiguity]], int | None]:
    """Each with its sort key, the longest wait first; and how many there are, whatever was asked for, or None.

    None: the store is too large to look through all won deals in time.

    Args:
        ask: who answers.
        id: only this ambiguity.
        after: sort key behind which the page starts.
        most: page size.
    """
    states = ask.model.policies["suppression"].states
    try:
        [row] = await ask.reader.run(
            "review/won_without_subscription",
            timeout=PATIENCE,
            kinds=states.won_kinds,
            days=states.closed_won_days,
            unpaid=states.other_statuses,
            now=instant(ask.now),
        )
    except DeadlineExceeded:
        return [], None
    account = ask.model.objects["Account"].prefix
    found = sorted((f"{one[0]}|{_PREFIX}{one[1].removeprefix(account + '_')}", one) for one in row["found"])
    page = [(key, one) for key, one in found if key > after and id in (None, key.rpartition("|")[2])][:most]
    pairs = [[one[1], one[2]] for _, one in page]
    deals = await ask.reader.run("review/won_deals", timeout=PATIENCE, pairs=pairs) if pairs else []
    shown: list[tuple[str, Ambiguity]] = []
    for deal in deals:
        key, told = page[deal["n"]]
        shown.append((key, _ambiguity(ask, key, told, deal, states.closed_won_days)))
    return shown, len(found)


def _ambiguity(ask: Ask, key: str, found: Sequence[str], row: dict[str, Any], days: int) -> Ambiguity:
    account, deal = node_seen(row["account"], "Account"), node_seen(row["deal"], "Opportunity")
    since, closed = moment(found[0]), found[3]
    kind, subject = AmbiguityKind.WON_WITHOUT_SUBSCRIPTION, f"customer|{deal.id}"
    text = settles(account.name or account.id, deal.name or deal.id, closed, days)
    return Ambiguity(
        id=key.rpartition("|")[2],
        kind=kind,
        status=AmbiguityStatus.OPEN,
        text=f"It is not known {text}.",
        subject=subject,
        about=[account, deal],
        size=row["size"],
        candidates=[AmbiguityCandidate(node=deal, record=None)],
        evidence=ask.birth_id(f"{kind.name}|{deal.id}|{closed}"),
        records=[record_seen(ask, one) for one in row["records"]],
        owner=owners_of(ask.model, kind, subject, {account.noun, deal.noun}),
        since=since,
        age_days=max(0, (ask.now - since).days) if since else None,
        ruling=None,
    )
