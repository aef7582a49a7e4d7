"""Breaks: the clock of an attempt stands, for as long as its candidate was granted."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from trainer.core.errors import Conflict, NotFound
from trainer.exams import queries, rules
from trainer.exams.machine import State
from trainer.exams.models import Attempt
from trainer.exams.service import trail
from trainer.exams.service.time import Kind, credit


class NoBreak(Conflict):
    """No break can begin."""

    kind = "no-break"
    title = "No break can begin now"


def pause(session: Session, attempt_id: UUID, *, by: int, now: datetime, address: str | None = None) -> Attempt:
    """Begin a break: the clock stands. A second one while it stands changes nothing."""
    attempt = _own(session, attempt_id, by)
    if attempt.state == State.RUNNING and queries.timing(attempt).is_paused(now):
        return attempt
    end_break(session, attempt, now=now)
    if not queries.is_open(attempt, now) or attempt.deadline is None:
        raise NoBreak("There is no running clock to stop.")
    if attempt.break_left_seconds <= 0:
        raise NoBreak("There is no break time left in this exam. The clock runs.")
    attempt.paused_at = now
    session.flush()
    trail.leave(session, attempt, trail.PAUSED, by=by, now=now, address=address)
    return attempt


def resume(session: Session, attempt_id: UUID, *, by: int, now: datetime, address: str | None = None) -> Attempt:
    """End a break: the clock runs on from where it stood. Without a break this changes nothing."""
    attempt = _own(session, attempt_id, by)
    if attempt.paused_at is not None:
        end_break(session, attempt, now=now, by=by)
        trail.leave(session, attempt, trail.RESUMED, by=by, now=now, address=address)
    return attempt


def end_break(session: Session, attempt: Attempt, *, now: datetime, by: int | None = None) -> None:
    """Write an open break down: the deadline moves by the time the clock has stood, at most by what was left."""
    if attempt.paused_at is None:
        return
    used = queries.timing(attempt).break_used(now)
    seconds = rules.whole_seconds(used)
    began, attempt.paused_at = attempt.paused_at, None
    attempt.break_left_seconds -= seconds
    credit(session, attempt, Kind.BREAK, seconds, "Break: the clock stood still", by, now, began, began + used)


def _own(session: Session, attempt_id: UUID, person_id: int) -> Attempt:
    attempt = queries.locked_attempt(session, attempt_id)
    if attempt.person_id != person_id:
        raise NotFound
    return attempt
