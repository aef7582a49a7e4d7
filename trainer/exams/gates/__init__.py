"""What must be so before an exam can be sat: each gate with its words, and where to go when it is shut."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from trainer.exams import holds, queries
from trainer.exams.gates.final import final_gates
from trainer.exams.gates.follow_up import follow_up_gates
from trainer.exams.gates.gate import Gate
from trainer.exams.gates.quiz import quiz_gates
from trainer.exams.models import Exam
from trainer.web.permissions import Role

__all__ = ["Gate", "final_gates", "follow_up_gates", "gates_of", "quiz_gates"]


def gates_of(session: Session, exam: Exam, person_id: int, roles: frozenset[Role], *, now: datetime) -> list[Gate]:
    """The gates of an exam of any kind; a practice paper has none."""
    if exam.kind == queries.FINAL:
        return final_gates(session, exam, person_id, roles, now=now)
    if exam.kind == holds.FOLLOW_UP:
        return follow_up_gates(session, exam, person_id, roles, now=now)
    if exam.kind == holds.PRACTICE:
        return []
    return quiz_gates(session, exam, person_id, now=now)
