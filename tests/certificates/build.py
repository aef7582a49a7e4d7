"""Builders for certificates: a course, a verified licence, modules passed, a practical, and a passed final exam."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.build import NOON, person
from trainer.accounts.models import Person
from trainer.certificates.models import Certificate
from trainer.certificates.service import decide_certificate
from trainer.courses.models import Course, Module, ModulePass
from trainer.exams.models import Attempt, Exam, Paper
from trainer.licensing.models import Licence, RegisterCheck
from trainer.practicals.models import PracticalSignOff
from trainer.practicals.rules import SKILLS
from trainer.web.permissions import Role
from trainer.web.services import Facts

FACTS = Facts(
    is_production=False, base_url="https://certify.example", issuer="Trainer Demonstration College", time_zone="UTC",
    exam_grace_seconds=15,
)  # fmt: skip
CHANCE = 0x2_1234_5678_9ABC_DEF0_1234_5678_9ABC_DEF0
_chances = count(1)


def course(session: Session, **more: Any) -> Course:
    """The one course of the test, with two modules and a final exam."""
    found = session.scalar(select(Course).where(Course.slug == "dry-needling"))
    if found is not None:
        return found
    values: dict[str, Any] = {
        "slug": "dry-needling", "title": "Dry needling: foundations and safety", "version": "2026.1",
        "summary": "For clinicians.",
        "covers": ["Trigger-point theory, its critics and the evidence", "Safety near the thorax"],
        "does_not_cover": ["Permission to needle", "Needling of the orbit"], "domains": {"D1": "Scope"},
        "certificate_months": 24, "loaded_at": NOON,
    }  # fmt: skip
    made = Course(**values | more)
    made.modules = [module("theory", 1), module("thorax", 2)]
    session.add(made)
    session.flush()
    session.add(
        Exam(slug="dry-needling-final", kind="final", title="Final exam", course_id=made.id, rules={"minutes": 150})
    )
    session.flush()
    return made


def module(slug: str, position: int) -> Module:
    return Module(position=position, slug=slug, title=slug.capitalize(), summary="", domains=[], quiz={"pass_mark": 16})


def licence(session: Session, holder: Person, **more: Any) -> Licence:
    """A verified licence, seen as active on 3 November 2026."""
    values: dict[str, Any] = {
        "person_id": holder.id, "profession": "physiotherapist", "authority": "Ontario physiotherapy college",
        "jurisdiction": "CA-ON", "number": "PT-4471-SECRET", "number_normalised": "PT4471SECRET",
        "name_on_register": holder.name, "degree": "BSc", "expires_on": date(2027, 6, 30), "zone": "UTC",
        "state": "verified", "stated_at": NOON, "decided_at": NOON,
    }  # fmt: skip
    made = Licence(**values | more)
    session.add(made)
    session.flush()
    seen(session, made, date(2026, 11, 3), "active")
    return made


def seen(session: Session, of: Licence, on: date, status: str) -> None:
    """One look at the register."""
    look = RegisterCheck(
        source="Public register",
        checked_on=on,
        seen="An entry",
        status_seen=status,
        recorded_by_id=of.person_id,
        recorded_at=NOON,
    )
    of.checks.append(look)
    session.flush()


def modules_passed(session: Session, holder: Person) -> None:
    for one in course(session).modules:
        session.add(ModulePass(person_id=holder.id, module_id=one.id, score=18, of=20, passed_at=NOON))
    session.flush()


def attempt(session: Session, holder: Person, *, at: datetime = NOON, **more: Any) -> UUID:
    """A graded final exam, passed unless said otherwise."""
    exam = session.scalars(select(Exam).where(Exam.course_id == course(session).id, Exam.kind == "final")).one()
    taken = len(list(session.scalars(select(Attempt.id).where(Attempt.person_id == holder.id))))
    values: dict[str, Any] = {
        "id": uuid4(), "person_id": holder.id, "exam_id": exam.id, "number": taken + 1, "state": "graded", "seed": 1,
        "limit_seconds": 9000, "grace_seconds": 15, "started_at": at - timedelta(hours=2),
        "deadline": at + timedelta(hours=1), "closed_at": at, "closed_by": "candidate",
        "graded_at": at, "outcome": "passed", "decision": {},
    }  # fmt: skip
    made = Attempt(**values | more)
    made.paper = Paper(items=[])
    session.add(made)
    session.flush()
    return made.id


def practical(session: Session, of: Person, *regions: str, on: date = date(2026, 11, 14)) -> PracticalSignOff:
    """An observed practical, signed by an assessor of its own."""
    ines = person(session, "Ines Farrugia", Role.ASSESSOR)
    made = PracticalSignOff(
        person_id=of.id, course_id=course(session).id, assessor_id=ines.id, regions=list(regions),
        skills=sorted(SKILLS), observed_on=on, place="Clinic, Valletta", note="", signed_at=NOON,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def passed(session: Session, name: str = "Alice Ash", **of_licence: Any) -> tuple[Person, UUID]:
    """Somebody who has done everything and passed, with the attempt; nothing is decided yet."""
    holder = person(session, name)
    licence(session, holder, **of_licence)
    course(session)
    modules_passed(session, holder)
    return holder, attempt(session, holder)


def certified(
    session: Session, name: str = "Alice Ash", *regions: str, now: datetime = NOON, **of_licence: Any
) -> tuple[Person, Certificate]:
    """Somebody with an active certificate whose page has not been rendered yet."""
    holder, attempt_id = passed(session, name, **of_licence)
    if regions:
        practical(session, holder, *regions)
    made = decide_certificate(session, attempt_id, FACTS, chance=CHANCE + next(_chances), now=now)
    assert made is not None
    return holder, made
