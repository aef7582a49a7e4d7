"""The last checkpoint as it is kept outside the database, so that the database cannot forget what was published."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trainer.transparency.checkpoint import Checkpoint
from trainer.transparency.note import Note

NAME = "log-checkpoint"


def recall(folder: Path) -> str | None:
    """The note last remembered, or None where there is none yet."""
    try:
        return (folder / NAME).read_text("utf-8")
    except FileNotFoundError:
        return None


def remember(folder: Path, note: str) -> None:
    """Put a note in the place of the last one, durably; never one of a smaller tree in the place of a larger."""
    folder.mkdir(parents=True, exist_ok=True)
    with _turn(folder):
        kept = recall(folder)
        if kept is None or size_of(kept) <= size_of(note):
            _replace(folder, note)


def size_of(note: str) -> int:
    """How many leaves a note speaks of."""
    return Checkpoint.parse(Note.parse(note).text).size


@contextmanager
def _turn(folder: Path) -> Iterator[None]:
    handle = os.open(folder / f"{NAME}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _replace(folder: Path, note: str) -> None:
    """Write beside, sync, take the place, sync the folder: after a power cut the old note stands or the new one."""
    written = folder / f"{NAME}.new"
    with written.open("w", encoding="utf-8") as file:
        file.write(note)
        file.flush()
        os.fsync(file.fileno())
    written.replace(folder / NAME)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
