"""One person's record, read whole from every feature: a fixed number of statements, however long it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from trainer.accounts.models import Person
from trainer.certificates.models import Certificate, CertificateSeries
from trainer.core.errors import NotFound
from trainer.courses.models import Course, Enrolment, Module, ModulePass, Page, PageRead
from trainer.exams.models import Attempt, AttemptEvent, Exam
from trainer.licensing.models import Licence
from trainer.practicals.models import PracticalSignOff


@dataclass(frozen=True)
class ModuleLine:
    """How far a person has come in one module."""

    course: str
    title: str
    read: int
    pages: int
    passed_at: datetime | None
    score: int | None
    of: int | None


@dataclass(frozen=True)
class Sitting:
    """One attempt with the exam it belongs to."""

    attempt: Attempt
    exam: str
    kind: str


def licences(session: Session, person_id: int) -> list[Licence]:
    """Every licence a person has stated, newest first, with what was seen at the register."""
    return list(session.scalars(select(Licence).where(Licence.person_id == person_id).order_by(Licence.id.desc())))


def progress(session: Session, person_id: int) -> list[ModuleLine]:
    """The modules of every course a person takes, in their order."""
    pages = _counted(select(func.count(Page.id)).where(Page.module_id == Module.id, Page.is_retired.is_(False)))
    read = _counted(
        select(func.count(PageRead.id))
        .join(Page, PageRead.page_id == Page.id)
        .where(Page.module_id == Module.id, Page.is_retired.is_(False), PageRead.person_id == person_id)
    )
    rows = session.execute(
        select(Course.title, Module.title, read, pages, ModulePass.passed_at, ModulePass.score, ModulePass.of)
        .join(Module, Module.course_id == Course.id)
        .join(Enrolment, and_(Enrolment.course_id == Course.id, Enrolment.person_id == person_id))
        .outerjoin(ModulePass, and_(ModulePass.module_id == Module.id, ModulePass.person_id == person_id))
        .order_by(Course.id, Module.position)
    )
    return [ModuleLine(*row) for row in rows]


def _counted(query: Select[tuple[int]]) -> ColumnElement[int]:
    return query.correlate(Module).scalar_subquery()


def sittings(session: Session, person_id: int) -> list[Sitting]:
    """Every attempt of a person, quizzes included, newest first."""
    rows = session.execute(
        select(Attempt, Exam.title, Exam.kind)
        .join(Exam, Attempt.exam_id == Exam.id)
        .where(Attempt.person_id == person_id)
        .order_by(Attempt.started_at.desc(), Attempt.id)
    )
    return [Sitting(*row) for row in rows]


def certificates(session: Session, person_id: int) -> list[tuple[Certificate, str]]:
    """Every term a person holds or held with the title of its course, newest first."""
    rows = session.execute(
        select(Certificate, Course.title)
        .join(CertificateSeries, Certificate.series_id == CertificateSeries.id)
        .join(Course, CertificateSeries.course_id == Course.id)
        .where(CertificateSeries.person_id == person_id)
        .order_by(Certificate.id.desc())
    )
    return [(certificate, title) for certificate, title in rows]


def sign_offs(session: Session, person_id: int) -> list[tuple[PracticalSignOff, str]]:
    """Every practical a person was observed in with the assessor's name, newest first."""
    rows = session.execute(
        select(PracticalSignOff, Person.name)
        .join(Person, PracticalSignOff.assessor_id == Person.id)
        .where(PracticalSignOff.person_id == person_id)
        .order_by(PracticalSignOff.id.desc())
    )
    return [(sign_off, name) for sign_off, name in rows]
