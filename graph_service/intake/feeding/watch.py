"""A transaction watched for the feed: looked at before it writes, told in the same transaction once it has written.

In: an open unit of work. Out: its events, numbered without gaps. Refuses: nothing; where nothing told changes, nothing
is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import orjson

from graph_service.graph.ids import Ids
from graph_service.graph.write import Work
from graph_service.intake.feeding.difference import Difference, Held, Words, ordered
from graph_service.intake.feeding.identities import identity_events
from graph_service.intake.feeding.stops import Stops
from graph_service.intake.forest import Replanted
from graph_service.intake.identify import Touched
from graph_service.intake.settle import Settled
from graph_service.model.event import Event
from graph_service.model.model import Model

PRUNED_AT_ONCE = 3
"""More than come with one transaction, so that a long feed becomes short again."""


class Watch:
    """See the module.

    Args:
        work: the open transaction, which has written nothing but its lock.
        model, ids: what is told, and how ids are made.
        batch: the run it belongs to.
        touched, settled: what was looked at, and what the graph should hold.
        existing: id -> what the graph holds.
        gone: ids that no record makes any more.
        retire: whether what carries stops goes too.
    """

    def __init__(
        self,
        work: Work,
        model: Model,
        ids: Ids,
        batch: str,
        touched: Touched,
        settled: Settled,
        existing: Mapping[str, Held],
        gone: set[str],
        *,
        retire: bool,
    ) -> None:
        self._work, self._model, self._batch = work, model, batch
        policy = model.policies["feed"]
        self._difference = Difference(model, policy, ids, touched, settled, existing, gone, retire)
        if changing := self._difference.changing():
            names = sorted({name for fields in policy.fields_of.values() for name in fields})
            self._difference.words = {
                id_: Words(state, dict(zip(names, words, strict=True)))
                for id_, state, words in work.rows("feed/values", ids=changing, names=names)
            }
        self._stops = Stops(work, model, ids, touched)

    def tell(self, replanted: Replanted) -> None:
        """Write the events.

        Args:
            replanted: parent edges elsewhere that changed sides.
        """
        gone = self._difference.gone if self._difference.retire else set()
        events = [
            *self._difference.events(replanted),
            *identity_events(self._difference),
            *self._stops.events(gone),
        ]
        append(self._work, self._model, events, self._batch)


def append(work: Work, model: Model, events: Iterable[Event], batch: str) -> None:
    """Write events in the transaction that makes them true.

    Args:
        work: the open transaction, which holds the writer lock.
        model: how long events are kept.
        events: in any order.
        batch: the run they belong to.
    """
    told = ordered(events)
    if not told:
        return
    now = datetime.now(UTC)
    work.do(
        "feed/append", epoch=uuid4().hex[:8], model=model.version, count=len(told), at=_text(now), batch=batch,
        events=orjson.dumps([one.row() for one in told]).decode(),
    )  # fmt: skip
    keep = model.policies["feed"].retention
    work.do("feed/prune", before=_text(now - timedelta(days=keep.days)), keep=keep.events, most=PRUNED_AT_ONCE)


def _text(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def batch_of(name: str) -> str:
    """The run that a piece of work belongs to, by the name of the work."""
    return name.partition("|")[0].partition("~")[0]
