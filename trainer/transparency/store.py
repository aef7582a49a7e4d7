"""What the database holds of the tree: tiles, bundles of entries, checkpoints."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from trainer.core.errors import Unavailable
from trainer.core.keep import Shelf
from trainer.transparency.entries import leaf
from trainer.transparency.models import LogCheckpoint, LogCosignature, LogEntry, LogLeaf, LogTile
from trainer.transparency.tiles import ENTRIES, HASH_BYTES, HEIGHT, WIDTH, Tile, hashes_from
from trainer.transparency.tree import HashOf

LENGTH_BYTES = 2
DAMAGED = "The public log kept here is damaged, and its operators have to mend it"
_tiles: Shelf[Tile, bytes] = Shelf(256)
_hashes: Shelf[tuple[int, int], bytes] = Shelf(8192)
"""Hashes above whole tiles, by level and number: all there are in a tree of a million leaves."""


LATEST = select(LogCheckpoint).order_by(LogCheckpoint.id.desc()).limit(1)
COSIGNED = (
    select(LogCosignature.witness_id, LogCosignature.line)
    .where(LogCosignature.checkpoint_id == bindparam("checkpoint"))
    .order_by(LogCosignature.at, LogCosignature.id)
)
FULL = select(LogTile.hashes).where(LogTile.level == bindparam("level"), LogTile.number == bindparam("number"))
"""Put together once: every verification asks them, and putting them together takes longer than asking."""


class Missing(Unavailable):
    """The database lacks a part of the tree it should have, or has another than was signed."""


def latest(session: Session) -> LogCheckpoint | None:
    """The last checkpoint the log signed."""
    return session.scalar(LATEST)


def read_tile(session: Session, tile: Tile) -> bytes:
    """The hashes of a tile, from the rows below it where it is not full; raises Missing."""
    if tile.is_full:
        data = session.scalar(FULL, {"level": tile.level, "number": tile.number})
    else:
        data = b"".join(session.scalars(_below(tile)))
    if data is None or len(data) != tile.width * HASH_BYTES:
        raise Missing(f"{DAMAGED}: tile {tile.path} is not whole.")
    return data


def _below(tile: Tile) -> Select[bytes]:
    first, end = tile.number * WIDTH, tile.number * WIDTH + tile.width
    if tile.level == 0:
        return select(LogLeaf.hash).where(LogLeaf.place >= first, LogLeaf.place < end).order_by(LogLeaf.place)
    below = (LogTile.level == tile.level - 1, LogTile.number >= first, LogTile.number < end)
    return select(LogTile.root).where(*below).order_by(LogTile.number)


def read_bundle(session: Session, tile: Tile) -> bytes:
    """The leaves of a bundle of entries, each after its length; raises Missing."""
    first = tile.number * WIDTH
    found = list(leaves(session, first, first + tile.width))
    if len(found) != tile.width:
        raise Missing(f"{DAMAGED}: bundle {tile.path} is not whole.")
    return b"".join(len(data).to_bytes(LENGTH_BYTES) + data for data in found)


def leaves(session: Session, start: int, end: int) -> Iterator[bytes]:
    """The bytes of the leaves from `start` to before `end`, made from their entries."""
    rows = session.execute(
        select(LogEntry.kind, LogEntry.subject, LogEntry.commitment, LogEntry.at)
        .join(LogLeaf, LogLeaf.entry_id == LogEntry.id)
        .where(LogLeaf.place >= start, LogLeaf.place < end)
        .order_by(LogLeaf.place)
    )
    return (leaf(*row) for row in rows)


def read(session: Session, tile: Tile) -> bytes:
    """A tile or a bundle; raises Missing."""
    return read_bundle(session, tile) if tile.level == ENTRIES else read_tile(session, tile)


def tree(session: Session, size: int) -> HashOf:
    """The hashes of the tree at a committed size; what was read or derived once is kept, since it never changes."""
    engine = session.get_bind().engine

    def shelved(tile: Tile) -> bytes:
        return _tiles.get(engine, tile) or _tiles.put(engine, tile, read_tile(session, tile))

    derive = hashes_from(size, shelved)

    def hash_of(level: int, number: int) -> bytes:
        if level < HEIGHT:
            return derive(level, number)
        here = level, number
        return _hashes.get(engine, here) or _hashes.put(engine, here, derive(level, number))

    return hash_of


def tree_as_stored(session: Session, size: int) -> HashOf:
    """The hashes of the tree at a size, as the rows have them now."""
    return hashes_from(size, lambda tile: read_tile(session, tile))


def note_of(session: Session, found: LogCheckpoint) -> str:
    """A checkpoint's note, with what witnesses have added to it since: the last signature of each."""
    lines = session.execute(COSIGNED, {"checkpoint": found.id})
    last: dict[int, str] = dict(lines.all())
    return found.note + "".join(f"{last[witness]}\n" for witness in sorted(last))


def checkpoint_of(session: Session, size: int) -> LogCheckpoint | None:
    """The last checkpoint signed at one size, or None."""
    at_size = select(LogCheckpoint).where(LogCheckpoint.size == size)
    return session.scalar(at_size.order_by(LogCheckpoint.id.desc()).limit(1))
