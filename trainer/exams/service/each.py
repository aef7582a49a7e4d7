"""Doing one thing to many attempts, each apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from trainer.core.damage import DAMAGE
from trainer.core.db import Database

log = structlog.get_logger()


def each(database: Database, ids: Iterable[UUID], work: Callable[[Session, UUID], bool]) -> int:
    """Do one thing to each attempt in a transaction of its own; a damaged one is logged and delays none."""
    done = 0
    for attempt_id in ids:
        try:
            with database.write() as session:
                done += work(session, attempt_id)
        except DAMAGE:
            log.exception("exam.attempt.damaged", attempt=str(attempt_id))
    return done
