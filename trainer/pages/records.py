"""One person's record, read whole from every feature: a fixed number of statements, however long it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from trainer.accounts import queries as accounts
from trainer.accounts.models import Person
from trainer.certificates.models import Certificate, CertificateSeries
from trainer.core.errors import NotFound
from trainer.courses.models import Course, Enrolment, Module, ModulePass, Page, PageRead
from trainer.exams.holds import PRACTICE
from trainer.exams.models import Attempt, AttemptEvent, Exam
from trainer.exams.screens.words import outcome
from trainer.licensing import queries as licensing
from trainer.licensing.models import Licence
from trainer.licensing.rules import State, is_current
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

    @property
    def outcome(self) -> tuple[str, str, str]:
        """What came of it: words, icon, kind."""
        return outcome(self.attempt)


@dataclass(frozen=True)
class Record:
    """Everything kept of one person that the reader may see; `sittings` is None where results are not open to them."""

    person: Person
    licences: list[Licence]
    current: frozenset[int]
    progress: list[ModuleLine]
    certificates: list[tuple[Certificate, str]]
    sign_offs: list[tuple[PracticalSignOff, str]]
    sittings: list[Sitting] | None

    def standing_of(self, licence: Licence) -> str:
        """How a licence stands: verified, lapsed, waiting, refused or superseded."""
        if licence.state == State.STATED:
            return "waiting"
        return "lapsed" if licence.state == State.VERIFIED and licence.id not in self.current else licence.state


@dataclass(frozen=True)
class Result:
    """One attempt with whoever sat it and everything that happened to it."""

    attempt: Attempt
    exam: Exam
    person: Person
    trail: list[tuple[AttemptEvent, str | None]]

    @property
    def outcome(self) -> tuple[str, str, str]:
        """What came of it: words, icon, kind."""
        return outcome(self.attempt)


def record(session: Session, person_id: int, *, now: datetime, with_results: bool) -> Record:
    """The record of one person; NotFound when there is none."""
    person = accounts.person(session, person_id)
    stated = licensing.licences_of(session, person_id)
    return Record(
        person=person,
        licences=stated,
        current=frozenset(own.id for own in stated if is_current(own.expires_on, own.zone, now)),
        progress=progress(session, person_id),
        certificates=certificates(session, person_id),
        sign_offs=sign_offs(session, person_id),
        sittings=sittings(session, person_id) if with_results else None,
    )


def result(session: Session, attempt_id: UUID) -> Result:
    """One attempt with its trail; NotFound when there is none."""
    row = session.execute(
        select(Attempt, Exam, Person)
        .join(Exam, Attempt.exam_id == Exam.id)
        .join(Person, Attempt.person_id == Person.id)
        .where(Attempt.id == attempt_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    trail = session.execute(
        select(AttemptEvent, Person.name)
        .outerjoin(Person, AttemptEvent.by_id == Person.id)
        .where(AttemptEvent.attempt_id == attempt_id)
        .order_by(AttemptEvent.id)
    )
    return Result(*row, trail=[(event, name) for event, name in trail])


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


def _counted(query: Select[int]) -> ColumnElement[int]:
    return query.correlate(Module).scalar_subquery()


def sittings(session: Session, person_id: int) -> list[Sitting]:
    """Every attempt of a person that counts for something, quizzes included, newest first."""
    rows = session.execute(
        select(Attempt, Exam.title)
        .join(Exam, Attempt.exam_id == Exam.id)
        .where(Attempt.person_id == person_id, Exam.kind != PRACTICE)
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
