"""Setting a forgotten password by a link sent by mail. Whether an address is known shows nowhere."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from trainer.accounts import queries
from trainer.accounts.models import PasswordReset
from trainer.accounts.rules import RESET_LASTS, RESETS
from trainer.accounts.service.entrance import know_device
from trainer.accounts.service.sessions import set_password
from trainer.audit import service as audit
from trainer.core import ids
from trainer.core.errors import Conflict
from trainer.mail import Letter, OutgoingMail, post


def ask_reset(session: Session, token: str, letter: Letter, *, now: datetime) -> None:
    """Send a reset link to whoever has the address of the letter; for a stranger the same is written, but not sent."""
    holder = queries.holder_of(session, letter.to)
    asked = queries.resets_asked(session, holder, RESETS, now=now)
    is_sent = holder is not None and asked < RESETS.most
    reset = open_reset_link(session, holder if is_sent else None, token, now=now)
    audit.record(session, "account.reset.asked", f"reset:{reset.id}", by=None, now=now)
    post(session, letter, now=now)
    if not is_sent:
        session.execute(delete(OutgoingMail).where(OutgoingMail.key == letter.key))


def open_reset_link(session: Session, person_id: int | None, token: str, *, now: datetime) -> PasswordReset:
    """Let a token set a person's password, once and soon; old links are swept away."""
    session.execute(delete(PasswordReset).where(PasswordReset.ends_at < now - RESETS.within))
    reset = PasswordReset(
        token_hash=ids.fingerprint(token),
        person_id=person_id,
        created_at=now,
        ends_at=now + RESET_LASTS,
    )
    session.add(reset)
    session.flush()
    return reset


def use_reset(session: Session, token: str, made: str, *, device: str | None, now: datetime) -> str:
    """Set the password, end every session, and know this browser; Conflict when the link was used or is over.

    Returns the browser's token: whoever reads the mailbox is not locked out by what others tried.
    """
    reset = queries.open_reset(session, token, now=now, lock=True)
    if reset is None or reset.person_id is None:
        raise Conflict("This link was used, or its half hour is over. Ask for a new one.")
    person = queries.person(session, reset.person_id)
    set_password(session, person, made, by=person.id, now=now)
    return know_device(session, person, device, now=now)
