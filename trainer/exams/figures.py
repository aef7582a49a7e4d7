"""Figures of items over many papers: what was earned on each version in finals, for those who look after the bank."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from trainer.core.db import Database
from trainer.exams import queries
from trainer.exams.marking import Marked
from trainer.exams.models import Attempt, Drawn, Exam
from trainer.library.models import ItemFigure

_EARNED = (
    update(Drawn)
    .where(Drawn.attempt_id == bindparam("attempt"), Drawn.position == bindparam("place"))
    .values(earned=bindparam("credit"))
)


def keep(session: Session, attempt_id: UUID, marks: tuple[Marked, ...]) -> None:
    """Write down what each position of an attempt earned, beside what it asked."""
    rows = [
        {"attempt": attempt_id, "place": each.entry["position"], "credit": float(each.outcome.credit)} for each in marks
    ]
    if rows:
        session.connection().execute(_EARNED, rows)


def refresh(database: Database, *, now: datetime) -> int:
    """Count anew, over all graded finals, how often each version was answered and its facility; how many versions."""
    with database.write() as session:
        wanted = (
            select(Drawn.version_id, func.count(), func.avg(Drawn.earned))
            .join(Attempt, Attempt.id == Drawn.attempt_id)
            .join(Exam, Exam.id == Attempt.exam_id)
            .where(Exam.kind == queries.FINAL, Drawn.earned.is_not(None))
            .group_by(Drawn.version_id)
        )
        rows = [
            {"version_id": version_id, "answered": count, "facility": float(mean), "counted_at": now}
            for version_id, count, mean in session.execute(wanted)
        ]
        session.execute(delete(ItemFigure))
        if rows:
            session.execute(insert(ItemFigure), rows)
    return len(rows)
