"""Settling a held decision: by its follow-up, or because its days are over."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from question_bank.scoring.decision import Verdict
from trainer.core.db import Database
from trainer.core.events import events
from trainer.exams import holds, queries
from trainer.exams.events import AttemptPassed, HoldSettled
from trainer.exams.machine import Move, State
from trainer.exams.models import Attempt
from trainer.exams.service import trail
from trainer.exams.service.close import close
from trainer.exams.service.each import each


def settle(session: Session, follow_up: Attempt, *, now: datetime) -> None:
    """Let a graded follow-up settle the attempt it belongs to; a hold that is settled already stays as it is.

    The decision written at grading stays: that it was held is history. The outcome is what came of it.
    """
    if follow_up.parent_id is None:
        return
    held = queries.locked_attempt(session, follow_up.parent_id)
    if held.state != State.GRADED or held.outcome != Verdict.HELD:
        return
    held.outcome, held.released_by_id = follow_up.outcome, follow_up.id
    session.flush()
    is_passed = held.outcome == Verdict.PASSED
    detail = {"follow_up": str(follow_up.id), "outcome": held.outcome}
    trail.leave(session, held, trail.RELEASED if is_passed else trail.NOT_RELEASED, by=None, now=now, detail=detail)
    events.tell(session, HoldSettled(held.id, now))
    if is_passed:
        course_id = queries.exam(session, held.exam_id).course_id
        events.tell(session, AttemptPassed(held.id, held.person_id, course_id, now))


def lapse_held(database: Database, *, now: datetime) -> int:
    """End every hold whose days are over, each in its own transaction; how many moved."""
    with database.session() as session:
        waiting = holds.lapsing(session, now=now)
    return each(database, waiting, lambda session, attempt_id: lapse(session, attempt_id, now=now))


def lapse(session: Session, attempt_id: UUID, *, now: datetime) -> bool:
    """End one hold whose days are over: not passed, unless its follow-up is still being sat or marked.

    A follow-up without a time limit is closed here, and what was saved in it is marked.
    """
    held = queries.locked_attempt(session, attempt_id)
    days = holds.beside(session, queries.exam(session, held.exam_id), holds.FOLLOW_UP).rules["days"]
    if held.state != State.GRADED or held.outcome != Verdict.HELD or now <= holds.until(held, days):
        return False
    sat = holds.follow_ups(session, held.id)
    if sat:
        return _close_untimed(session, sat[-1].id, now=now)
    held.outcome = Verdict.NOT_PASSED.value
    session.flush()
    trail.leave(session, held, trail.LAPSED, by=None, now=now, detail={"days": days})
    events.tell(session, HoldSettled(held.id, now))
    return True


def _close_untimed(session: Session, attempt_id: UUID, *, now: datetime) -> bool:
    attempt = queries.locked_attempt(session, attempt_id)
    if attempt.state != State.RUNNING or attempt.deadline is not None:
        return False
    close(session, attempt, Move.EXPIRE, by=None, now=now)
    return True
