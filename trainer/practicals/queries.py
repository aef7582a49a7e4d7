"""Reading observed practicals."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from trainer.accounts.models import Person
from trainer.courses.models import Course
from trainer.practicals.models import PracticalSignOff, PracticalWithdrawal

RECENT = 20
_WITHDRAWN = select(PracticalWithdrawal.id).where(PracticalWithdrawal.sign_off_id == PracticalSignOff.id).exists()


@dataclass(frozen=True)
class SignedPractical:
    """A sign-off with the name of the other person, assessor or observed, and of the course."""

    sign_off: PracticalSignOff
    person: str
    course: str


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
    query = select(PracticalSignOff, Person.name, Course.title).join(Person, who)
    query = query.join(Course, Course.id == PracticalSignOff.course_id).where(which)
    rows = session.execute(query.order_by(PracticalSignOff.id.desc()).limit(RECENT))
    return [SignedPractical(*row) for row in rows]


def by_form_key(session: Session, form_key: str) -> PracticalSignOff | None:
    """The sign-off a form led to, if it was sent before."""
    return session.scalar(select(PracticalSignOff).where(PracticalSignOff.form_key == form_key))
