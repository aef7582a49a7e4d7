"""Grading a closed attempt: once, from what was stored and frozen, and from nothing else."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from question_bank.scoring.decision import Verdict
from trainer.core.db import Database
from trainer.core.events import events
from trainer.courses.service import record_module_pass
from trainer.exams import figures, holds, queries
from trainer.exams.events import AttemptHeld, AttemptPassed
from trainer.exams.machine import Move, State, after
from trainer.exams.marks import decided, marked
from trainer.exams.models import Attempt, Exam
from trainer.exams.service import follow_up, trail
from trainer.exams.service.each import each
from trainer.exams.service.seal import seal


def grade(session: Session, attempt_id: UUID, *, now: datetime) -> Attempt:
    """Decide a submitted attempt; IllegalMove while it is running, and nothing more once it is graded."""
    attempt = queries.locked_attempt(session, attempt_id)
    if attempt.state == State.GRADED:
        return attempt
    attempt.state = after(attempt.state, Move.GRADE).value
    marks = marked(session, attempt)
    attempt.decision = decided(session, attempt, marks)
    attempt.outcome = attempt.decision["verdict"]
    attempt.graded_at = now
    session.flush()
    exam = queries.exam(session, attempt.exam_id)
    detail: dict[str, Any] = {"outcome": attempt.outcome}
    if exam.kind != holds.PRACTICE:
        detail["seal"] = seal(session, attempt, now=now)
    trail.leave(session, attempt, trail.GRADED, by=None, now=now, detail=detail)
    figures.keep(session, attempt.id, marks)
    _tell(session, attempt, exam, now)
    return attempt


def _tell(session: Session, attempt: Attempt, exam: Exam, now: datetime) -> None:
    """Who has to know: the held attempt of a follow-up, the course of a quiz, whoever listens for a final exam."""
    if exam.kind == holds.FOLLOW_UP:
        follow_up.settle(session, attempt, now=now)
    elif attempt.outcome == Verdict.HELD:
        events.tell(session, AttemptHeld(attempt.id, now))
    elif attempt.outcome == Verdict.PASSED and exam.module_id is not None:
        _pass_module(session, attempt, exam.module_id, now)
    elif attempt.outcome == Verdict.PASSED:
        events.tell(session, AttemptPassed(attempt.id, attempt.person_id, exam.course_id, now))


def _pass_module(session: Session, attempt: Attempt, module_id: int, now: datetime) -> None:
    total = (attempt.decision or {})["rules"][0]
    record_module_pass(
        session,
        person_id=attempt.person_id,
        module_id=module_id,
        score=int(Fraction(total["reached"])),
        of=total["of"],
        now=now,
    )


def grade_submitted(database: Database, *, now: datetime) -> int:
    """Grade every submitted attempt, each in its own transaction; how many were graded."""
    with database.session() as session:
        waiting = queries.awaiting_grade(session)
    return each(database, waiting, lambda session, attempt_id: _grade_one(session, attempt_id, now))


def _grade_one(session: Session, attempt_id: UUID, now: datetime) -> bool:
    before = queries.locked_attempt(session, attempt_id).state
    return grade(session, attempt_id, now=now).state != before
