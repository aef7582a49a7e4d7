"""Writing letters into the queue, and sending what waits there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.core.db import Database
from trainer.mail.engines import LONGEST, Letter, MailEngine, MailTrouble
from trainer.mail.models import OutgoingMail

AT_ONCE = 50
HELD = LONGEST + timedelta(minutes=4)
"""How long a letter is kept for whoever sends it: longer than any sending lasts, and the writing down after it. A
worker killed in the middle delays its letter by as much, and the link in a letter for a password lasts half an hour."""
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


def deliver(database: Database, engine: MailEngine, *, now: Callable[[], datetime]) -> int:
    """Send what waits, one letter a transaction, and return how many went; trouble delays a letter, not the others.

    A letter is marked before and after: a crash between the two may send it twice, never lose it. Each has its own
    moment from the clock, since fifty letters may take longer than any one of them is held.
    """
    with database.session() as session:
        ids = waiting(session, now())
    return sum(_deliver_one(database, engine, letter_id, now) for letter_id in ids)


def _deliver_one(database: Database, engine: MailEngine, letter_id: int, now: Callable[[], datetime]) -> int:
    held = _hold(database, letter_id, now)
    if held is None:
        return 0
    letter, until = held
    try:
        engine.send(letter)
    except MailTrouble as error:
        _put_off(database, letter_id, until, str(error), now)
        return 0
    with database.write() as session:
        sent = session.get_one(OutgoingMail, letter_id)
        sent.sent_at, sent.body, sent.html = now(), "", ""  # a link in a letter must not outlive it here
    return 1


def _hold(database: Database, letter_id: int, now: Callable[[], datetime]) -> tuple[Letter, datetime] | None:
    """The letter, kept from every other thread and machine until a moment; None when it is not to go now."""
    with database.write() as session:
        row = session.get(OutgoingMail, letter_id, with_for_update={"skip_locked": True})
        moment = now()
        if row is None or row.sent_at is not None or row.next_try_at > moment:
            return None
        row.tries += 1
        row.next_try_at = moment + HELD
        return Letter(row.key, row.to, row.subject, row.body, row.html), row.next_try_at


def _put_off(database: Database, letter_id: int, until: datetime, trouble: str, now: Callable[[], datetime]) -> None:
    """Note what went wrong, and try again later; the time of a letter that somebody else holds by now is theirs."""
    with database.write() as session:
        row = session.get_one(OutgoingMail, letter_id)
        row.trouble = trouble[:500]
        if row.next_try_at == until:
            row.next_try_at = now() + min(timedelta(minutes=2**row.tries), LONGEST_WAIT)
