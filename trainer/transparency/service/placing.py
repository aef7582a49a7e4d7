"""Giving what waits its place in the tree, under a checkpoint that follows from every one before it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from trainer.core.db import Database, after_commit
from trainer.keys.provider import Keys, NoKeys, Use
from trainer.transparency import checkpoint, memory, store
from trainer.transparency.checkpoint import Checkpoint
from trainer.transparency.entries import leaf
from trainer.transparency.models import LogCheckpoint, LogEntry, LogLeaf, LogTile, LogWaiting
from trainer.transparency.note import Malformed
from trainer.transparency.tiles import Edge
from trainer.transparency.tree import leaf_hash, root_hash

log = structlog.get_logger()
BATCH = 1000
FRESH = timedelta(days=1)
GROWTH_LOCK = 0x746C_6F67  # one number for PostgreSQL's advisory lock on the tree's edge

RESTORED = "Where an older database was restored, README.md says what to do under “Restoring an older database”"


class Inconsistent(RuntimeError):
    """The tree would not follow from what was published: nothing is signed until somebody has looked into it."""


def sequence(database: Database, keys: Keys, origin: str, *, now: datetime, outside: Path) -> int:
    """Give the entries that wait their places, and sign a checkpoint where one is due; returns how many were placed.

    Raises Inconsistent, and NoKeys where the log has no key to sign with.
    """
    placed = 0
    while _is_due_now(database, keys, now):
        with database.write() as session:
            count = _place(session, keys, origin, now, outside)
        placed += count
        if count < BATCH:
            break
    return placed


def _is_due_now(database: Database, keys: Keys, now: datetime) -> bool:
    """A look without waiting for a turn to write."""
    with database.session() as session:
        return _is_due(session, keys, now)


def _is_due(session: Session, keys: Keys, now: datetime) -> bool:
    """Whether entries wait, the last checkpoint is a day old, or another key signs now than signed it."""
    last = store.latest(session)
    if last is None or last.at + FRESH <= now or not checkpoint.names(last.note, keys.current(Use.LOG).public):
        return True
    return session.scalar(select(LogWaiting.entry_id).limit(1)) is not None


def _place(session: Session, keys: Keys, origin: str, now: datetime, outside: Path) -> int:
    """Place one batch, unless somebody else has since; returns how many were placed."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(GROWTH_LOCK)))
    if not _is_due(session, keys, now):
        return 0
    edge = _edge(session, keys, origin, outside)
    waiting = select(LogEntry).join(LogWaiting, LogWaiting.entry_id == LogEntry.id).order_by(LogEntry.id).limit(BATCH)
    placed = _grow(session, edge, list(session.scalars(waiting)))
    head = Checkpoint(origin, edge.size, edge.root)
    note = checkpoint.sign(head, keys.current(Use.LOG), now=now)
    session.add(LogCheckpoint(size=head.size, root=head.root, note=note, at=now))
    after_commit(session, lambda: memory.remember(outside, note))
    return placed


def _edge(session: Session, keys: Keys, origin: str, outside: Path) -> Edge:
    """The edge of the tree as it stands, once it agrees with what was published."""
    faults = differences(session, keys, origin, memory.recall(outside))
    if faults:
        log.error("log.inconsistent", faults=faults)
        raise Inconsistent("; ".join(faults))
    last = store.latest(session)
    return Edge.of(last.size if last else 0, lambda tile: store.read_tile(session, tile))


def differences(session: Session, keys: Keys, origin: str, kept: str | None) -> list[str]:
    """How the tree differs from its last checkpoint in the database, and from the one that was `kept` outside.

    What was kept has to be recalled before the session reads, or the log may have grown in between.
    """
    last = store.latest(session)
    size = last.size if last else 0
    notes = {"in the database": last.note if last else None, "outside the database": kept}
    found = []
    for place, note in notes.items():
        if note is None:
            continue
        try:
            known, _ = checkpoint.read(note, origin, keys.every(Use.LOG), even_compromised=True)
            fault = _difference(session, size, known)
        except (store.Missing, Malformed, NoKeys) as error:
            fault = str(error)
        if fault:
            found.append(f"the checkpoint {place}: {fault}")
    return found


def _difference(session: Session, size: int, known: Checkpoint) -> str | None:
    """How a tree of `size` entries differs from one that was published; raises Missing."""
    if known.size > size:
        return f"{known.size} entries were published, and the tree has {size}. {RESTORED}"
    if root_hash(known.size, store.tree_as_stored(session, known.size)) != known.root:
        return f"the first {known.size} entries are not those that were published"
    return None


def _grow(session: Session, edge: Edge, entries: list[LogEntry]) -> int:
    """Give entries the next places; returns how many."""
    if not entries:
        return 0
    hashes = [leaf_hash(leaf(entry.kind, entry.subject, entry.commitment, entry.at)) for entry in entries]
    places = range(edge.size, edge.size + len(entries))
    rows = [
        {"place": place, "entry_id": entry.id, "hash": hashed}
        for place, entry, hashed in zip(places, entries, hashes, strict=True)
    ]
    session.execute(insert(LogLeaf), rows)
    if full := edge.grow(hashes):
        session.execute(insert(LogTile), [vars(tile) for tile in full])
    session.execute(delete(LogWaiting).where(LogWaiting.entry_id.in_([entry.id for entry in entries])))
    return len(entries)
