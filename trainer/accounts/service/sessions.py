"""Sessions: opened at sign-in, ended one by one or all at once; and the password that opens them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from trainer.accounts.models import PasswordReset, Person, PersonSession
from trainer.accounts.rules import SESSION_KEPT, SESSION_LASTS
from trainer.audit import service as audit
from trainer.core import ids


def start_session(session: Session, person: Person, *, now: datetime) -> str:
    """Open a session for a person and return its token, which only the cookie keeps; long ended ones are forgotten."""
    old = PersonSession.person_id == person.id, PersonSession.ends_at < now - SESSION_KEPT
    session.execute(delete(PersonSession).where(*old))
    token = ids.new_token()
    session.add(
        PersonSession(
            token_hash=ids.fingerprint(token), person_id=person.id, started_at=now, ends_at=now + SESSION_LASTS
        )
    )
    session.flush()
    return token


def end_session(session: Session, token: str, *, now: datetime) -> None:
    """End the session behind a token; one that is not live stays as it is."""
    live = PersonSession.token_hash == ids.fingerprint(token), PersonSession.ended_at.is_(None)
    session.execute(update(PersonSession).where(*live).values(ended_at=now))


def end_sessions(session: Session, person_id: int, *, now: datetime, but: str | None = None) -> None:
    """End every session of a person, except the one whose token is given."""
    ending = update(PersonSession).where(PersonSession.person_id == person_id, PersonSession.ended_at.is_(None))
    if but is not None:
        ending = ending.where(PersonSession.token_hash != ids.fingerprint(but))
    session.execute(ending.values(ended_at=now))


def set_password(
    session: Session, person: Person, made: str, *, by: int, now: datetime, but: str | None = None
) -> None:
    """Put a new password's hash in place; every session but the one given ends, and so does every reset link."""
    person.password_hash = made
    end_sessions(session, person.id, now=now, but=but)
    links = update(PasswordReset).where(PasswordReset.person_id == person.id, PasswordReset.used_at.is_(None))
    session.execute(links.values(used_at=now))
    audit.record(session, "account.password.set", f"person:{person.id}", by=by, now=now)
