"""What can go wrong between us and a vendor, told so that neither a secret nor a person's data is in it.

In: answers and exceptions of the HTTP library. Out: errors of our own. Refuses: to quote a body; of a vendor's code
only one plain word.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import jmespath
import requests

from graph_service.intake.decode.rows import FileUnreadable
from graph_service.model.pull_spec import AnswerSpec

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{1,59}")
_ADVICE = {
    400: "the request in the source's file may not fit this account",
    401: "the key or token in the environment is not accepted",
    403: "the key may not read this, or a limit of the account is used up",
    404: "the path in the source's file, or the address of the account, is wrong",
    429: "the vendor asks to slow down for longer than we wait; pull again later, it goes on from here",
}
GOES_ON = "pull again: it goes on from here"
_ADVICE_BY_HUNDRED = {
    3: "it redirects: declare the address it leads to", 4: "see the vendor's documentation", 5: GOES_ON,
}  # fmt: skip


class Refused(requests.HTTPError):
    """An answer that is no success; ``response`` holds it."""

    response: requests.Response

    def __init__(self, response: requests.Response) -> None:
        super().__init__(f"status {response.status_code}", response=response)
        self.status = response.status_code


class MarkExpired(Exception):
    """The vendor no longer knows the mark of the page that was asked for."""


class Absent(Exception):
    """The account has no such kind of row, or the key no right to it."""


class PagesMoved(Exception):
    """A list by offset changed while it was read, so that rows may have slipped between two pages."""


class WrongServer(Exception):
    """The vendor's answer leads to another server, which gets no key of ours."""


class PullFailed(FileUnreadable):
    """A kind of row that could not be read to its end; what was read is kept, and the next pull goes on there."""

    code = "PULL_FAILED"


def is_answer(refused: Refused, spec: AnswerSpec | None) -> bool:
    """Whether an answer is the one that a source's file describes."""
    return spec is not None and refused.status in spec.status and (spec.code or "") in refused.response.text


def vendor_code(response: requests.Response, path: str | None) -> str | None:
    """The vendor's own word for an error.

    Args:
        response: the answer.
        path: JMESPath of it in the body.
    """
    if path is None:
        return None
    try:
        found = jmespath.search(path, response.json())
    except (ValueError, jmespath.exceptions.JMESPathError, requests.RequestException):
        return None
    return found if isinstance(found, str) and _WORD.fullmatch(found) else None


def told(error: Exception, where: str, code: str | None, betrays: Callable[[str], bool]) -> PullFailed:
    """The one line of an error.

    Args:
        error: what happened.
        where: source, kind of row and page.
        code: JMESPath of the vendor's own code.
        betrays: whether a text holds a key of ours.
    """
    if isinstance(error, Refused):
        word = vendor_code(error.response, code)
        word = None if word is not None and betrays(word) else word
        said = f" {word}" if word else ""
        hint = _ADVICE.get(error.status) or _ADVICE_BY_HUNDRED[error.status // 100]
        return PullFailed(f"the vendor answered with status {error.status}{said}", where=where, hint=hint)
    if isinstance(error, WrongServer):
        hint = "the key is sent to the declared server only"
        return PullFailed("the vendor's answer leads to another server", where=where, hint=hint)
    if isinstance(error, requests.Timeout):
        return PullFailed("the vendor did not answer in time", where=where, hint=GOES_ON)
    if isinstance(error, requests.exceptions.SSLError):
        return PullFailed("no safe connection: the server's certificate is not good", where=where)
    if isinstance(error, requests.RequestException):
        return PullFailed("the connection failed or was cut", where=where, hint=GOES_ON)
    return PullFailed("the page is not as the source's file declares it", where=where, hint="see `pull` in that file")
