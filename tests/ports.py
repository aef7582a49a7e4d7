"""Ports of this machine for servers that tests start."""

from __future__ import annotations

import contextlib
import random
import socket
import time


def free_port() -> int:
    """A port nobody listens on just now, below those the system lends to outgoing connections."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def wait_for(port: int, seconds: float = 10) -> None:
    """Wait until somebody listens on the port; TimeoutError when nobody does in time."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nobody listens on port {port} after {seconds} s")
