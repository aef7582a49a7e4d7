"""The review that is open on a term, as its holder is told of it: why, what they can do, and when they hear of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from trainer.certificates import queries
from trainer.certificates.disputes import ASKED_BY_PEOPLE
from trainer.certificates.machine import REASONS
from trainer.certificates.models import Certificate
from trainer.certificates.rests import BY_ATTEMPT
from trainer.core import clock
from trainer.documents import written_day
from trainer.exams import queries as exams
from trainer.exams.models import Attempt

DECIDED = "A person decides what becomes of the certificate, and a letter tells you."
AT_ONCE = "You may sit the final exam again at once, without waiting, until"


class Resitting(StrEnum):
    """What became of the free resit that a review gave."""

    NONE = "none"
    FREE = "free"
    USED = "used"
    OVER = "over"


@dataclass(frozen=True)
class Review:
    """An open review: the newest of its reasons, its day, and the free resit; `is_asked` when a person opened it too.

    What a person put under review is settled before a new term begins.
    """

    reason: str
    until: date | None
    is_late: bool
    is_asked: bool
    zone: str
    resitting: Resitting
    resit_until: str

    @property
    def says(self) -> str:
        """What the holder can do, and what they can expect."""
        if self.resitting is Resitting.FREE:
            return f"{AT_ONCE} {self.resit_until}."
        if self.resitting is Resitting.USED:
            return f"You have used your free resit: the result of that exam counts. {DECIDED}"
        if self.resitting is Resitting.OVER:
            over = f"Your free resit ended on {self.resit_until}: another try has the usual waiting times."
            return f"{over} {DECIDED}"
        if self.until is None:
            return DECIDED
        day = f"{written_day(self.until.isoformat())} ({self.zone})"
        if self.is_late:
            return f"We said that we would come back to you by {day}, and it is still open. {DECIDED}"
        return f"We come back to you by {day}."


def review_of(session: Session, certificate: Certificate, *, now: datetime) -> Review | None:
    """The review that is open on a term, whatever its state; None where there is none."""
    opened = queries.open_review(session, certificate.id)
    if not opened:
        return None
    zone = certificate.record["zone"]
    until = next((event.until for event in reversed(opened) if event.until is not None), None)
    given = {event.reason for event in opened}
    rests = Resitting.NONE, ""
    if not given.isdisjoint(BY_ATTEMPT):
        rests = _resitting(
            session, session.get_one(Attempt, queries.decision_of(session, certificate).attempt_id), zone, now
        )
    return Review(
        REASONS[opened[-1].reason or ""], until, until is not None and clock.day_of(now, zone) > until,
        not given.isdisjoint(ASKED_BY_PEOPLE), zone, *rests,
    )  # fmt: skip


def _resitting(session: Session, attempt: Attempt, zone: str, now: datetime) -> tuple[Resitting, str]:
    """What the exam says of the free resit, and until when it lasts or lasted."""
    free = exams.free_resit(session, attempt.person_id, attempt.exam_id, now=now)
    if free is not None:
        return Resitting.FREE, _last_moment(free.until, zone)
    given = exams.resit_for(session, attempt.id)
    if given is None:
        return Resitting.NONE, ""
    if exams.is_used(session, given):
        return Resitting.USED, ""
    return Resitting.OVER, _last_moment(given.until, zone)


def _last_moment(until: datetime, zone: str) -> str:
    """A whole day where it ends with one, else the moment itself."""
    day = clock.day_of(until - timedelta(microseconds=1), zone)
    whole = clock.end_of_day(day, zone) == until
    return f"{written_day(day.isoformat())} ({zone})" if whole else clock.in_words(until, zone)
