"""A child that does one forbidden thing, as it is told."""

from __future__ import annotations

import importlib
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable

from trainer.documents.jail import enclose


def work() -> None:
    """Work without an end."""
    while True:
        pass


def write() -> None:
    """Write a file."""
    with tempfile.TemporaryFile() as file:
        file.write(b"x")


ACTS: dict[str, Callable[[], object]] = {
    "memory": lambda: bytearray(1 << 30),
    "work": work,
    "sleep": lambda: time.sleep(60),
    "environment": lambda: print(sorted(os.environ)),
    "priority": lambda: print(os.getpriority(os.PRIO_PROCESS, 0)),
    "write": write,
    "much": lambda: print("x" * 2000),
    "unload": lambda: importlib.import_module("trainer.documents.of_the_next_release"),
}


def main() -> int:
    """Do it; or end by a signal."""
    enclose(sys.argv[1:])
    act = sys.stdin.read()
    if act in signal.Signals.__members__:
        os.kill(os.getpid(), signal.Signals[act])
    ACTS[act]()
    return 0


if __name__ == "__main__":
    sys.exit(main())
