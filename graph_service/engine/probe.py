"""Does Bolt answer? Asked with a bare handshake, so that the engine needs no driver.

In: a port on loopback. Out: yes or no, and a free port when one is wanted.
Refuses: nothing.
"""

from __future__ import annotations

import random
import socket
import time

LOOPBACK = "127.0.0.1"
_PORTS = range(20_000, 30_000)
"""Below the range from which systems lend ports to outgoing connections, so that a remembered port stays ours."""
_HANDSHAKE = bytes.fromhex("6060b017") + bytes.fromhex("00080805") + bytes.fromhex("00020404") + bytes(8)


def answers(port: int, timeout: float = 2.0) -> bool:
    """True if a Bolt server answers the handshake with a version."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=timeout) as connection:
            connection.settimeout(timeout)
            connection.sendall(_HANDSHAKE)
            reply = connection.recv(4)
    except OSError:
        return False
    return len(reply) == 4 and reply != b"\x00\x00\x00\x00" and reply != b"HTTP"


def is_free(port: int) -> bool:
    """True if nobody listens on this port of the loopback address."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def becomes_free(port: int, seconds: float) -> bool:
    """Waits for a dying process to let go of this port."""
    deadline = time.monotonic() + seconds
    while not is_free(port):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def free_port() -> int:
    """A port that nobody listens on."""
    return next(port for port in random.sample(_PORTS, len(_PORTS)) if is_free(port))
