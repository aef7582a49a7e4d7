"""Appeals: a candidate says what was wrong with an attempt, a registrar decides, and meanwhile nothing is certified."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from trainer.accounts.service import Part, require_apart
from trainer.audit import service as audit
from trainer.core.errors import Conflict, Invalid, NotFound
from trainer.exams import queries
from trainer.exams.machine import State
from trainer.exams.models import Appeal, Attempt
from trainer.exams.service import resits
from trainer.web.permissions import Permission

UPHELD, REJECTED = "upheld", "rejected"
ABOUT = {
    "result": "The result: how it was marked or decided",
    "course": "How the exam went: a fault, an interruption, a barrier",
    "void": "That the attempt was made void",
}
"""What can be appealed."""
RESIT_DAYS = 90
OWN = "Nobody decides their own appeal. A colleague does this one."
ALREADY = "You have appealed already, and a registrar will decide. Wait for that decision first."


def may_be_made(session: Session, attempt: Attempt) -> bool:
    """Whether this attempt can be appealed: a final exam that was marked or made void."""
    is_over = attempt.state in (State.GRADED.value, State.VOID.value)
    return is_over and queries.exam(session, attempt.exam_id).kind == queries.FINAL


def open_appeal(session: Session, attempt_id: UUID) -> Appeal | None:
    """The appeal of an attempt that nobody has decided yet."""
    return session.scalar(select(Appeal).where(Appeal.attempt_id == attempt_id, Appeal.outcome.is_(None)))


def make(session: Session, attempt_id: UUID, person_id: int, about: str, why: str, *, now: datetime) -> Appeal:
    """Appeal one's own attempt; Conflict while an earlier appeal of it is open, or before it was marked."""
    attempt = queries.own_attempt(session, attempt_id, person_id)
    queries.lock(session, attempt_id, person_id)
    if not may_be_made(session, attempt):
        raise Conflict("Only a final exam can be appealed, once it is marked or made void.")
    if about not in ABOUT or not why.strip():
        raise Invalid("Say what you appeal, and why.")
    if open_appeal(session, attempt_id) is not None:
        raise Conflict(ALREADY)
    made = Appeal(attempt_id=attempt_id, about=about, why=why, made_at=now, reason="")
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError as error:
        raise Conflict(ALREADY) from error
    _tell(session, made, "made", by=person_id, now=now)
    return made


def decide(
    session: Session, appeal_id: int, outcome: str, reason: str, *, with_resit: bool, by: int, now: datetime
) -> Appeal:
    """Uphold or reject an appeal, with a reason; an upheld one may give a free resit. Nobody decides their own."""
    found = session.get(Appeal, appeal_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    attempt = queries.locked_attempt(session, found.attempt_id)
    require_apart(session, Part(attempt.person_id), Part(by, Permission.DECIDE_APPEALS), alone=OWN, now=now)
    if found.outcome is not None:
        raise Conflict("This was decided already. Open the page again to see how.")
    if outcome not in (UPHELD, REJECTED) or not reason.strip() or (with_resit and outcome == REJECTED):
        raise Invalid("Choose what you decide, and say why.")
    found.outcome, found.reason, found.decided_by_id, found.decided_at = outcome, reason, by, now
    if with_resit:
        resits.grant(session, attempt, until=now + timedelta(days=RESIT_DAYS), now=now)
    session.flush()
    _tell(session, found, outcome, by=by, now=now)
    return found


def _tell(session: Session, appeal: Appeal, verb: str, *, by: int, now: datetime) -> None:
    """To the audit trail: that it happened; what was said stays with the two who said it."""
    detail = {"attempt": str(appeal.attempt_id), "about": appeal.about}
    audit.record(session, f"exam.appeal.{verb}", f"appeal:{appeal.id}", by=by, now=now, detail=detail)
