"""Writing the audit trail in the same transaction as the change, and checking its chain."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from trainer.audit.models import AuditEvent
from trainer.core import clock

FIRST = "0" * 64
CHAIN_LOCK = 0x7472_6169  # one number for PostgreSQL's advisory lock on the chain's end


def record(
    session: Session,
    action: str,
    subject: str,
    *,
    by: int | None,
    now: datetime,
    detail: dict[str, Any] | None = None,
) -> None:
    """Append one event; `action` is `subject.object.verb` in the past, `subject` is like `licence:12`."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(CHAIN_LOCK)))
    session.flush()
    last = session.scalar(select(AuditEvent.hash).order_by(AuditEvent.id.desc()).limit(1)) or FIRST
    event = AuditEvent(at=now, actor_id=by, action=action, subject=subject, detail=detail or {}, previous=last)
    event.hash = hash_of(event)
    session.add(event)
    session.flush()


def hash_of(event: AuditEvent) -> str:
    """SHA-256 over the event and the hash before it, as canonical JSON."""
    said = [event.previous, clock.stamp(event.at), event.actor_id, event.action, event.subject, event.detail]
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def faults(session: Session) -> list[str]:
    """Where the chain is broken; empty when every event is as it was written."""
    found: list[str] = []
    before = FIRST
    for event in session.scalars(select(AuditEvent).order_by(AuditEvent.id)):
        if event.previous != before:
            found.append(f"event {event.id} does not follow the one before it")
        if event.hash != hash_of(event):
            found.append(f"event {event.id} was changed")
        before = event.hash
    return found
