"""Processes of this machine, as /proc tells them, and databases for many of them."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

from sqlalchemy import event

from tests.patience import PATIENCE
from trainer.core.db import Database


def children(pid: int, *, deep: bool = True) -> list[int]:
    """The processes below one; at any depth, or only its own."""
    pairs = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            fields = stat.read_text().rsplit(")", 1)[1].split()
            pairs.append((int(stat.parent.name), int(fields[1])))
    below = [child for child, parent in pairs if parent == pid]
    return below + [deeper for child in below for deeper in children(child)] if deep else below


def patient(url: str) -> Database:
    """A database whose locks are waited for as long as it takes: that many processes finish is not a matter of time."""
    made = Database(url)
    if not made.is_sqlite:
        event.listen(made.engine, "connect", _wait_for_locks)
    return made


def _wait_for_locks(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 0")
        cursor.execute("SET statement_timeout = 0")
    connection.commit()


def runs(pid: int) -> bool:
    """Whether a process still runs; one that is dead and only waits to be counted has let everything go."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def gone(pids: Collection[int]) -> bool:
    """Whether all of these processes end before patience does."""
    ends = time.monotonic() + PATIENCE
    while any(runs(pid) for pid in pids):
        if time.monotonic() > ends:
            return False
        time.sleep(0.05)
    return True


def runs_program(pid: int, name: bytes) -> bool:
    """Whether this process still runs the program of this name."""
    try:
        return name in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False
