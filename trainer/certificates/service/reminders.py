"""Reminding holders that the last day of their term comes: at 90, 30 and 7 days, each once."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from trainer.accounts.models import Person
from trainer.certificates import queries
from trainer.certificates.models import Certificate
from trainer.certificates.rules import REMINDERS, State, reminder_due
from trainer.certificates.service.letter import expiry_key, expiry_letter
from trainer.core import clock
from trainer.core.db import Database
from trainer.mail import OutgoingMail, post

A_DAY = timedelta(days=1)
"""By how much the days of two zones may differ."""
AT_ONCE = 100


def remind(database: Database, *, now: datetime) -> int:
    """Write every reminder that is due and was not written before; returns how many."""
    with database.session() as session:
        near = _ending(session, now)
    batches = [near[start : start + AT_ONCE] for start in range(0, len(near), AT_ONCE)]
    return sum(_remind(database, dict(batch), now) for batch in batches)


def _ending(session: Session, now: datetime) -> list[tuple[int, str]]:
    """The terms in force whose reminder is due by the days of their zone, each with its key.

    A term that was decided again until the same day shares the reminders of the one before it.
    """
    day, zone, same = now.date(), Certificate.record["zone"].as_string(), aliased(Certificate)
    first = select(func.min(same.id)).where(
        same.series_id == Certificate.series_id, same.expires_on == Certificate.expires_on
    )
    query = select(Certificate.id, Certificate.expires_on, zone, first.scalar_subquery())
    query = query.where(Certificate.state == State.ACTIVE.value)
    query = query.where(Certificate.expires_on.between(day - A_DAY, day + timedelta(days=max(REMINDERS)) + A_DAY))
    return [
        (found, expiry_key(key, days))
        for found, last, where, key in session.execute(query.order_by(Certificate.id))
        if (days := reminder_due(last, clock.day_of(now, where))) is not None
    ]


def _remind(database: Database, keys: dict[int, str], now: datetime) -> int:
    """Write the reminders among these that nobody has written."""
    written = select(OutgoingMail.key).where(OutgoingMail.key.in_(keys.values()))
    with database.session() as session:
        done = set(session.scalars(written))
    waiting = [found for found, key in keys.items() if key not in done]
    if not waiting:
        return 0
    with database.write() as session:
        return sum(_remind_one(session, certificate_id, keys[certificate_id], now) for certificate_id in waiting)


def _remind_one(session: Session, certificate_id: int, key: str, now: datetime) -> bool:
    """Write one reminder, unless the term is no longer in force."""
    certificate = queries.locked(session, certificate_id)
    if certificate.state != State.ACTIVE.value:
        return False
    holder = session.get_one(Person, certificate.series.person_id)
    left = (certificate.expires_on - clock.day_of(now, certificate.record["zone"])).days
    post(session, expiry_letter(certificate, key, left, holder.email), now=now)
    return True
