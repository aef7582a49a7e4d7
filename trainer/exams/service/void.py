"""Making attempts void, and what staff do to many attempts at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from trainer.accounts.service import Part, require_apart
from trainer.core.errors import Conflict, Invalid
from trainer.core.events import events
from trainer.exams import queries
from trainer.exams.events import AttemptVoided
from trainer.exams.machine import Move, State, after
from trainer.exams.models import Attempt
from trainer.exams.service import trail
from trainer.exams.service.breaks import end_break
from trainer.exams.service.time import extend
from trainer.web.permissions import Permission

OWN = "Nobody makes their own attempt void. A colleague does this."
STAFF = "staff"
MOST = 200
"""How many attempts one bulk action may touch."""


class StillRunning(Conflict):
    """Some of the attempts are running, and nobody confirmed how many; nothing was changed."""

    kind = "still-running"
    title = "Attempts are running"

    def __init__(self, running: int) -> None:
        says = "1 of these attempts is running" if running == 1 else f"{running} of these attempts are running"
        super().__init__(f"{says}: people are answering now. Nothing was changed. To go on, type {running}.")
        self.running = running


def void(
    session: Session, attempt_id: UUID, *, reason: str, by: int, now: datetime, address: str | None = None
) -> Attempt:
    """Make an attempt void, whatever its state; it counts as no try, and what was answered and decided is kept."""
    attempt = queries.locked_attempt(session, attempt_id)
    require_apart(session, Part(attempt.person_id), Part(by, Permission.MANAGE_ATTEMPTS), alone=OWN, now=now)
    if attempt.state == State.VOID:
        raise Conflict("This attempt is void already.")
    end_break(session, attempt, now=now)
    before, attempt.state = attempt.state, after(attempt.state, Move.VOID).value
    if attempt.closed_at is None:
        attempt.closed_at, attempt.closed_by = now, STAFF
    session.flush()
    detail = {"reason": reason, "was": before}
    trail.leave(session, attempt, trail.VOIDED, by=by, now=now, address=address, detail=detail)
    events.tell(session, AttemptVoided(attempt.id, now))
    return attempt


def void_many(
    session: Session, ids: Collection[UUID], *, reason: str, confirmed: int | None, by: int, now: datetime
) -> int:
    """Make all of these attempts void, or none; StillRunning unless the number of running ones is confirmed."""
    for attempt in _chosen(session, ids, confirmed=confirmed, now=now):
        void(session, attempt.id, reason=reason, by=by, now=now)
    return len(set(ids))


def extend_many(
    session: Session, ids: Collection[UUID], *, minutes: int, why: str, confirmed: int | None, by: int, now: datetime
) -> int:
    """Give the same minutes to all of these attempts, or to none; StillRunning as for void_many."""
    for attempt in _chosen(session, ids, confirmed=confirmed, now=now):
        extend(session, attempt.id, minutes=minutes, why=why, by=by, now=now)
    return len(set(ids))


def _chosen(session: Session, ids: Collection[UUID], *, confirmed: int | None, now: datetime) -> list[Attempt]:
    """The attempts, all locked, in one order for everybody."""
    if not 1 <= len(set(ids)) <= MOST:
        raise Invalid(f"Choose between 1 and {MOST} attempts.")
    chosen = [queries.locked_attempt(session, attempt_id) for attempt_id in sorted(set(ids))]
    running = sum(queries.state_at(attempt, now) == State.RUNNING for attempt in chosen)
    if running and confirmed != running:
        raise StillRunning(running)
    return chosen
