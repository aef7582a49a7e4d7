"""Entering events into the public log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from trainer.core.errors import Conflict
from trainer.core.events import events
from trainer.transparency.entries import Entry
from trainer.transparency.models import LogEntry, LogWaiting

ENTRIES, WAITING = (LogEntry.metadata.tables[model.__tablename__] for model in (LogEntry, LogWaiting))
INSERTS = {
    name: make(ENTRIES).on_conflict_do_nothing(index_elements=["key"]).returning(ENTRIES.c.id)
    for name, make in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
"""An insert that leaves a key alone that is there already, whoever wrote it."""


class Entered:
    """News that an entry waits for its place in the log."""


def enter(session: Session, entry: Entry, *, now: datetime) -> None:
    """Enter an event, in the caller's transaction; again under the same key changes nothing, unless it differs."""
    said = {**vars(entry), "kind": str(entry.kind), "entered_at": now}
    added = session.scalar(INSERTS[session.get_bind().dialect.name], said)
    if added is not None:
        session.execute(insert(WAITING), {"entry_id": added})
        events.tell(session, Entered())
        return
    found = session.scalars(select(LogEntry).where(LogEntry.key == entry.key)).one()
    if (found.kind, found.subject, found.commitment) != (entry.kind, entry.subject, entry.commitment):
        raise Conflict(f"The log has another entry under {entry.key}.")
