"""The log as plain files, byte for byte what is served: for mirrors, and for the day when nothing is served."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.core import clock
from trainer.core.files import replace
from trainer.transparency import store
from trainer.transparency.checkpoint import Checkpoint
from trainer.transparency.models import LogCheckpoint
from trainer.transparency.note import Note
from trainer.transparency.queries import token_at
from trainer.transparency.tiles import ENTRIES, WIDTH, Tile
from trainer.transparency.tree import root_hash

READABLE = 0o644
PATIENCE = timedelta(hours=2)


class Differs(RuntimeError):
    """What lies in the folder is of another log, or of another past of this one: nothing of it is changed."""


def export(session: Session, folder: Path) -> int:
    """Write what the folder lacks, the last checkpoint at the end; returns how many files were written.

    Raises Differs rather than change a tile, or take a checkpoint back.
    """
    last = store.latest(session)
    if last is None:
        return 0
    _refuse_another_past(session, folder, last)
    written = 0
    for tile in tiles(last.size):
        written += _keep(folder / "tile" / tile.path, session, tile)
    for path, data in heads(session):
        written += _renew(folder / path, data)
    return written + _renew(folder / "checkpoint", store.note_of(session, last).encode())


def behind(session: Session, folder: Path, *, now: datetime) -> str | None:
    """What the folder has lacked for two runs of the worker, or why it is of another log; None when all is well."""
    last = store.latest(session)
    if last is None:
        return None
    try:
        size = _refuse_another_past(session, folder, last)
    except Differs as error:
        return str(error)
    lacking = select(LogCheckpoint.at).where(LogCheckpoint.size > size).order_by(LogCheckpoint.id).limit(1)
    since = session.scalar(lacking)
    if since is None or now - since < PATIENCE:
        return None
    return f"{folder} holds {size} entries, and the log has had more since {clock.stamp(since)}"


def tiles(size: int) -> Iterator[Tile]:
    """Every tile and bundle of a tree of `size` leaves."""
    level, here = 0, size
    while here:
        for number in range(-(-here // WIDTH)):
            tile = Tile(level, number, min(WIDTH, here - number * WIDTH))
            yield tile
            if level == 0:
                yield Tile(ENTRIES, number, tile.width)
        level, here = level + 1, here // WIDTH


def heads(session: Session) -> Iterator[tuple[str, bytes]]:
    """Every size that was signed, with its checkpoint and its timestamp where there is one."""
    last = {found.size: found for found in session.scalars(select(LogCheckpoint).order_by(LogCheckpoint.id))}
    for size, found in last.items():
        yield f"checkpoints/{size}", store.note_of(session, found).encode()
        if token := token_at(session, size):
            yield f"checkpoints/{size}.tsr", token


def _refuse_another_past(session: Session, folder: Path, last: LogCheckpoint) -> int:
    """The checkpoint that is there must be one that the tree has grown from; returns its size."""
    try:
        there = Checkpoint.parse(Note.parse((folder / "checkpoint").read_text("utf-8")).text)
    except FileNotFoundError:
        return 0
    except ValueError as error:
        raise Differs(f"{folder / 'checkpoint'} cannot be read: {error}") from error
    if there.origin != Checkpoint.parse(Note.parse(last.note).text).origin:
        raise Differs(f"{folder} holds {there.origin}")
    if there.size > last.size:
        raise Differs(f"{folder} holds {there.size} entries, and the log has {last.size}")
    if root_hash(there.size, store.tree_as_stored(session, there.size)) != there.root:
        raise Differs(f"the first {there.size} entries of the log are not those in {folder}")
    return there.size


def _keep(path: Path, session: Session, tile: Tile) -> int:
    """Write a tile that is not there yet."""
    if path.exists():
        return 0
    replace(path, store.read(session, tile), mode=READABLE)
    return 1


def _renew(path: Path, data: bytes) -> int:
    """Write a file that is not there yet, or has other bytes."""
    if path.exists() and path.read_bytes() == data:
        return 0
    replace(path, data, mode=READABLE)
    return 1
