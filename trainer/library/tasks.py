"""What the worker does for the bank: the tasks that due sources call for, and telling their owners."""

from __future__ import annotations

from datetime import datetime

from trainer.core.db import Database
from trainer.library import desk, letters


def look_after_evidence(database: Database, house: letters.House, *, now: datetime) -> int:
    """Bring the desk in step with what is due, and write to owners, once a day at most; how much there was to do."""
    with database.write() as session:
        changed = desk.refresh(session, now=now, zone=house.time_zone)
        return changed + letters.tell_owners(session, house, now=now)
