"""The last checkpoint as it is kept outside the database, so that the database cannot forget what was published."""

from __future__ import annotations

from pathlib import Path

from trainer.core.files import alone_in, replace
from trainer.transparency.checkpoint import Checkpoint
from trainer.transparency.note import Note

NAME = "last-checkpoint"


def recall(folder: Path) -> str | None:
    """The note last remembered, or None where there is none yet."""
    try:
        return (folder / NAME).read_text("utf-8")
    except FileNotFoundError:
        return None


def remember(folder: Path, note: str) -> None:
    """Put a note in the place of the last one, durably; never one of a smaller tree in the place of a larger."""
    with alone_in(folder):
        kept = recall(folder)
        if kept is None or size_of(kept) <= size_of(note):
            replace(folder / NAME, note.encode())


def size_of(note: str) -> int:
    """How many leaves a note speaks of."""
    return Checkpoint.parse(Note.parse(note).text).size
