"""Reading people, their sessions, and the traces of sign-ins."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from trainer.accounts.models import KnownDevice, PasswordReset, Person, PersonRole, PersonSession, SignInFailure
from trainer.accounts.rules import Limit
from trainer.core import ids
from trainer.core.errors import NotFound
from trainer.web.identity import Me
from trainer.web.permissions import Role

_PERSON, _LIVE, _ROLE = Person.__table__, PersonSession.__table__, PersonRole.__table__
_BEHIND = (
    select(*(_PERSON.c[name] for name in ("id", "email", "name", "is_active")))
    .add_columns(_LIVE.c.ends_at, _LIVE.c.ended_at, _ROLE.c.role)
    .select_from(
        _LIVE.join(_PERSON, _PERSON.c.id == _LIVE.c.person_id).outerjoin(_ROLE, _ROLE.c.person_id == _PERSON.c.id)
    )
    .where(_LIVE.c.token_hash == bindparam("token"))
)
"""One row for each role. Every request begins with this, and every write asks it again: plain columns, no objects."""


def live_session(session: Session, token: str, *, now: datetime) -> Me | None:
    """The person behind a session token that is neither ended nor over, or None."""
    session.flush()
    rows = session.connection().execute(_BEHIND, {"token": ids.fingerprint(token)}).all()
    if not rows:
        return None
    found = rows[0]
    if found.ended_at is not None or found.ends_at <= now or not found.is_active:
        return None
    roles = frozenset(Role(row.role) for row in rows if row.role is not None)
    return Me(id=found.id, email=found.email, name=found.name, roles=roles, token=token)


def me_from(person: Person, token: str) -> Me:
    """A person as requests know them."""
    roles = frozenset(Role(row.role) for row in person.roles)
    return Me(id=person.id, email=person.email, name=person.name, roles=roles, token=token)


def person(session: Session, person_id: int) -> Person:
    """The person with this id; NotFound when there is none."""
    found = session.get(Person, person_id)
    if found is None:
        raise NotFound
    return found


def names_of(session: Session, people: Iterable[int | None]) -> dict[int, str]:
    """The names of these people by id; None is nobody."""
    found = session.execute(select(Person.id, Person.name).where(Person.id.in_(set(people) - {None})))
    return dict(found.all())


def person_by_email(session: Session, email: str) -> Person | None:
    """The person with this e-mail address, however it is written."""
    return session.scalar(select(Person).where(Person.email == normal_email(email)))


def password_of(session: Session, email: str) -> tuple[int, str] | None:
    """The id and the password's hash of whoever has this e-mail address, or None."""
    wanted = select(Person.id, Person.password_hash).where(Person.email == normal_email(email))
    found = session.execute(wanted).one_or_none()
    return None if found is None else (found.id, found.password_hash)


def holder_of(session: Session, email: str) -> int | None:
    """The id of the open account with this e-mail address, in one look that takes the same time for anybody."""
    return session.scalar(select(Person.id).where(Person.email == normal_email(email), Person.is_active))


def normal_email(email: str) -> str:
    """An e-mail address as it is stored and compared."""
    return email.strip().lower()


def sessions_of(session: Session, person_id: int, *, now: datetime) -> list[PersonSession]:
    """Where a person is signed in at this moment, newest first."""
    mine = select(PersonSession).where(PersonSession.person_id == person_id, PersonSession.ended_at.is_(None))
    return list(session.scalars(mine.where(PersonSession.ends_at > now).order_by(PersonSession.id.desc())))


def known_device(session: Session, token: str | None, person_id: int | None) -> KnownDevice | None:
    """The row that makes this browser known for this person, or None."""
    if token is None or person_id is None:
        return None
    mine = KnownDevice.token_hash == ids.fingerprint(token), KnownDevice.person_id == person_id
    return session.scalar(select(KnownDevice).where(*mine))


def failures(
    session: Session, under: InstrumentedAttribute[str], fingerprint: str, limit: Limit, *, now: datetime
) -> list[datetime]:
    """When the newest failures under an account or an address were, as many as its limit looks at."""
    recent = select(SignInFailure.at).where(under == fingerprint, SignInFailure.at > now - limit.within)
    return list(session.scalars(recent.order_by(SignInFailure.at.desc()).limit(limit.most)))


def open_reset(session: Session, token: str, *, now: datetime, lock: bool = False) -> PasswordReset | None:
    """The reset behind a link that leads somewhere, is neither used nor over; None otherwise."""
    asked = select(PasswordReset).where(PasswordReset.token_hash == ids.fingerprint(token))
    if lock:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(asked)
    if found is None or found.person_id is None or found.used_at is not None or found.ends_at <= now:
        return None
    return found


def resets_asked(session: Session, person_id: int | None, limit: Limit, *, now: datetime) -> int:
    """How many reset links a person was sent lately; for nobody, how many were asked for in vain."""
    recent = PasswordReset.person_id == person_id, PasswordReset.created_at > now - limit.within
    return session.scalar(select(func.count()).select_from(PasswordReset).where(*recent)) or 0
