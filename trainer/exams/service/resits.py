"""Giving a free resit: the right to sit an exam again without waiting."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.exams import queries
from trainer.exams.models import Attempt, Resit
from trainer.exams.service import trail


def grant(session: Session, attempt: Attempt, *, until: datetime, now: datetime) -> Resit:
    """Give the candidate of an attempt a free resit until a moment; one that is unused and lasts as long is the one.

    One that is unused is made to last longer; in the place of one that is used or over stands a new one, so whoever
    promises a resit asks once for each promise.
    """
    found = session.scalar(select(Resit).where(Resit.attempt_id == attempt.id).with_for_update())
    is_free = found is not None and queries.is_free(session, found, now=now)
    if found is not None and is_free and found.until >= until:
        return found
    if found is None:
        found = Resit(attempt_id=attempt.id, person_id=attempt.person_id, exam_id=attempt.exam_id)
        session.add(found)
    if not is_free:
        found.granted_at = now
    found.until = until
    session.flush()
    trail.leave(session, attempt, trail.RESIT, by=None, now=now, detail={"until": until.isoformat()})
    return found
