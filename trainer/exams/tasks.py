"""What the worker does for exams, whether or not anyone looks."""

from __future__ import annotations

from datetime import datetime

from trainer.core import clock
from trainer.core.db import Database
from trainer.exams import service
from trainer.exams.service import pulse, time


def beat(database: Database, now: datetime) -> bool:
    """Write down that the service can save; whether it could not for a while before."""
    with database.write() as session:
        return pulse.beat(session, now, clock.ticks(), clock.boot_id())


def sweep(database: Database, now: datetime) -> int:
    """Give back what outages took, close what is overdue, grade what is submitted; how many attempts moved.

    Holds whose days are over end here, and what was graded before there were sealed records is sealed.
    """
    settled = time.settle_all(database, now=now)
    lapsed = service.lapse_held(database, now=now)
    moved = service.close_overdue(database, now=now) + service.grade_submitted(database, now=now)
    return settled + lapsed + moved + service.seal_missing(database, now=now)
