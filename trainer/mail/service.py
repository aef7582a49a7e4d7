"""Writing letters into the queue, and sending what waits there."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.core.db import Database
from trainer.mail.engines import Letter, MailEngine, MailTrouble
from trainer.mail.models import OutgoingMail

AT_ONCE = 50
LONGEST_WAIT = timedelta(hours=6)


def post(session: Session, letter: Letter, *, now: datetime) -> None:
    """Queue a letter within the caller's transaction; a key that was used before is the same letter."""
    if session.scalar(select(OutgoingMail.id).where(OutgoingMail.key == letter.key)) is None:
        session.add(
            OutgoingMail(
                key=letter.key,
                to=letter.to,
                subject=letter.subject,
                body=letter.body,
                html=letter.html,
                created_at=now,
                next_try_at=now,
            )
        )


def waiting(session: Session, now: datetime) -> list[int]:
    """The ids of the letters whose turn has come."""
    due = select(OutgoingMail.id).where(OutgoingMail.sent_at.is_(None), OutgoingMail.next_try_at <= now)
    return list(session.scalars(due.order_by(OutgoingMail.id).limit(AT_ONCE)))


def deliver(database: Database, engine: MailEngine, *, now: datetime) -> int:
    """Send what waits, one letter a transaction, and return how many went; trouble delays a letter, not the others.

    A letter is marked before and after: a crash between the two may send it twice, never lose it.
    """
    with database.session() as session:
        ids = waiting(session, now)
    return sum(_deliver_one(database, engine, letter_id, now) for letter_id in ids)


def _deliver_one(database: Database, engine: MailEngine, letter_id: int, now: datetime) -> int:
    with database.write() as session:
        row = session.get(OutgoingMail, letter_id, with_for_update={"skip_locked": True})
        if row is None or row.sent_at is not None or row.next_try_at > now:
            return 0
        row.tries += 1
        row.next_try_at = now + min(timedelta(minutes=2**row.tries), LONGEST_WAIT)
        letter = Letter(row.key, row.to, row.subject, row.body, row.html)
    try:
        engine.send(letter)
    except MailTrouble as error:
        with database.write() as session:
            session.get_one(OutgoingMail, letter_id).trouble = str(error)[:500]
        return 0
    with database.write() as session:
        sent = session.get_one(OutgoingMail, letter_id)
        sent.sent_at, sent.body, sent.html = now, "", ""  # a link in a letter must not outlive it here
    return 1
