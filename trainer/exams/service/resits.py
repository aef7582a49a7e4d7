"""Giving a free resit: the right to sit an exam again without waiting."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.exams.models import Attempt, Resit
from trainer.exams.service import trail


def grant(session: Session, attempt: Attempt, *, until: datetime, now: datetime) -> Resit:
    """Give the candidate of an attempt one free resit; an attempt gives at most one."""
    found = session.scalar(select(Resit).where(Resit.attempt_id == attempt.id))
    if found is not None:
        return found
    made = Resit(
        attempt_id=attempt.id, person_id=attempt.person_id, exam_id=attempt.exam_id, granted_at=now, until=until
    )
    session.add(made)
    session.flush()
    trail.leave(session, attempt, trail.RESIT, by=None, now=now, detail={"until": until.isoformat()})
    return made
