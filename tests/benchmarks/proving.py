"""What it costs to prove that an event stands in a public log of a million."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.benchmarks.rows import Row, beside
from trainer.core.db import Base, Database
from trainer.transparency.models import LogEntry, LogLeaf, LogTile, LogWaiting
from trainer.transparency.proof import inclusion
from trainer.transparency.tiles import Edge

LEAVES = 1_000_000
SEED = 17
MOST = 1.0
"""The CPU milliseconds that a proof may take."""


@contextmanager
def full_log(folder: Path, leaves: int = LEAVES) -> Iterator[Session]:
    """A reader of a log of so many leaves; what they are the hashes of makes no difference to a proof."""
    database = Database(f"sqlite:///{folder / 'log.sqlite3'}")
    names = [model.__tablename__ for model in (LogEntry, LogWaiting, LogLeaf, LogTile)]
    Base.metadata.create_all(database.engine, tables=[Base.metadata.tables[name] for name in names])
    hashes = [sha256(number.to_bytes(4)).digest() for number in range(leaves)]
    tiles = Edge(0, {}).grow(hashes)
    with closing(sqlite3.connect(str(database.engine.url.database))) as disk, disk:
        rows = ((place, place, hashed) for place, hashed in enumerate(hashes))
        disk.executemany("INSERT INTO log_leaf (place, entry_id, hash) VALUES (?, ?, ?)", rows)
        disk.executemany(
            "INSERT INTO log_tile (level, number, hashes, root) VALUES (:level, :number, :hashes, :root)",
            (vars(tile) for tile in tiles),
        )
    with database.session() as session:
        yield session
    database.engine.dispose()


class Provers:
    """The same leaves, proved and merely read: chosen by chance, the same in each run."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._chance = random.Random(SEED)

    def prove(self) -> None:
        """Prove that a leaf is in the tree."""
        inclusion(self._session, self._chance.randrange(LEAVES), LEAVES)

    def read(self) -> None:
        """Read a leaf by its place."""
        self._session.scalar(select(LogLeaf.hash).where(LogLeaf.place == self._chance.randrange(LEAVES)))


def proving(folder: Path) -> Iterator[Row]:
    """Proving that an event is in the public log."""
    with full_log(folder) as session:
        provers = Provers(session)
        work = f"inclusion proof at {LEAVES:,} leaves"
        yield beside(
            work, lambda _: provers.prove(), "one leaf by its place", lambda _: provers.read(), ms_at_most=MOST
        )
