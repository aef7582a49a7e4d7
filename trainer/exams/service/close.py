"""Closing attempts: by their candidate, or because their time has ended. Closing is latched."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from trainer.core.db import Database
from trainer.exams import queries
from trainer.exams.machine import Move, State, after
from trainer.exams.models import Attempt
from trainer.exams.service import trail
from trainer.exams.service.breaks import end_break
from trainer.exams.service.each import each
from trainer.exams.service.time import settle_outage

PERSON, TIME = "person", "time"


def close(
    session: Session, attempt: Attempt, move: Move, *, by: int | None, now: datetime, address: str | None = None
) -> None:
    """Close a running attempt: submitted by its candidate now, or expired at its deadline. An open break ends."""
    end_break(session, attempt, now=now)
    attempt.state = after(attempt.state, move).value
    is_expired = move is Move.EXPIRE
    attempt.closed_at = min(now, attempt.deadline) if is_expired and attempt.deadline else now
    attempt.closed_by = TIME if is_expired else PERSON
    name = trail.EXPIRED if is_expired else trail.SUBMITTED
    session.flush()
    trail.leave(session, attempt, name, by=by, now=now, address=address)


def expire(session: Session, attempt_id: UUID, *, now: datetime) -> bool:
    """Close one attempt if it takes no more answers.

    Its deadline is read here, under the lock of this transaction, and what an outage took is given back first.
    """
    attempt = queries.locked_attempt(session, attempt_id)
    if attempt.state != State.RUNNING or queries.accepts(attempt, now):
        return False
    settle_outage(session, attempt, now)
    if queries.accepts(attempt, now):
        return False
    close(session, attempt, Move.EXPIRE, by=None, now=now)
    return True


def close_overdue(database: Database, *, now: datetime) -> int:
    """Close every attempt whose time and grace are over, each in its own transaction; how many were closed."""
    with database.session() as session:
        waiting = queries.overdue(session, now=now)
    return each(database, waiting, lambda session, attempt_id: expire(session, attempt_id, now=now))
