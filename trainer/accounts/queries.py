"""Reading people and their sessions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.accounts.models import Person, PersonSession
from trainer.core import ids
from trainer.web.identity import Me
from trainer.web.permissions import Role


def live_session(session: Session, token: str, *, now: datetime) -> Me | None:
    """The person behind a session token that is neither ended nor over, or None."""
    row = session.execute(
        select(Person, PersonSession)
        .join(PersonSession, PersonSession.person_id == Person.id)
        .where(PersonSession.token_hash == ids.fingerprint(token))
    ).one_or_none()
    if row is None:
        return None
    person, live = row.tuple()
    if live.ended_at is not None or live.ends_at <= now or not person.is_active:
        return None
    return me_from(person, token)


def me_from(person: Person, token: str) -> Me:
    """A person as requests know them."""
    roles = frozenset(Role(row.role) for row in person.roles)
    return Me(id=person.id, email=person.email, name=person.name, roles=roles, token=token)


def person_by_email(session: Session, email: str) -> Person | None:
    """The person with this e-mail address, however it is written."""
    return session.scalar(select(Person).where(Person.email == normal_email(email)))


def normal_email(email: str) -> str:
    """An e-mail address as it is stored and compared."""
    return email.strip().lower()
