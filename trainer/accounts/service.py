"""What people do with their accounts."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from trainer.accounts.models import Person, PersonRole, PersonSession
from trainer.accounts.queries import normal_email
from trainer.audit import service as audit
from trainer.core import ids
from trainer.web.permissions import Role

SESSION_LASTS = timedelta(hours=12)


def create_person(
    session: Session, *, email: str, name: str, password_hash: str, roles: frozenset[Role], by: int | None, now: datetime
) -> Person:
    """Add a person with their roles; a second account for the same address breaks the unique key."""
    person = Person(email=normal_email(email), name=name, password_hash=password_hash, created_at=now)
    person.roles = [PersonRole(role=role.value, granted_at=now, granted_by_id=by) for role in sorted(roles)]
    session.add(person)
    session.flush()
    audit.record(session, "account.person.created", f"person:{person.id}", by=by or person.id, now=now)
    return person


def start_session(session: Session, person: Person, *, now: datetime) -> str:
    """Open a session for a person and return its token, which only the cookie keeps."""
    token = ids.new_token()
    session.add(
        PersonSession(token_hash=ids.fingerprint(token), person_id=person.id, started_at=now, ends_at=now + SESSION_LASTS)
    )
    session.flush()
    return token


