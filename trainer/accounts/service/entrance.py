"""Signing in: who may try, what a wrong password costs, and what a right one opens.

A try goes in three steps, so that nothing slow stands inside a write: `password_to_check` reads and refuses early;
the caller checks the password; `settle` decides, one try at a time. However many tries run side by side, no more
than the limit are ever told whether they were right.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from trainer.accounts import queries
from trainer.accounts.models import KnownDevice, Person, SignInFailure
from trainer.accounts.rules import ACCOUNT, ADDRESS, DEVICE_FAILURES, DEVICE_LASTS, waiting
from trainer.accounts.service.sessions import start_session
from trainer.audit import service as audit
from trainer.core import ids
from trainer.core.errors import TooMany
from trainer.web.identity import Me

DOOR_LOCK = 0x646F_6F72  # one number for PostgreSQL's advisory lock on settling tries


@dataclass(frozen=True)
class Knock:
    """Who knocks: the e-mail typed, the network it came from, and the token of the browser if it has one."""

    email: str
    network: str
    device: str | None

    @property
    def account(self) -> str:
        """What is stored of the e-mail typed, whether anybody has it or not."""
        return ids.fingerprint(f"account {queries.normal_email(self.email)}")

    @property
    def address(self) -> str:
        """What is stored of the network."""
        return ids.fingerprint(f"address {self.network}")


@dataclass(frozen=True)
class Entry:
    """An open door: the person, with the tokens their two cookies will hold."""

    me: Me
    device: str


def password_to_check(session: Session, knock: Knock, *, now: datetime) -> str | None:
    """The hash the password must match, None where nobody has the address; TooMany while tries must wait."""
    person_id, stored = queries.password_of(session, knock.email) or (None, None)
    device = queries.known_device(session, knock.device, person_id)
    _refuse_when_waiting(session, knock, device, now)
    return stored


def settle(session: Session, knock: Knock, *, checked: str | None, is_right: bool, now: datetime) -> Person | None:
    """Count a wrong try, or forgive this network's earlier slips; the person when the password was right.

    `checked` is the hash that was looked at: a password changed since makes the try a wrong one.
    """
    _one_at_a_time(session)
    session.execute(delete(SignInFailure).where(SignInFailure.at <= now - max(ACCOUNT.within, ADDRESS.within)))
    person = queries.person_by_email(session, knock.email)
    device = queries.known_device(session, knock.device, person.id if person else None)
    _refuse_when_waiting(session, knock, device, now)
    if person is None or not is_right or not person.is_active or person.password_hash != checked:
        _count(session, knock, device, now)
        return None
    own = SignInFailure.account == knock.account, SignInFailure.address == knock.address
    session.execute(delete(SignInFailure).where(*own))
    return person


def welcome(session: Session, person: Person, knock: Knock, *, now: datetime, made: str | None = None) -> Entry:
    """Open a session and know the browser from now on; `made` replaces a password hash that is out of date."""
    if made is not None:
        person.password_hash = made
    device = know_device(session, person, knock.device, now=now)
    token = start_session(session, person, now=now)
    audit.record(session, "account.session.started", f"person:{person.id}", by=person.id, now=now)
    return Entry(queries.me_from(person, token), device)


def know_device(session: Session, person: Person, device: str | None, *, now: datetime) -> str:
    """Make this browser known for this person and return its token; a token that is not ours is replaced."""
    stale = KnownDevice.person_id == person.id, KnownDevice.seen_at < now - DEVICE_LASTS
    session.execute(delete(KnownDevice).where(*stale))
    known = queries.known_device(session, device, person.id)
    if known is not None and device is not None:
        known.seen_at, known.failures = now, 0
        return device
    token = device if device and _is_ours(session, device) else ids.new_token()
    session.add(KnownDevice(token_hash=ids.fingerprint(token), person_id=person.id, seen_at=now))
    session.flush()
    return token


def _is_ours(session: Session, device: str) -> bool:
    """Whether somebody else has signed in from this browser before."""
    return session.scalar(select(KnownDevice.id).where(KnownDevice.token_hash == ids.fingerprint(device))) is not None


def _refuse_when_waiting(session: Session, knock: Knock, device: KnownDevice | None, now: datetime) -> None:
    if device is not None:
        return
    account = queries.failures(session, SignInFailure.account, knock.account, ACCOUNT, now=now)
    address = queries.failures(session, SignInFailure.address, knock.address, ADDRESS, now=now)
    found = waiting(account, address, now)
    if found is not None:
        raise TooMany(found.words, retry_after=found.seconds)


def _count(session: Session, knock: Knock, device: KnownDevice | None, now: datetime) -> None:
    """A known browser's slips count against itself alone; ten of them, and it is a stranger."""
    if device is None:
        session.add(SignInFailure(account=knock.account, address=knock.address, at=now))
    else:
        device.failures += 1
        if device.failures >= DEVICE_FAILURES:
            session.delete(device)
    session.flush()


def _one_at_a_time(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(DOOR_LOCK)))
