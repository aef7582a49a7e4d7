"""What a certificate says beside the holder's name: whose words they are, and whether they can be set and signed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.accounts.models import Person
from trainer.courses.models import Course
from trainer.credentials import UnfitFact, refuse_unfit
from trainer.documents.names import letter_faults
from trainer.practicals.models import PracticalSignOff


def assessors_of(session: Session, practicals: Sequence[PracticalSignOff]) -> list[str]:
    """The names of those who observed, each once."""
    names = select(Person.name).where(Person.id.in_({row.assessor_id for row in practicals}))
    return list(session.scalars(names.order_by(Person.name).distinct()))


def signed_off(course: Course) -> dict[str, str] | None:
    """Who, of the clinicians, answers for the content; None until somebody does."""
    if course.signed_off_by is None or course.signed_off_on is None:
        return None
    return {"by": course.signed_off_by, "on": course.signed_off_on.isoformat()}


def words_of(course: Course, assessors: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Everything others wrote that a certificate repeats, each with whose words it is."""
    yield "the title of the course", course.title
    yield "the version of the course", course.version
    for text in (*course.covers, *course.does_not_cover):
        yield "what the course says it covers", text
    for name in assessors:
        yield "the name of an assessor", name
    if (signed := signed_off(course)) is not None:
        yield "the name of the clinician who answers for the content", signed["by"]


def faults_in(whose: str, text: str) -> list[str]:
    """Why a text can be on no certificate, with whose it is and each letter by its name; empty when it can."""
    said = f"In {whose}, “{text}”:"
    try:
        refuse_unfit(f"{said} the text", text)
    except UnfitFact as error:
        return [f"{error}."]
    return [f"{said} {fault[0].lower()}{fault[1:]}" for fault in letter_faults(text)]
