"""Who may see which picture: the staff of the bank every one, anybody else those of the papers that lie before them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.exams import queries
from trainer.exams.machine import State
from trainer.exams.models import Attempt, Exam, Paper
from trainer.library.media import says
from trainer.library.models import ItemVersion

SHOWN_AGAIN = ("quiz", "practice")
"""Exams whose questions are shown again after they have ended."""


def may_see(session: Session, digest: str, *, person_id: int, now: datetime) -> bool:
    """Whether a picture stands on a paper of this person that they may look at now.

    A final's pictures are seen while it is sat and its clock runs; what is void is never seen again.
    """
    mine = select(Attempt, Exam.kind).join(Exam, Exam.id == Attempt.exam_id).where(Attempt.person_id == person_id)
    seen = [attempt.id for attempt, kind in session.execute(mine) if _is_before_them(attempt, kind, now)]
    papers = session.scalars(select(Paper.items).where(Paper.attempt_id.in_(seen)))
    asked = {entry["version_id"] for items in papers for entry in items}
    shown = select(ItemVersion.id).where(ItemVersion.id.in_(asked), says(f'%"digest": "{digest}"%')).limit(1)
    return bool(asked) and session.scalar(shown) is not None


def _is_before_them(attempt: Attempt, kind: str, now: datetime) -> bool:
    if queries.is_open(attempt, now):
        return not queries.timing(attempt).is_paused(now)
    return kind in SHOWN_AGAIN and attempt.state != State.VOID
