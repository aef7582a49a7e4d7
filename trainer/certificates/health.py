"""How the certificates as a whole are: what waits too long, and what no longer follows from what was signed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from trainer.certificates import queries
from trainer.certificates.checks import Check
from trainer.certificates.models import Certificate
from trainer.certificates.rules import Verdict
from trainer.certificates.service import status
from trainer.certificates.service.readiness import PROMPT
from trainer.certificates.service.workshop import Workshop
from trainer.certificates.verification import verified
from trainer.core import clock
from trainer.core.db import Database
from trainer.transparency.entries import Kind
from trainer.transparency.models import LogEntry, LogWaiting

BATCH = 500
SOON = timedelta(hours=1)
"""So long an entry may wait for its place in the log."""
NAMED = 5
HELD_UP = (
    "signed more than a day ago and not in the log yet: what it first has three days after its issue stays back-dated, "
    "and is decided again (`trainer certificates renew IDENTIFIER`)"
)
WRONG = (Verdict.TAMPERED, Verdict.NOT_LOGGED, Verdict.BACK_DATED)
STATED = ("Status", "Dates")
"""The checks that tell what was decided about a certificate, which is no fault."""
Tell = Callable[[int], None]


def overdue(database: Database, workshop: Workshop, *, now: datetime) -> list[str]:
    """Entries that wait for the log, and status lists that are not there or past their time, each in words."""
    with database.session() as session:
        waiting = select(func.count(), func.min(LogEntry.entered_at)).join(
            LogWaiting, LogWaiting.entry_id == LogEntry.id
        )
        count, since = session.execute(waiting.where(LogEntry.entered_at < now - SOON)).one()
        lists = status.faults(session, workshop, now=now)
        late = _held_up(session, now)
    waits = [f"{count} waiting for the log since {clock.stamp(since)}"] if count else []
    return [*waits, *([f"{', '.join(late)} {HELD_UP}"] if late else []), *lists]


def _held_up(session: Session, now: datetime) -> list[str]:
    """The certificates that were signed more than a day ago and have no place in the log yet, the first few."""
    issued = LogEntry.kind == Kind.ISSUED.value
    waiting = select(LogEntry.key).join(LogWaiting, LogWaiting.entry_id == LogEntry.id).order_by(LogEntry.id)
    keys = session.scalars(waiting.where(issued, LogEntry.entered_at < now - PROMPT).limit(NAMED))
    return [queries.certificate(session, int(key.split(":")[1])).identifier for key in keys]


def how_many(database: Database) -> int:
    """How many certificates there are."""
    with database.session() as session:
        return session.scalar(select(func.count(Certificate.id))) or 0


def wrong(database: Database, workshop: Workshop, *, now: datetime, tell: Tell) -> Iterator[str]:
    """Every certificate that does not follow again from what was signed, stored and logged, with the first reason.

    It tells after each batch how many it has looked at.
    """
    last = 0
    while True:
        with database.session() as session:
            query = select(Certificate).where(Certificate.id > last).order_by(Certificate.id).limit(BATCH)
            batch = list(session.scalars(query))
            found = verified(session, batch, workshop, now=now) if batch else []
        for one in found:
            if (fault := fault_in(one.checks)) is not None:
                yield f"{one.certificate.identifier}: {fault.name}: {fault.detail}"
        if not batch:
            return
        last = batch[-1].id
        tell(len(batch))


def fault_in(checks: tuple[Check, ...]) -> Check | None:
    """The first check that tells of something wrong with what we keep; None when there is none."""
    return next((check for check in checks if is_fault(check)), None)


def is_fault(check: Check) -> bool:
    """Whether a check failed for another reason than what was decided about the certificate."""
    return check.tells in WRONG or (check.tells is Verdict.UNDER_REVIEW and check.name not in STATED)
