"""Accommodations: a person asks in their own words, a registrar decides, every clock follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.accounts.service import Part, require_apart
from trainer.audit import service as audit
from trainer.core.errors import Conflict, Invalid, NotFound
from trainer.exams import queries
from trainer.exams.models import Accommodation, Attempt
from trainer.exams.service.breaks import end_break
from trainer.exams.service.time import Kind, credit, limit_for, settle_outage
from trainer.web.permissions import Permission

OWN = "Nobody decides their own accommodation. A colleague does this one."
ASKED, GRANTED, REFUSED, ENDED = "asked", "granted", "refused", "ended"
MULTIPLIERS = ("1", "1.25", "1.5", "2", "3")
MOST_BREAK_MINUTES = 60
WHY = "Time agreed for you beforehand"


@dataclass(frozen=True)
class Grant:
    """What a registrar grants. Untimed leaves no clock to multiply or to stop."""

    multiplier: str = "1"
    is_untimed: bool = False
    break_minutes: int = 0

    def check(self) -> None:
        """Invalid unless this is something that can be granted."""
        if self.multiplier not in MULTIPLIERS or not 0 <= self.break_minutes <= MOST_BREAK_MINUTES:
            raise Invalid("Choose one of the multipliers, and breaks of 0 to 60 minutes.")
        if self == Grant():
            raise Invalid("This grants nothing. Give more time or breaks, or refuse.")


def ask(session: Session, person_id: int, words: str, *, now: datetime) -> Accommodation:
    """Ask for an accommodation; Conflict while an earlier one waits for its decision."""
    waiting = select(Accommodation.id).where(Accommodation.person_id == person_id, Accommodation.state == ASKED)
    if session.scalar(waiting.limit(1)) is not None:
        raise Conflict("You have asked already, and a registrar will decide. Wait for that decision first.")
    asked = Accommodation(
        person_id=person_id,
        state=ASKED,
        asked=words,
        asked_at=now,
        multiplier="1",
        is_untimed=False,
        break_minutes=0,
        reason="",
    )
    session.add(asked)
    session.flush()
    _tell(session, asked, "asked", by=person_id, now=now)
    return asked


def grant(
    session: Session, accommodation_id: int, granted: Grant, reason: str, *, by: int, now: datetime
) -> Accommodation:
    """Grant what was asked for; it takes the place of an earlier grant, and running attempts follow at once."""
    granted.check()
    found = _waiting(session, accommodation_id, by, now)
    earlier = queries.granted(session, found.person_id)
    if earlier is not None:
        earlier.state, earlier.ended_at = ENDED, now
    found.multiplier, found.is_untimed = granted.multiplier, granted.is_untimed
    found.break_minutes = granted.break_minutes
    _decide(session, found, GRANTED, reason, by=by, now=now)
    for attempt_id in queries.running_of(session, found.person_id):
        retime(session, queries.locked_attempt(session, attempt_id), now=now)
    return found


def refuse(session: Session, accommodation_id: int, reason: str, *, by: int, now: datetime) -> Accommodation:
    """Refuse what was asked for; an earlier grant stays."""
    found = _waiting(session, accommodation_id, by, now)
    _decide(session, found, REFUSED, reason, by=by, now=now)
    return found


def end(session: Session, accommodation_id: int, *, by: int, now: datetime) -> Accommodation:
    """End a grant: attempts that begin later have the common time; those that run keep theirs."""
    found = _locked(session, accommodation_id, by, now)
    if found.state != GRANTED:
        raise Conflict("Only what is granted can be ended.")
    found.state, found.ended_at = ENDED, now
    _tell(session, found, "ended", by=by, now=now)
    return found


def retime(session: Session, attempt: Attempt, *, now: datetime) -> None:
    """Give a running attempt what its person was granted since it began; never less than it has."""
    settle_outage(session, attempt, now)
    if attempt.deadline is None or not queries.accepts(attempt, now):
        return
    limit, breaks = limit_for(session, attempt.person_id, attempt.base_limit_seconds)
    if limit is None:
        _free(session, attempt, now)
        return
    more = limit - (attempt.limit_seconds or 0) - _given(attempt, Kind.ACCOMMODATION)
    if more > 0:
        credit(session, attempt, Kind.ACCOMMODATION, more, WHY, None, now)
    if not queries.timing(attempt).is_paused(now):
        end_break(session, attempt, now=now)
    attempt.break_left_seconds = max(attempt.break_left_seconds, breaks - _given(attempt, Kind.BREAK))
    session.flush()


def _free(session: Session, attempt: Attempt, now: datetime) -> None:
    """Take the clock away from a running attempt."""
    end_break(session, attempt, now=now)
    attempt.deadline = attempt.limit_seconds = None
    attempt.break_left_seconds = 0
    credit(session, attempt, Kind.ACCOMMODATION, 0, "No time limit, as agreed for you", None, now)


def _given(attempt: Attempt, kind: Kind) -> int:
    return sum(given.seconds for given in attempt.credits if given.kind == kind)


def _decide(session: Session, found: Accommodation, state: str, reason: str, *, by: int, now: datetime) -> None:
    found.state, found.reason, found.decided_by_id, found.decided_at = state, reason, by, now
    session.flush()
    _tell(session, found, state, by=by, now=now)


def _waiting(session: Session, accommodation_id: int, by: int, now: datetime) -> Accommodation:
    found = _locked(session, accommodation_id, by, now)
    if found.state != ASKED:
        raise Conflict("This was decided already. Open the page again to see how.")
    return found


def _locked(session: Session, accommodation_id: int, by: int, now: datetime) -> Accommodation:
    found = session.get(Accommodation, accommodation_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    require_apart(session, Part(found.person_id), Part(by, Permission.DECIDE_ACCOMMODATIONS), alone=OWN, now=now)
    return found


def _tell(session: Session, found: Accommodation, verb: str, *, by: int, now: datetime) -> None:
    """To the audit trail: that it happened, never what was said or granted, which is private."""
    audit.record(session, f"exam.accommodation.{verb}", f"accommodation:{found.id}", by=by, now=now)
