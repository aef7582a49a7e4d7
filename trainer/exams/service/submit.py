"""Handing in: once, whoever asks how often."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from trainer.core.errors import NotFound
from trainer.exams import queries
from trainer.exams.machine import Move, State
from trainer.exams.models import Attempt
from trainer.exams.service.close import close
from trainer.exams.service.time import settle_outage


def submit(session: Session, attempt_id: UUID, *, by: int, now: datetime, address: str | None = None) -> Attempt:
    """Close the paper; a late hand-in counts as expired, not as an error. A second one changes nothing."""
    attempt = queries.locked_attempt(session, attempt_id)
    if attempt.person_id != by:
        raise NotFound
    if attempt.state == State.RUNNING:
        if queries.timing(attempt).is_over(now):
            settle_outage(session, attempt, now)
        move = Move.EXPIRE if queries.timing(attempt).is_over(now) else Move.SUBMIT
        close(session, attempt, move, by=by, now=now, address=address)
    return attempt
