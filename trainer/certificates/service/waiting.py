"""What could not be made waits with its reason: tried again soon, later hourly, and never forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from trainer.certificates.models import Certificate, CertificateTrouble
from trainer.core.db import Database

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
SOON_TRIES = 6
"""So often it is tried within the first hour; from then on somebody has to be told."""


@dataclass(frozen=True)
class Backlog:
    """How many certificates wait, since when, and for what most of them do."""

    count: int
    since: datetime
    says: str


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries: twice as long each time, at most an hour."""
    return LONGEST_PAUSE if tries > SOON_TRIES else FIRST_PAUSE * (1 << (tries - 1))


def postpone(database: Database, certificates: Iterable[int], step: str, says: str, *, now: datetime) -> None:
    """Write down that a step could not be taken for those of these that lack it, and when it is tried again."""
    with database.write() as session:
        lacking = select(Certificate.id).where(Certificate.id.in_(list(certificates)), Certificate.pdf_key.is_(None))
        for one in session.scalars(lacking).all():
            found = session.get(CertificateTrouble, one, with_for_update=True)
            tries = (found.tries if found else 0) + 1
            since = found.since if found else now
            session.merge(
                CertificateTrouble(
                    certificate_id=one, step=step, says=says, tries=tries, since=since, next_at=now + pause_after(tries)
                )
            )


def settle(session: Session, certificate_id: int) -> None:
    """Forget what kept a certificate waiting; for the transaction that takes the step."""
    found = session.get(CertificateTrouble, certificate_id)
    if found is not None:
        session.delete(found)


def backlog(session: Session) -> Backlog | None:
    """What waits and why; None when nothing does."""
    count, since = session.execute(select(func.count(), func.min(CertificateTrouble.since))).one()
    if not count:
        return None
    often = select(CertificateTrouble.says).group_by(CertificateTrouble.says).order_by(func.count().desc()).limit(1)
    return Backlog(count, since, session.scalars(often).one())


def trouble_of(session: Session, certificate_id: int) -> CertificateTrouble | None:
    """What keeps one certificate waiting, if anything does."""
    return session.get(CertificateTrouble, certificate_id)
