"""Grading a closed attempt: once, from what was stored and frozen, and from nothing else."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from question_bank.scoring.decision import Verdict
from question_bank.scoring.policy import Policy
from trainer.core.db import Database
from trainer.core.events import events
from trainer.courses.service import record_module_pass
from trainer.exams import marking, queries
from trainer.exams.events import AttemptPassed
from trainer.exams.machine import Move, State, after
from trainer.exams.models import Attempt, Exam
from trainer.exams.service import trail
from trainer.exams.service.close import each
from trainer.library import queries as library


def grade(session: Session, attempt_id: UUID, *, now: datetime) -> Attempt:
    """Decide a submitted attempt; IllegalMove while it is running, and nothing more once it is graded."""
    attempt = queries.locked_attempt(session, attempt_id)
    if attempt.state == State.GRADED:
        return attempt
    attempt.state = after(attempt.state, Move.GRADE).value
    attempt.decision = decision_of(session, attempt)
    attempt.outcome = attempt.decision["verdict"]
    attempt.graded_at = now
    session.flush()
    trail.leave(session, attempt, trail.GRADED, by=None, now=now, detail={"outcome": attempt.outcome})
    if attempt.outcome == Verdict.PASSED:
        _tell(session, attempt, queries.exam(session, attempt.exam_id), now)
    return attempt


def decision_of(session: Session, attempt: Attempt) -> dict[str, Any]:
    """The decision that follows from an attempt's record; the same today and in ten years."""
    return marking.decision(marked(session, attempt), _policy(session, attempt))


def marked(session: Session, attempt: Attempt) -> tuple[marking.Marked, ...]:
    """Every position of an attempt with what its stored answer earned."""
    items = queries.paper_items(session, attempt.id)
    given = {position: row.answer for position, row in queries.answers(session, attempt.id).items()}
    versions = library.versions_by_id(session, [entry["version_id"] for entry in items])
    payloads = {version_id: library.payload_of(version) for version_id, version in versions.items()}
    return marking.marked(items, given, payloads)


def _policy(session: Session, attempt: Attempt) -> Policy:
    if attempt.policy_version_id is None:
        return marking.quiz_policy(attempt.rules)
    return library.policy(session, attempt.policy_version_id)


def _tell(session: Session, attempt: Attempt, exam: Exam, now: datetime) -> None:
    """Who has to know of a pass: the course for a quiz, whoever listens for a final exam."""
    if exam.module_id is None:
        events.tell(session, AttemptPassed(attempt.id, attempt.person_id, exam.course_id, now))
        return
    total = (attempt.decision or {})["rules"][0]
    record_module_pass(
        session,
        person_id=attempt.person_id,
        module_id=exam.module_id,
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
