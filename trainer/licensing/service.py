"""Stating a licence, looking at its register, deciding. Nobody does the last two for themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.accounts.models import Person
from trainer.accounts.service import Part, require_apart
from trainer.audit import service as audit
from trainer.core import clock
from trainer.core.errors import Conflict, Invalid, NotFound
from trainer.licensing.jurisdictions import place
from trainer.licensing.models import Licence, RegisterCheck
from trainer.licensing.queries import newest_check
from trainer.licensing.rules import (
    AFTER_CHECK,
    DECISIONS,
    PROFESSIONS,
    Seen,
    State,
    Verdict,
    expiry_fault,
    is_current,
    normal_number,
)
from trainer.mail import Letter, post
from trainer.web.permissions import Permission

OWN = "Nobody checks or decides their own licence. A colleague does this one."


@dataclass(frozen=True)
class Statement:
    """A licence as its holder states it; `jurisdiction` is a code of the table."""

    profession: str
    authority: str
    jurisdiction: str
    number: str
    name_on_register: str
    degree: str
    expires_on: date


@dataclass(frozen=True)
class Look:
    """One look at the primary source."""

    source: str
    checked_on: date
    seen: str
    status: Seen


def state(session: Session, person_id: int, statement: Statement, *, now: datetime) -> Licence:
    """State a licence; what was stated earlier and is not decided is superseded, and stays as history."""
    where = place(statement.jurisdiction)
    if where is None or statement.profession not in PROFESSIONS:
        raise Invalid("Choose the profession and the place from the lists.")
    if fault := expiry_fault(statement.expires_on, where.zone, now):
        raise Invalid(fault)
    session.get(Person, person_id, with_for_update=True)  # one statement of a person at a time
    undecided = select(Licence).where(Licence.person_id == person_id, Licence.state == State.STATED.value)
    for earlier in session.scalars(undecided):
        earlier.state = State.SUPERSEDED.value
    licence = Licence(
        person_id=person_id,
        number_normalised=normal_number(statement.number),
        zone=where.zone,
        state=State.STATED.value,
        stated_at=now,
        **vars(statement),
    )
    session.add(licence)
    session.flush()
    audit.record(session, "licensing.licence.stated", f"licence:{licence.id}", by=person_id, now=now)
    return licence


def record_check(session: Session, licence_id: int, look: Look, *, by: int, now: datetime, zone: str) -> RegisterCheck:
    """Record what the register showed; anything but "active" puts a verified licence back into the queue.

    `zone` is the registrar's own: the day may be today's there or at the authority.
    """
    licence = _of_somebody_else(session, licence_id, by, now)
    if look.checked_on > clock.latest_day(now, zone, licence.zone):
        raise Invalid("The day of the check cannot lie ahead.")
    check = RegisterCheck(
        source=look.source,
        checked_on=look.checked_on,
        seen=look.seen,
        status_seen=look.status.value,
        recorded_by_id=by,
        recorded_at=now,
    )
    licence.checks.append(check)
    session.flush()
    detail = {"check": check.id, "status": look.status.value}
    audit.record(session, "licensing.register.checked", f"licence:{licence_id}", by=by, now=now, detail=detail)
    if newest_check(licence) is check:
        _reopen(session, licence, look.status, by, now)
    return check


def _reopen(session: Session, licence: Licence, seen: Seen, by: int, now: datetime) -> None:
    after = AFTER_CHECK.get((State(licence.state), seen))
    if after is None:
        return
    licence.state, licence.reason = after.value, None
    licence.decided_at = licence.decided_by_id = None
    detail = {"status": seen.value}
    audit.record(session, "licensing.licence.reopened", f"licence:{licence.id}", by=by, now=now, detail=detail)


def decide(
    session: Session, licence_id: int, verdict: Verdict, reason: str, *, by: int, now: datetime, letter: Letter
) -> Licence:
    """Verify or refuse a licence and tell its holder; Conflict when somebody was quicker.

    Verifying is Invalid unless the newest check saw the licence as active and its day of expiry is not over.
    """
    licence = _of_somebody_else(session, licence_id, by, now)
    after = DECISIONS.get((State(licence.state), verdict))
    if after is None:
        raise Conflict(f"This licence is {licence.state} already: somebody was quicker, or its holder stated another.")
    check = newest_check(licence)
    if verdict is Verdict.VERIFY:
        _hold_it_verifiable(licence, check, now)
    licence.state, licence.reason = after.value, reason
    licence.decided_at, licence.decided_by_id = now, by
    detail = {"state": after.value, "check": check.id if check else None}
    audit.record(session, "licensing.licence.decided", f"licence:{licence_id}", by=by, now=now, detail=detail)
    post(session, letter, now=now)
    return licence


def _hold_it_verifiable(licence: Licence, check: RegisterCheck | None, now: datetime) -> None:
    if check is None or check.status_seen != Seen.ACTIVE:
        raise Invalid("Record a check of the register first: the newest one must have seen this licence as active.")
    if not is_current(licence.expires_on, licence.zone, now):
        raise Invalid("Its day of expiry is past. Refuse it, and let its holder state the renewed one.")


def _of_somebody_else(session: Session, licence_id: int, by: int, now: datetime) -> Licence:
    """The licence, locked until the write ends; the holder is refused, and whoever lately has the right from them."""
    # what this transaction read before it had the lock may be out of date: read it anew
    licence = session.get(Licence, licence_id, with_for_update=True, populate_existing=True)
    if licence is None:
        raise NotFound
    holder, other = Part(licence.person_id), Part(by, Permission.DECIDE_LICENCES)
    require_apart(session, holder, other, alone=OWN, now=now, zone=licence.zone)
    return licence
