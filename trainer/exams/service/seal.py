"""Sealing: the record a decision rests on, written once."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from trainer.core.db import Database
from trainer.core.keep import Shelf
from trainer.exams import holds, queries
from trainer.exams.machine import State
from trainer.exams.models import Attempt, SealedRecord
from trainer.exams.record import body_of, key_digest
from trainer.exams.service import trail
from trainer.exams.service.each import each
from trainer.exams.signing import canonical, digest
from trainer.library.models import ItemVersion

AT_ONCE = 200
"""How many older attempts one sweep seals, so that it is soon back at its other work."""


_keys: Shelf[int, str] = Shelf(4096)


def seal(session: Session, attempt: Attempt, *, now: datetime) -> str:
    """Seal the record of an attempt that has just been graded, and return its digest."""
    text = canonical(body_of(session, attempt, lambda version: _key_digest(session, version)))
    sealed = SealedRecord(attempt_id=attempt.id, body=text.decode(), digest=digest(text), sealed_at=now)
    session.add(sealed)
    session.flush()
    return sealed.digest


def _key_digest(session: Session, version: ItemVersion) -> str:
    """The digest of a version's keys: versions never change, so each process derives it once."""
    engine = cast(Engine, session.get_bind())
    return _keys.get(engine, version.id) or _keys.put(engine, version.id, key_digest(version))


def seal_missing(database: Database, *, now: datetime) -> int:
    """Seal graded attempts from before there were records, each in its own transaction; how many were sealed."""
    with database.session() as session:
        waiting = holds.unsealed(session, limit=AT_ONCE)
    return each(database, waiting, lambda session, attempt_id: _seal_one(session, attempt_id, now))


def _seal_one(session: Session, attempt_id: UUID, now: datetime) -> bool:
    attempt = queries.locked_attempt(session, attempt_id)
    if attempt.state != State.GRADED or session.get(SealedRecord, attempt_id) is not None:
        return False
    trail.leave(session, attempt, trail.SEALED, by=None, now=now, detail={"seal": seal(session, attempt, now=now)})
    return True
