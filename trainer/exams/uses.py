"""Which papers drew which versions: uses and exposure."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from trainer.exams.machine import State
from trainer.exams.models import Attempt, Drawn, Exam
from trainer.library.uses import Usage

RUNNING = (State.READY.value, State.RUNNING.value)


def of_versions(session: Session, version_ids: Collection[int]) -> list[Usage]:
    """What each exam did with each of these versions, the newest use first."""
    running = func.sum(cast(Attempt.state.in_(RUNNING), Integer))
    used = (
        select(Attempt.exam_id, Drawn.version_id, func.count().label("papers"), running.label("running"))
        .add_columns(func.max(Attempt.started_at).label("last"), func.min(Attempt.started_at).label("first"))
        .join(Attempt, Attempt.id == Drawn.attempt_id)
        .where(Drawn.version_id.in_(set(version_ids)))
        .group_by(Attempt.exam_id, Drawn.version_id)
        .subquery()
    )
    later = select(func.count()).where(Attempt.exam_id == used.c.exam_id, Attempt.started_at >= used.c.first)
    wanted = (
        select(Exam.title, used.c.version_id, used.c.papers, used.c.running, used.c.last, later.scalar_subquery())
        .join(used, used.c.exam_id == Exam.id)
        .order_by(used.c.last.desc())
    )
    return [Usage(*row) for row in session.execute(wanted)]
