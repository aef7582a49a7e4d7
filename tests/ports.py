"""Ports of this machine for servers that tests start."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Iterator
from random import SystemRandom

from tests.patience import PATIENCE

LOWEST, EACH, WORKERS = 20_000, 1_500, 8
CHANCE = SystemRandom()
"""No seed of a test run makes two runs choose alike."""


def free_port() -> int:
    """A port nobody listens on just now, below those the system lends to outgoing connections.

    Each process of a test run has ports of its own: what one was given and has not opened yet, no other is given.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % WORKERS
    while True:
        port = LOWEST + worker * EACH + CHANCE.randrange(EACH)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@contextlib.contextmanager
def listening() -> Iterator[tuple[int, socket.socket]]:
    """A port, and the socket that listens there already: nobody can take it while its server is being made."""
    with socket.create_server(("127.0.0.1", 0)) as own:
        yield own.getsockname()[1], own


@contextlib.contextmanager
def deaf_port() -> Iterator[int]:
    """A port at which nobody listens, and nobody can begin to."""
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))
        yield own.getsockname()[1]


def wait_for(port: int, seconds: float = PATIENCE) -> None:
    """Wait until somebody listens on the port; TimeoutError when nobody does in time."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nobody listens on port {port} after {seconds} s")
