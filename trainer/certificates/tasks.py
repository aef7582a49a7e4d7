"""What the certificates hear of, and whom they tell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from trainer.certificates.objections import Objection
from trainer.certificates.service import Workshop, review
from trainer.core.db import after_commit
from trainer.core.events import Hearer
from trainer.exams.events import AttemptRescored, AttemptVoided
from trainer.exams.service.appeal import open_appeal
from trainer.jobs import Jobs
from trainer.practicals.events import PracticalWithdrawn
from trainer.transparency.public_log import public_log
from trainer.web.services import services

LETTERS = "mail.deliver"
STATUS = "certificates.status"


def workshop() -> Workshop:
    """What the application that runs this issues with."""
    own = services()
    return Workshop(own.storage, own.facts, public_log())


def hearer(jobs: Jobs) -> Hearer:
    """A hearer of passes: once the grading is committed, the worker looks for certificates to issue."""

    def consider(session: Session, _event: Any) -> None:
        after_commit(session, lambda: jobs.tell("certificates.issue"))

    return consider


def lister(jobs: Jobs) -> Hearer:
    """A hearer of entries in the log: whatever happened to a certificate, the status lists may have to follow."""

    def follow(session: Session, _event: Any) -> None:
        after_commit(session, lambda: jobs.tell(STATUS))

    return follow


def appealed(session: Session, attempt_id: UUID, _now: datetime) -> list[Objection]:
    """The objection of an open appeal of this attempt."""
    found = open_appeal(session, attempt_id)
    says = "Your appeal of this exam is open. Nothing is issued on it until a registrar has decided."
    return [Objection(says, {"appeal": found.id})] if found else []


def doubter(tell: Callable[[str], None]) -> Hearer:
    """A hearer of attempts and practicals that may no longer hold: what rests on them is reviewed there and then."""

    def doubt(session: Session, event: AttemptVoided | AttemptRescored | PracticalWithdrawn) -> None:
        if isinstance(event, PracticalWithdrawn):
            review.practical_withdrawn(session, event.sign_off_id, now=event.at)
        else:
            review.rescored(session, event.attempt_id, now=event.at)
        after_commit(session, lambda: tell(LETTERS))

    return doubt
