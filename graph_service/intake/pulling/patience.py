"""How long a pull waits for a vendor: after 429 as long as it is asked to, else a little longer each time.

In: an HTTP session. Out: the same, which tries again. Refuses: to go on after some tries or minutes, whichever is
first; a wait that is asked for and longer than that is not begun.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import requests
from dlt.sources.helpers.requests.retry import retry_if_status, wait_exponential_retry_after
from tenacity import (
    RetryCallState,
    Retrying,
    retry_any,
    retry_if_exception,
    retry_if_exception_type,
    stop_after_attempt,
    stop_before_delay,
    wait_random,
)

from graph_service.intake.pulling.failing import Refused

BUSY = (429, *range(500, 600))
_TROUBLE = (
    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.ContentDecodingError,
)
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Patience:
    """The bounds.

    Attributes:
        attempts: how often a request is sent at most.
        first: seconds before the second try; doubled each time, and some part of it more by chance.
        most: seconds that all tries of one request may take together.
        sleep: waits.
    """

    attempts: int = 6
    first: float = 1.0
    most: float = 900.0
    sleep: Callable[[float], None] = time.sleep


class Renewable(Protocol):
    """A key that can be fetched again."""

    def renew(self, request: requests.PreparedRequest) -> bool:
        """Fetch it again and put it into the request; False where there is nothing to fetch."""


def retrying(patience: Patience, tell: Tell, auth: Renewable | None = None) -> Retrying:
    """What sends a request again.

    Args:
        patience: the bounds.
        tell: says why it waits, and how long.
        auth: asked for a new token after a 401, once.
    """

    def stale(error: BaseException) -> bool:
        return isinstance(error, Refused) and error.status == 401 and auth is not None

    def before(state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome is not None else None
        if error is not None and stale(error):
            # once: a token that was just given and is refused stays refused
            if state.attempt_number > 1 or auth is None or not auth.renew(state.args[0]):
                raise error
            return
        why = f"status {error.status}" if isinstance(error, Refused) else "the connection failed or was cut"
        tell(f"{why}: waiting {state.upcoming_sleep:.0f} s, then try {state.attempt_number + 1} of {patience.attempts}")

    return Retrying(
        retry=retry_any(retry_if_status(BUSY), retry_if_exception_type(_TROUBLE), retry_if_exception(stale)),
        # `Retry-After` counts, in seconds or as a date; else twice as long each time
        wait=wait_exponential_retry_after(multiplier=patience.first) + wait_random(0, patience.first),
        stop=stop_after_attempt(patience.attempts) | stop_before_delay(patience.most),
        sleep=patience.sleep,
        before_sleep=before,
        retry_error_callback=_last,
    )


def _last(state: RetryCallState) -> Any:
    assert state.outcome is not None
    return state.outcome.result()
