"""Entering events into the public log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from trainer.core.errors import Conflict
from trainer.core.events import events
from trainer.transparency.entries import Entry
from trainer.transparency.models import LogEntry, LogWaiting


class Entered:
    """News that an entry waits for its place in the log."""


def enter(session: Session, entry: Entry, *, now: datetime) -> None:
    """Enter an event, in the caller's transaction; again under the same key changes nothing, unless it differs."""
    added = session.scalar(_insert(session, entry, now))
    if added is not None:
        session.add(LogWaiting(entry_id=added))
        events.tell(session, Entered())
        return
    found = session.scalars(select(LogEntry).where(LogEntry.key == entry.key)).one()
    if (found.kind, found.subject, found.commitment) != (entry.kind, entry.subject, entry.commitment):
        raise Conflict(f"The log has another entry under {entry.key}.")


def _insert(session: Session, entry: Entry, now: datetime) -> Any:
    """An insert that leaves a key alone that is there already, whoever wrote it."""
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = make(LogEntry).values(
        key=entry.key,
        kind=str(entry.kind),
        subject=entry.subject,
        commitment=entry.commitment,
        at=entry.at,
        entered_at=now,
    )
    return statement.on_conflict_do_nothing(index_elements=["key"]).returning(LogEntry.id)
