"""What others wrote and a certificate repeats: seen to be printable before the decision, never found out after it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.certificates import build
from trainer.accounts.models import Person
from trainer.certificates import gates
from trainer.certificates.models import CertificationDecision
from trainer.certificates.service import Workshop, decide_certificate, issue_pending
from trainer.certificates.service.render import texts_of
from trainer.certificates.wording import words_of
from trainer.core.db import Database
from trainer.courses.models import Course
from trainer.exams.models import Attempt
from trainer.practicals.models import PracticalSignOff

OURS = {
    "identifier", "name", "basis", "supervision", "scope", "issuer", "url", "issued_on", "issued_at", "expires_on",
    "zone",
}  # fmt: skip
"""What of a record others did not write, or what has a gate of its own."""


def by_assessor(session: Session, _course: Course) -> None:
    observed = session.scalars(select(PracticalSignOff)).one()
    session.get_one(Person, observed.assessor_id).name = "李小龙"


def by_lead(_session: Session, course: Course) -> None:
    course.signed_off_by, course.signed_off_on = "李小龙, clinical lead", date(2026, 11, 1)


def by_title(_session: Session, course: Course) -> None:
    course.title = "Dry needling 针"


def by_cover(_session: Session, course: Course) -> None:
    course.covers = [*course.covers, "Bells\u0007"]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (by_assessor, "In the name of an assessor, “李小龙”: no font of ours can set 李 (cjk unified ideograph-674e"),
        (by_lead, "In the name of the clinician who answers for the content, “李小龙, clinical lead”: no font"),
        (by_title, "In the title of the course, “Dry needling 针”: no font of ours can set 针"),
        (by_cover, "holds U+0007, which no credential may hold."),
    ],
)
def test_a_letter_of_others_waits_before_the_decision_and_says_whose_it_is(
    database: Database, workshop: Workshop, spoil: Callable[[Session, Course], None], says: str
) -> None:
    with database.write() as session:
        alice, attempt_id = build.passed(session)
        build.practical(session, alice, "limbs")
        spoil(session, build.course(session))
    assert issue_pending(database, workshop, now=NOON) == 0
    with database.write() as session:
        standing = gates.standing(session, session.get_one(Attempt, attempt_id), now=NOON)
        assert [gate.name for gate in standing.shut] == ["words"]
        assert says in standing.shut[0].says
        assert decide_certificate(session, attempt_id, build.FACTS, chance=1, now=NOON) is None
        assert session.scalar(select(func.count(CertificationDecision.id))) == 0


def test_every_word_of_others_in_a_record_is_looked_at(session: Session) -> None:
    course = build.course(session)
    course.signed_off_by, course.signed_off_on = "Liora Lead, clinical lead", date(2026, 11, 1)
    _, made = build.certified(session, "Alice Ash", "limbs")
    assert made.record["assessors"] == ["Ines Farrugia"]
    looked_at = {text for _, text in words_of(course, made.record["assessors"])}
    others: dict[str, Any] = {name: part for name, part in made.record.items() if name not in OURS}
    signed_on, slug = made.record["content_signed_off"]["on"], made.record["course"]["slug"]
    assert set(texts_of(others)) - looked_at == {signed_on, slug}
