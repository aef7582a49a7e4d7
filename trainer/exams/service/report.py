"""Reporting an item from an attempt of one's own: a note for the bank's owners."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from trainer.core.errors import NotFound, Refused
from trainer.exams import queries
from trainer.library import reports

MOST = 20
"""Reports from one attempt."""


def report(session: Session, attempt_id: UUID, position: int, text: str, *, by: int, now: datetime) -> int:
    """Send a note about the item at a position; the report's number. Refused after twenty from one attempt."""
    queries.lock(session, attempt_id, by)
    items = queries.paper_items(session, attempt_id)
    if not 1 <= position <= len(items):
        raise NotFound
    place = f"attempt {attempt_id}, question "
    if reports.count_from(session, place, by=by) >= MOST:
        raise Refused(f"You have sent {MOST} reports from this exam. Write to us about anything more.")
    version_id = items[position - 1]["version_id"]
    return reports.report(session, version_id, where=f"{place}{position}", text=text, by=by, now=now).id
