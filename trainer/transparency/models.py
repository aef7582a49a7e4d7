"""What is kept of the public log. Rows are only ever added, but for the list of what waits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from trainer.core.append_only import append_only
from trainer.core.db import Base


class LogEntry(Base):
    """One event as it was entered; it waits until a leaf gives it its place."""

    __tablename__ = "log_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(64), index=True)
    commitment: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    entered_at: Mapped[datetime]


class LogWaiting(Base):
    """A message that an entry has no place yet; the one table of the log whose rows go."""

    __tablename__ = "log_waiting"

    entry_id: Mapped[int] = mapped_column(ForeignKey("log_entry.id"), primary_key=True, autoincrement=False)


class LogLeaf(Base):
    """The place of an entry in the tree, counted from 0 without gaps, and the hash of its leaf."""

    __tablename__ = "log_leaf"

    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey("log_entry.id"), unique=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class LogTile(Base):
    """A full tile of 256 hashes, written once. `root` is the hash above them, one entry of the tile above."""

    __tablename__ = "log_tile"

    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    hashes: Mapped[bytes] = mapped_column(LargeBinary(8192))


class LogCheckpoint(Base):
    """The signed head of the tree at one size. A later row may have the same size: signed anew, later."""

    __tablename__ = "log_checkpoint"

    id: Mapped[int] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(index=True)
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    note: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class LogWitness(Base):
    """Somebody else who looks at checkpoints and signs those that follow from the ones seen before."""

    __tablename__ = "log_witness"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    key: Mapped[str] = mapped_column(String(400), unique=True)
    added_at: Mapped[datetime]


class LogCosignature(Base):
    """A witness's signature of one checkpoint: the line as it came, and the moment the witness states in it."""

    __tablename__ = "log_cosignature"
    __table_args__ = (UniqueConstraint("checkpoint_id", "witness_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    checkpoint_id: Mapped[int] = mapped_column(ForeignKey("log_checkpoint.id"))
    witness_id: Mapped[int] = mapped_column(ForeignKey("log_witness.id"))
    line: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class LogTimestamp(Base):
    """An RFC 3161 token over one checkpoint's note, as the authority sent it."""

    __tablename__ = "log_timestamp"

    id: Mapped[int] = mapped_column(primary_key=True)
    checkpoint_id: Mapped[int] = mapped_column(ForeignKey("log_checkpoint.id"), unique=True)
    authority: Mapped[str] = mapped_column(String(400))
    token: Mapped[bytes]
    at: Mapped[datetime]


TABLES: tuple[type[Base], ...] = (LogEntry, LogLeaf, LogTile, LogCheckpoint, LogWitness, LogCosignature, LogTimestamp)

for model in TABLES:
    append_only(model)
