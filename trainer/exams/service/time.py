"""Time given to an attempt: it moves the deadline later, never earlier, and says why."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from trainer.accounts.service import Part, require_apart
from trainer.core.damage import DAMAGE
from trainer.core.db import Database
from trainer.core.errors import Conflict, Invalid
from trainer.exams import queries, rules
from trainer.exams.models import Attempt, TimeCredit
from trainer.exams.service import trail
from trainer.exams.service.each import each
from trainer.exams.service.outage import Record
from trainer.exams.spans import in_words
from trainer.web.permissions import Permission

OWN = "Nobody gives time to their own attempt. A colleague does this."
log = structlog.get_logger()
MOST_MINUTES = 24 * 60


class Kind(StrEnum):
    """Why time was given."""

    EXTENSION = "extension"
    OUTAGE = "outage"
    BREAK = "break"
    ACCOMMODATION = "accommodation"


class AlreadyClosed(Conflict):
    """Closing is latched: no time can be given to what is closed."""

    kind = "already-closed"
    title = "This attempt is closed"

    def __init__(self) -> None:
        super().__init__(
            "A closed attempt never opens again, so no time can be given. If the sitting was unfair, void it."
        )


def limit_for(session: Session, person_id: int, base_seconds: int | None) -> tuple[int | None, int]:
    """An exam's limit for one person, None when it has none, and the seconds of breaks in which the clock stands."""
    granted = queries.granted(session, person_id)
    if granted is None or base_seconds is None:
        return base_seconds, 0
    seconds = rules.limit(base_seconds, granted.multiplier, is_untimed=granted.is_untimed)
    return seconds, 0 if seconds is None else granted.break_minutes * 60


def credit(
    session: Session,
    attempt: Attempt,
    kind: str,
    seconds: int,
    why: str,
    by: int | None,
    now: datetime,
    from_at: datetime | None = None,
    to_at: datetime | None = None,
) -> TimeCredit:
    """Give time to an attempt that is locked: the deadline moves by so many seconds, and it is said why."""
    if seconds < 0:
        raise ValueError("time is given, never taken")
    given = TimeCredit(
        attempt_id=attempt.id, kind=kind, seconds=seconds, why=why, from_at=from_at, to_at=to_at, by_id=by, at=now
    )
    session.add(given)
    if attempt.deadline is not None:
        attempt.deadline += timedelta(seconds=seconds)
    session.flush()
    session.expire(attempt, ["credits"])
    detail = {"kind": kind, "seconds": seconds, "why": why}
    trail.leave(session, attempt, trail.CREDITED, by=by, now=now, detail=detail)
    return given


def extend(session: Session, attempt_id: UUID, *, minutes: int, why: str, by: int, now: datetime) -> Attempt:
    """Give minutes to an attempt under way; AlreadyClosed once it takes no more answers."""
    attempt = open_attempt(session, attempt_id, by=by, now=now)
    if not 1 <= minutes <= MOST_MINUTES:
        raise Invalid(f"Give between 1 and {MOST_MINUTES} minutes.")
    if attempt.deadline is None:
        raise Conflict("This attempt has no time limit: there is nothing to extend.")
    credit(session, attempt, Kind.EXTENSION, minutes * 60, why, by, now)
    return attempt


def open_attempt(session: Session, attempt_id: UUID, *, by: int, now: datetime) -> Attempt:
    """Somebody else's attempt, locked, that still takes answers."""
    attempt = queries.locked_attempt(session, attempt_id)
    require_apart(session, Part(attempt.person_id), Part(by, Permission.MANAGE_ATTEMPTS), alone=OWN, now=now)
    if not queries.accepts(attempt, now):
        raise AlreadyClosed
    return attempt


def settle_outage(session: Session, attempt: Attempt, now: datetime) -> int:
    """Give a locked attempt what outages took from it, each stretch once; how many seconds were given."""
    return settle(session, attempt, Record(session, since=attempt.started_at, now=now), now=now)


def settle(session: Session, attempt: Attempt, record: Record, *, now: datetime) -> int:
    """As settle_outage, from a record that was read for many attempts."""
    seconds = 0
    for lost in list(record.owed(attempt)):
        given = rules.whole_seconds(lost.length)
        why = f"The service could not save {in_words(lost)}"
        credit(session, attempt, Kind.OUTAGE, given, why, None, now, lost.begin, lost.end)
        seconds += given
    return seconds


def settle_all(database: Database, *, now: datetime) -> int:
    """Settle every running attempt that an outage took time from; how many there were."""
    with database.session() as reading:
        running = queries.with_deadline(reading)
        record = Record(reading, since=min((one.started_at for one in running), default=now), now=now)
        owed = [attempt.id for attempt in running if _is_owed(record, attempt)]
        return each(database, owed, lambda session, attempt_id: _settle_one(session, attempt_id, record, now))


def _is_owed(record: Record, attempt: Attempt) -> bool:
    try:
        return bool(list(record.owed(attempt)))
    except DAMAGE:
        log.exception("exam.attempt.damaged", attempt=str(attempt.id))
        return False


def _settle_one(session: Session, attempt_id: UUID, record: Record, now: datetime) -> bool:
    return settle(session, queries.locked_attempt(session, attempt_id), record, now=now) > 0
