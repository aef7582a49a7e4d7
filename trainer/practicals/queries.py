"""Reading observed practicals."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.accounts.models import Person
from trainer.courses.models import Course
from trainer.practicals.models import PracticalSignOff

RECENT = 20


@dataclass(frozen=True)
class SignedPractical:
    """A sign-off with the names a page shows."""

    sign_off: PracticalSignOff
    person: str
    course: str


def sign_offs(session: Session, person_id: int, course_id: int) -> list[PracticalSignOff]:
    """What has been observed of a person in a course, newest first."""
    query = select(PracticalSignOff).where(
        PracticalSignOff.person_id == person_id, PracticalSignOff.course_id == course_id
    )
    return list(session.scalars(query.order_by(PracticalSignOff.observed_on.desc(), PracticalSignOff.id.desc())))


def signed_by(session: Session, assessor_id: int) -> list[SignedPractical]:
    """The practicals an assessor signed last, newest first."""
    rows = session.execute(
        select(PracticalSignOff, Person.name, Course.title)
        .join(Person, Person.id == PracticalSignOff.person_id)
        .join(Course, Course.id == PracticalSignOff.course_id)
        .where(PracticalSignOff.assessor_id == assessor_id)
        .order_by(PracticalSignOff.id.desc())
        .limit(RECENT)
    )
    return [SignedPractical(sign_off, person, course) for sign_off, person, course in rows]


def by_form_key(session: Session, form_key: str) -> PracticalSignOff | None:
    """The sign-off a form led to, if it was sent before."""
    return session.scalar(select(PracticalSignOff).where(PracticalSignOff.form_key == form_key))
