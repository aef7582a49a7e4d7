"""Reading licences and what was seen of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session, lazyload

from trainer.accounts import queries as accounts
from trainer.accounts.models import Person
from trainer.core.errors import NotFound
from trainer.licensing.jurisdictions import name_of
from trainer.licensing.models import Licence, RegisterCheck
from trainer.licensing.rules import State, is_current, number_note

_WITHOUT_CHECKS = lazyload(Licence.checks)
"""For whoever asks how a licence stands: what was seen of it is read only when it is looked at."""


def licence(session: Session, licence_id: int) -> Licence:
    """The licence with this id; NotFound when there is none."""
    found = session.get(Licence, licence_id)
    if found is None:
        raise NotFound
    return found


def own_licence(session: Session, licence_id: int, person_id: int) -> Licence:
    """A person's own licence; NotFound when it is somebody else's."""
    found = licence(session, licence_id)
    if found.person_id != person_id:
        raise NotFound
    return found


def licences_of(session: Session, person_id: int) -> list[Licence]:
    """Everything a person has stated, newest first."""
    return list(session.scalars(select(Licence).where(Licence.person_id == person_id).order_by(Licence.id.desc())))


def current_licence(session: Session, person_id: int) -> Licence | None:
    """What a person stated last, whatever became of it; None when they stated nothing."""
    mine = select(Licence).where(Licence.person_id == person_id).options(_WITHOUT_CHECKS)
    return session.scalar(mine.order_by(Licence.id.desc()).limit(1))


def eligible_licence(session: Session, person_id: int, *, now: datetime) -> Licence | None:
    """The newest licence that is verified and not past its day of expiry in its authority's zone, or None."""
    verified = select(Licence).where(Licence.person_id == person_id, Licence.state == State.VERIFIED.value)
    newest_first = session.scalars(verified.order_by(Licence.id.desc()).options(_WITHOUT_CHECKS))
    return next((one for one in newest_first if is_current(one.expires_on, one.zone, now)), None)


@dataclass(frozen=True)
class Standing:
    """A licence as pages show it: where it is from, whether it still runs, what looks odd, what was seen last."""

    licence: Licence
    place: str
    is_current: bool
    note: str | None
    newest_check: RegisterCheck | None


def standing(licence: Licence, *, now: datetime) -> Standing:
    """How a licence stands at this moment."""
    return Standing(
        licence=licence,
        place=name_of(licence.jurisdiction),
        is_current=is_current(licence.expires_on, licence.zone, now),
        note=number_note(licence.jurisdiction, licence.profession, licence.number),
        newest_check=newest_check(licence),
    )


def newest_check(licence: Licence) -> RegisterCheck | None:
    """The look at the register that counts: the one of the latest day, the later recorded of two."""
    return max(licence.checks, key=lambda check: (check.checked_on, check.id), default=None)


def last_confirmed(licence: Licence) -> date | None:
    """The day on which the register was last looked at for this licence."""
    check = newest_check(licence)
    return check.checked_on if check else None


def how_many(session: Session, state: State | None) -> int:
    """How many licences are in a state, or in all together."""
    return session.scalar(select(func.count()).select_from(Licence).where(_in(state))) or 0


def queue(session: Session, state: State | None, *, offset: int, limit: int) -> list[tuple[Licence, Person]]:
    """Licences in a state, or all, with their holders; the longest waiting first."""
    asked = select(Licence, Person).join(Person, Person.id == Licence.person_id).where(_in(state))
    rows = session.execute(asked.order_by(Licence.stated_at, Licence.id).offset(offset).limit(limit))
    return [(licence, holder) for licence, holder in rows]


def same_number(session: Session, licence: Licence) -> list[Person]:
    """Other people who stated the same number in the same place."""
    stated = select(Person).join(Licence, Licence.person_id == Person.id)
    same = Licence.number_normalised == licence.number_normalised, Licence.jurisdiction == licence.jurisdiction
    others = stated.where(*same, Licence.person_id != licence.person_id).distinct().order_by(Person.id)
    return list(session.scalars(others))


def names_of(session: Session, licence: Licence) -> dict[int, str]:
    """The names of everyone who checked or decided a licence."""
    people = {check.recorded_by_id for check in licence.checks} | {licence.decided_by_id}
    return accounts.names_of(session, people)


def _in(state: State | None) -> ColumnElement[bool]:
    return true() if state is None else Licence.state == state.value
