"""Accounts and their roles. Nobody changes their own; `by` is None on the command line.

Whoever writes letters hears of each change: the audit trail has all of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from trainer.accounts.events import RoleChanged
from trainer.accounts.models import Person, PersonRole
from trainer.accounts.queries import normal_email
from trainer.accounts.service.sessions import end_sessions
from trainer.audit import service as audit
from trainer.core.errors import Conflict, NotFound, Refused
from trainer.core.events import events
from trainer.web.permissions import Role


def create_person(
    session: Session,
    *,
    email: str,
    name: str,
    password_hash: str,
    roles: frozenset[Role],
    by: int | None,
    now: datetime,
) -> Person:
    """Add a person with their roles; Conflict when the address has an account."""
    person = Person(email=normal_email(email), name=name, password_hash=password_hash, created_at=now)
    person.roles = [PersonRole(role=role.value, granted_at=now, granted_by_id=by) for role in sorted(roles)]
    session.add(person)
    try:
        session.flush()
    except IntegrityError as error:  # uq_person_email
        raise Conflict("That e-mail address has an account.") from error
    audit.record(session, "account.person.created", f"person:{person.id}", by=by or person.id, now=now)
    return person


def grant(session: Session, person_id: int, role: Role, *, by: int | None, now: datetime) -> None:
    """Give a person a role; giving it again changes nothing."""
    person = _somebody_else(session, person_id, by)
    if role.value in {held.role for held in person.roles}:
        return
    person.roles.append(PersonRole(role=role.value, granted_at=now, granted_by_id=by))
    audit.record(session, "account.role.granted", f"person:{person_id}", by=by, now=now, detail={"role": role.value})
    events.tell(session, RoleChanged(person_id, role, True, by, now))


def revoke(session: Session, person_id: int, role: Role, *, by: int | None, now: datetime) -> None:
    """Take a role away, which holds from the person's next request; taking it again changes nothing."""
    person = _somebody_else(session, person_id, by)
    held = next((held for held in person.roles if held.role == role.value), None)
    if held is None:
        return
    person.roles.remove(held)
    audit.record(session, "account.role.revoked", f"person:{person_id}", by=by, now=now, detail={"role": role.value})
    events.tell(session, RoleChanged(person_id, role, False, by, now))


def deactivate(session: Session, person_id: int, *, by: int | None, now: datetime) -> None:
    """Close an account: nobody signs in with it, and every session of it ends now."""
    person = _somebody_else(session, person_id, by)
    person.is_active = False
    end_sessions(session, person_id, now=now)
    audit.record(session, "account.person.deactivated", f"person:{person_id}", by=by, now=now)


def _somebody_else(session: Session, person_id: int, by: int | None) -> Person:
    if person_id == by:
        raise Refused("Nobody changes their own rights. Ask another administrator.")
    person = session.get(Person, person_id, with_for_update=True, populate_existing=True)
    if person is None:
        raise NotFound
    return person
