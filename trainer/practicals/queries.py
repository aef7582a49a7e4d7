"""Reading observed practicals."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from trainer.accounts.models import Person
from trainer.core.errors import NotFound
from trainer.courses.models import Course
from trainer.practicals.models import PracticalSignOff, PracticalWithdrawal

RECENT = 20
_WITHDRAWN = select(PracticalWithdrawal.id).where(PracticalWithdrawal.sign_off_id == PracticalSignOff.id).exists()


@dataclass(frozen=True)
class SignedPractical:
    """A sign-off with the name of the other person, assessor or observed, of the course, and whether it counts."""

    sign_off: PracticalSignOff
    person: str
    course: str
    is_withdrawn: bool


def sign_offs(session: Session, person_id: int, course_id: int) -> list[PracticalSignOff]:
    """What has been observed of a person in a course and was not withdrawn, newest first."""
    query = select(PracticalSignOff).where(
        PracticalSignOff.person_id == person_id, PracticalSignOff.course_id == course_id, ~_WITHDRAWN
    )
    return list(session.scalars(query.order_by(PracticalSignOff.observed_on.desc(), PracticalSignOff.id.desc())))


def sign_offs_of(session: Session, person_id: int) -> list[SignedPractical]:
    """What has been observed of a person in every course, newest first, with the assessors' names."""
    return _signed(session, PracticalSignOff.person_id == person_id, Person.id == PracticalSignOff.assessor_id)


def signed_by(session: Session, assessor_id: int) -> list[SignedPractical]:
    """The practicals an assessor signed last, newest first, with the names of those observed."""
    return _signed(session, PracticalSignOff.assessor_id == assessor_id, Person.id == PracticalSignOff.person_id)


def _signed(session: Session, which: ColumnElement[bool], who: ColumnElement[bool]) -> list[SignedPractical]:
    query = select(PracticalSignOff, Person.name, Course.title, _WITHDRAWN).join(Person, who)
    query = query.join(Course, Course.id == PracticalSignOff.course_id).where(which)
    rows = session.execute(query.order_by(PracticalSignOff.id.desc()).limit(RECENT))
    return [SignedPractical(*row) for row in rows]


def sign_off_for(session: Session, sign_off_id: int, *, by: int, may_any: bool) -> PracticalSignOff:
    """A sign-off as whoever signed it may see it, or whoever may see any; NotFound for everybody else."""
    found = session.get(PracticalSignOff, sign_off_id)
    if found is None or not (may_any or found.assessor_id == by):
        raise NotFound
    return found


def withdrawal_of(session: Session, sign_off_id: int) -> PracticalWithdrawal | None:
    """That a sign-off was withdrawn, if it was."""
    return session.scalar(select(PracticalWithdrawal).where(PracticalWithdrawal.sign_off_id == sign_off_id))


def by_form_key(session: Session, form_key: str) -> PracticalSignOff | None:
    """The sign-off a form led to, if it was sent before."""
    return session.scalar(select(PracticalSignOff).where(PracticalSignOff.form_key == form_key))
