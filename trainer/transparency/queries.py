"""What pages show of the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from trainer.transparency.models import LogCheckpoint, LogCosignature, LogTimestamp, LogWitness


@dataclass(frozen=True)
class Witness:
    """A witness, and the largest tree it has signed."""

    name: str
    key: str
    size: int | None
    at: datetime | None


def witnesses(session: Session) -> list[Witness]:
    """Every witness in the order they were taken up."""
    rows = session.execute(
        select(LogWitness.name, LogWitness.key, func.max(LogCheckpoint.size), func.max(LogCosignature.at))
        .outerjoin(LogCosignature, LogCosignature.witness_id == LogWitness.id)
        .outerjoin(LogCheckpoint, LogCheckpoint.id == LogCosignature.checkpoint_id)
        .group_by(LogWitness.id, LogWitness.name, LogWitness.key)
        .order_by(LogWitness.id)
    )
    return [Witness(*row) for row in rows]


@dataclass(frozen=True)
class Stamp:
    """A timestamp, and the size of the tree it is of."""

    size: int
    at: datetime
    authority: str


def last_stamp(session: Session) -> Stamp | None:
    """The newest timestamp, or None."""
    found = session.execute(
        select(LogCheckpoint.size, LogTimestamp.at, LogTimestamp.authority)
        .join(LogCheckpoint, LogCheckpoint.id == LogTimestamp.checkpoint_id)
        .order_by(LogTimestamp.id.desc())
        .limit(1)
    ).one_or_none()
    return Stamp(*found) if found else None


def token_at(session: Session, size: int) -> bytes | None:
    """The newest timestamp of a tree's size, as the authority sent it, or None."""
    return session.scalar(
        select(LogTimestamp.token)
        .join(LogCheckpoint, LogCheckpoint.id == LogTimestamp.checkpoint_id)
        .where(LogCheckpoint.size == size)
        .order_by(LogTimestamp.id.desc())
        .limit(1)
    )
