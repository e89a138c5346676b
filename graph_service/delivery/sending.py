"""One message to one subscriber, once.

In: an address and a signed body. Out: :class:`Outcome`. Refuses: addresses of this machine and of private networks
where the subscriber was not allowed to have one; redirects, which would lead there by another way.

A name is looked up once and the connection goes to the very address that was looked at, so that a name cannot mean
something else a moment later.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType

import httpx2

from graph_service import __version__

GONE = 410
LONGEST_WAIT = 86_400.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a try.

    Attributes:
        taken: the subscriber has it.
        gone: the subscriber wants nothing more, ever.
        problem: what went wrong, without a word of what the subscriber answered.
        wait: seconds that the subscriber asked to be left alone.
    """

    taken: bool = False
    gone: bool = False
    problem: str = ""
    wait: float = 0.0


class Sender:
    """Sends; one for all subscribers of a process."""

    def __init__(self) -> None:
        # nothing of the environment: a proxy would resolve names itself
        self._client = httpx2.AsyncClient(follow_redirects=False, trust_env=False, http2=False)

    async def __aenter__(self) -> Sender:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def send(
        self, url: str, headers: Mapping[str, str], body: bytes, *, seconds: float, private: bool = False
    ) -> Outcome:
        """Try once.

        Args:
            url: the subscriber's address.
            headers: the signature.
            body: JSON.
            seconds: how long it may take, all in all.
            private: the address may be one that only this network reaches.
        """
        try:
            async with asyncio.timeout(seconds):
                return await self._send(httpx2.URL(url), headers, body, private)
        except TimeoutError:
            return Outcome(problem=f"no answer within {seconds:g} s")
        except httpx2.HTTPError as error:
            return Outcome(problem=f"no connection: {type(error).__name__}")
        except _NotAllowed as error:
            return Outcome(problem=str(error))
        except OSError as error:
            return Outcome(problem=f"no connection: {error.strerror or type(error).__name__}")

    async def _send(self, url: httpx2.URL, headers: Mapping[str, str], body: bytes, private: bool) -> Outcome:
        address = await _address(url.host, url.port or (443 if url.scheme == "https" else 80), private)
        told = {
            **headers,
            "host": url.netloc.decode("ascii"),
            "content-type": "application/json",
            "user-agent": f"gtm-graph/{__version__}",
        }
        request = self._client.build_request(
            "POST", url.copy_with(host=address), headers=told, content=body, extensions={"sni_hostname": url.host}
        )
        response = await self._client.send(request, stream=True)  # its body is nobody's business
        try:
            if 200 <= response.status_code < 300:
                return Outcome(taken=True)
            return Outcome(
                gone=response.status_code == GONE,
                problem=f"answered {response.status_code}",
                wait=wait_of(response.headers.get("retry-after"), datetime.now(UTC)),
            )
        finally:
            await response.aclose()


class _NotAllowed(Exception):
    """An address that nothing is sent to."""


async def _address(host: str, port: int, private: bool) -> str:
    """The one address to connect to."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if not private and (closed := [one for one in addresses if not is_public(one)]):
        # one private address among public ones is what a forged name looks like
        raise _NotAllowed(f"the address is not public ({len(closed)} of {len(addresses)}); `private: true` allows it")
    if not addresses:
        raise _NotAllowed("the name has no address")
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether the whole world may reach an address."""
    found = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    if inner is not None:
        return is_public(str(inner))
    return found.is_global and not found.is_multicast


def wait_of(header: str | None, now: datetime) -> float:
    """Seconds of a Retry-After: a number, or a date; a day at most, 0 where it is neither."""
    if not header:
        return 0.0
    try:
        seconds = float(header)
    except ValueError:
        try:
            when = parsedate_to_datetime(header)
        except (ValueError, TypeError):
            return 0.0
        seconds = ((when if when.tzinfo else when.replace(tzinfo=UTC)) - now).total_seconds()
    return min(max(seconds, 0.0), LONGEST_WAIT) if seconds == seconds else 0.0
