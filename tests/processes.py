"""Processes of this machine, as /proc tells them, and databases for many of them."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from sqlalchemy import event

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
