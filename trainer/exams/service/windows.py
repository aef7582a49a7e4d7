"""Which window of a candidate's browser writes: the one that claimed it last."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from trainer.core.errors import NotFound
from trainer.exams import queries
from trainer.exams.errors import Closed


def claim(session: Session, attempt_id: UUID, writer: str, *, by: int, now: datetime) -> str:
    """Make this window the one that writes; Closed when nothing is written any more.

    Saves from the older window are still judged by their revision alone: it learns of the claim and turns read-only.
    """
    attempt = queries.locked_attempt(session, attempt_id)
    if attempt.person_id != by:
        raise NotFound
    if not queries.accepts(attempt, now):
        raise Closed
    attempt.window = writer
    session.flush()
    return writer
