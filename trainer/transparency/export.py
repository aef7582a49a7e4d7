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
from trainer.transparency.note import Malformed, Note
from trainer.transparency.queries import token_at
from trainer.transparency.regrowing import Regrown, Report
from trainer.transparency.tiles import ENTRIES, HASH_BYTES, WIDTH, Tile
from trainer.transparency.tree import root_hash

READABLE = 0o644
PATIENCE = timedelta(hours=2)
NAMED = 3
STAMP = ".tsr"


class Differs(RuntimeError):
    """What lies in the folder is of another log, or of another past of this one: nothing of it is changed."""


def export(session: Session, folder: Path) -> int:
    """Write what the folder lacks, the last checkpoint at the end; returns how many files were written.

    Before the first of them the whole log is derived again, and everything in the folder is compared with it. Raises
    Missing where the log is not what was signed, and Differs rather than change a tile or take a checkpoint back.
    """
    last = store.latest(session)
    if last is None:
        return 0
    _refuse_another_past(session, folder, last)
    _refuse_damage(session)
    _refuse_changes(session, folder, last.size)
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
    since = session.scalar(
        select(LogCheckpoint.at)
        .where(LogCheckpoint.id > _held(session, folder, size))
        .order_by(LogCheckpoint.id)
        .limit(1)
    )
    if since is None or now - since < PATIENCE:
        return None
    lacks = f"{folder} holds {size} entries, and lacks what the log signed at {clock.stamp(since)}"
    return f"{lacks}; `trainer log export {folder}` says what keeps it"


def _held(session: Session, folder: Path, size: int) -> int:
    """The number of the checkpoint in the folder, the last one written there; 0 where there is none of ours."""
    if not (folder / "checkpoint").exists():
        return 0
    note = (folder / "checkpoint").read_text("utf-8")
    signed = session.execute(select(LogCheckpoint.id, LogCheckpoint.note).where(LogCheckpoint.size == size))
    return max((number for number, ours in signed if note.startswith(ours)), default=0)


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
            yield f"checkpoints/{size}{STAMP}", token


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


def _refuse_damage(session: Session) -> None:
    """Entries, leaves and tiles must give the root of every checkpoint that was signed."""
    signed: dict[int, set[bytes]] = {}
    for found in session.scalars(select(LogCheckpoint).order_by(LogCheckpoint.id)):
        try:
            head = Checkpoint.parse(Note.parse(found.note).text)
        except Malformed as error:
            raise store.Missing(f"{store.DAMAGED}: checkpoint {found.id} cannot be read, {error}.") from error
        signed.setdefault(head.size, set()).add(head.root)
    report = Report()
    Regrown(session, signed, report).run()
    if report.faults:
        raise store.Missing(f"{store.DAMAGED}: {report.faults[0].says}.")


def _refuse_changes(session: Session, folder: Path, size: int) -> None:
    """Whatever tile, bundle or checkpoint is in the folder must be as the log has it: readers may have it already."""
    changed = [*_changed_tiles(session, folder, size), *_changed_heads(session, folder)]
    if changed:
        which = ", ".join([*changed[:NAMED], *(["and more"] if len(changed) > NAMED else [])])
        remedy = "Find out who changed it and who has read it, move it away, and export again"
        raise Differs(f"{folder} does not hold what the log does, in {which}. Nothing was written. {remedy}")


def _changed_tiles(session: Session, folder: Path, size: int) -> Iterator[str]:
    """Where in the folder a tile or bundle, of any width it ever had, is not the beginning of what the log has."""
    for tile in tiles(size):
        there = [one for one in _widths(folder, tile) if (folder / "tile" / one.path).exists()]
        data = store.read(session, tile) if there else b""
        for one in there:
            if (folder / "tile" / one.path).read_bytes() != _beginning(data, one):
                yield f"tile/{one.path}"


def _widths(folder: Path, tile: Tile) -> Iterator[Tile]:
    """A tile, and what it was before it was so wide, as far as the folder has it."""
    yield tile
    partial = folder / "tile" / f"{Tile(tile.level, tile.number).path}.p"
    for width in sorted(int(path.name) for path in partial.glob("*") if path.name.isdecimal()):
        if 0 < width < tile.width:
            yield Tile(tile.level, tile.number, width)


def _beginning(data: bytes, tile: Tile) -> bytes:
    """What a tile or a bundle was, when it was only so wide."""
    if tile.level != ENTRIES:
        return data[: tile.width * HASH_BYTES]
    end = 0
    for _ in range(tile.width):
        end += store.LENGTH_BYTES + int.from_bytes(data[end : end + store.LENGTH_BYTES])
    return data[:end]


def _changed_heads(session: Session, folder: Path) -> Iterator[str]:
    """Where in the folder a checkpoint is of another tree; who has signed it besides may change."""
    for path, data in heads(session):
        text = data[: data.find(b"\n\n") + 2]
        if not path.endswith(STAMP) and (folder / path).exists() and not (folder / path).read_bytes().startswith(text):
            yield path


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
