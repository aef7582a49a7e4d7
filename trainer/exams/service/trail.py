"""The trail of an attempt: what happened, who did it, when and from where."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from trainer.audit import service as audit
from trainer.exams.models import Attempt, AttemptEvent

STARTED = "exam.attempt.started"
SUBMITTED = "exam.attempt.submitted"
EXPIRED = "exam.attempt.expired"
GRADED = "exam.attempt.graded"
SEALED = "exam.attempt.sealed"
RELEASED = "exam.attempt.released"
NOT_RELEASED = "exam.attempt.not-released"
LAPSED = "exam.attempt.lapsed"
CREDITED = "exam.attempt.credited"
PAUSED = "exam.attempt.paused"
RESUMED = "exam.attempt.resumed"
VOIDED = "exam.attempt.voided"
RESIT = "exam.attempt.resit-given"


def leave(
    session: Session,
    attempt: Attempt,
    name: str,
    *,
    by: int | None,
    now: datetime,
    address: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Write an event to the attempt's own trail and to the audit trail, in the transaction that made it so."""
    said = detail or {}
    session.add(AttemptEvent(attempt_id=attempt.id, name=name, at=now, by_id=by, address=address, detail=said))
    audit.record(session, name, f"attempt:{attempt.id}", by=by, now=now, detail=said)
