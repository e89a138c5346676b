"""A time that people name by its day as often as by its instant: the first and last day of a comparison.

In: ``2025-12-31`` or ``2025-12-31T23:00:00Z``. Out: the instant; a day stands for its end in UTC, so that what happened
on it is in it. Refuses: anything else.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from graph_service.errors import UsageError
from graph_service.questions.ask import instant

_DAY = len("2025-12-31")


class DayOrInstant(str):
    """A day, or an instant, as a caller writes it; its text is the instant.

    Raises:
        UsageError: it is neither.
    """

    __slots__ = ()

    def __new__(cls, written: object) -> DayOrInstant:
        return super().__new__(cls, instant(_read(written)))

    @property
    def at(self) -> datetime:
        """The instant."""
        return datetime.fromisoformat(self)


def _read(written: object) -> datetime:
    if isinstance(written, datetime):
        return written if written.tzinfo else written.replace(tzinfo=UTC)
    text = str(written).strip()
    try:
        if isinstance(written, date) or len(text) == _DAY:
            return datetime.combine(date.fromisoformat(text), time.max, UTC)
        read = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        hint = "write 2025-12-31 or 2025-12-31T23:00:00Z"
        raise UsageError(f"{text[:60]!r} is no day and no instant", hint=hint) from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
