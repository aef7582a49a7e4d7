"""Having the last checkpoint timestamped, at least once a day where there is an authority to ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.core.db import Database
from trainer.transparency import stamps, store
from trainer.transparency.models import LogCheckpoint, LogTimestamp
from trainer.transparency.note import Note

DAILY = timedelta(days=1)


def stamp(
    database: Database, url: str, *, now: datetime, at_once: bool = False, roots: Sequence[bytes] = ()
) -> int:  # fmt: skip
    """Timestamp the last checkpoint when the last timestamp is a day old; returns how many were made.

    Raises Refusal where the authority gives none, or none below one of the roots where these are named, in DER, and
    NoTimestamp where it is out of reach. Nothing is locked while it is asked.
    """
    with database.session() as session:
        last = store.latest(session)
        if last is None or not (at_once or _is_due(session, now)) or _is_stamped(session, last):
            return 0
    token = stamps.fetch(url, Note.parse(last.note).text.encode(), roots)
    with database.write() as session:
        if _is_stamped(session, last):
            return 0
        session.add(LogTimestamp(checkpoint_id=last.id, authority=url, token=token, at=stamps.said(token).at))
    return 1


def _is_stamped(session: Session, found: LogCheckpoint) -> bool:
    return session.scalar(select(LogTimestamp.id).where(LogTimestamp.checkpoint_id == found.id)) is not None


def _is_due(session: Session, now: datetime) -> bool:
    last = session.scalar(select(LogTimestamp.at).order_by(LogTimestamp.id.desc()).limit(1))
    return last is None or last + DAILY <= now
