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
    wanted = (
        select(Exam.title, Drawn.version_id, func.count(), running, func.max(Attempt.started_at))
        .join(Attempt, Attempt.id == Drawn.attempt_id)
        .join(Exam, Exam.id == Attempt.exam_id)
        .where(Drawn.version_id.in_(set(version_ids)))
        .group_by(Exam.id, Drawn.version_id)
        .order_by(func.max(Attempt.started_at).desc())
    )
    return [Usage(*row) for row in session.execute(wanted)]
