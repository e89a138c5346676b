"""Claims of a link that has to begin before something: what begins later counts as another link.

In: claims at one subject, and the subject's values. Out: the same claims, each as what it can be. Refuses: nothing; a
beginning that is not known to lie before, such as the same civil day, does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from graph_service.intake.settling.stretches import EndedClaim
from graph_service.model.model import Model

_DAY = len("2026-05-01")


def in_time(model: Model, subject: Mapping[str, Any], claims: Iterable[EndedClaim]) -> Iterator[EndedClaim]:
    """The claims, those that begin too late as what they are then.

    Args:
        model: the Model.
        subject: effective values of the thing at which the claims are.
        claims: claims at it.
    """
    for claim in claims:
        needs = model.links[claim.link].begins_before
        # that an end was emptied needs no proof, and who decides by hand answers for it
        if needs is None or claim.far is None or claim.decision or _before(claim.since, subject.get(needs.field)):
            yield claim
        else:
            yield replace(claim, link=needs.otherwise)


def _before(begin: str, limit: str | None) -> bool:
    """Whether one time lies before another; a civil day only if it was over by then."""
    if limit is None:
        return False
    known = min(len(begin), len(limit)) if _DAY in (len(begin), len(limit)) else None
    return begin[:known] < limit[:known]
