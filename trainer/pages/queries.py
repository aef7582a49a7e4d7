"""What the home page says of the course, and how far the person who asks has come."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from question_bank.scoring.policy import Cut, Policy
from question_bank.selection.blueprint import Blueprint
from trainer.courses import queries as courses
from trainer.courses.models import Course, Module, ModulePass, Page
from trainer.exams.models import Exam
from trainer.library.models import BlueprintVersion, PolicyVersion, Source


@dataclass(frozen=True)
class ModuleShown:
    """One module in a word."""

    title: str
    summary: str
    pages: int
    minutes: int


@dataclass(frozen=True)
class ExamShown:
    """What the final exam asks, as its blueprint and policy have it."""

    slug: str
    items: int
    minutes: int
    tries_a_year: int
    cool_down_days: int
    total: Cut
    groups: tuple[tuple[str, Cut], ...]
    must_not_miss: tuple[str, ...]


@dataclass(frozen=True)
class Showcase:
    """The course as the home page tells it."""

    id: int
    slug: str
    title: str
    summary: str
    certificate_months: int
    modules: tuple[ModuleShown, ...]
    sources: int
    signed_off_by: str | None
    exam: ExamShown | None

    @property
    def pages(self) -> int:
        """How many pages all modules have together."""
        return sum(module.pages for module in self.modules)

    @property
    def minutes(self) -> int:
        """How long reading them takes."""
        return sum(module.minutes for module in self.modules)


@dataclass(frozen=True)
class Standing:
    """How far somebody has come in the course."""

    done: int
    of: int
    next_title: str | None


def showcase(session: Session) -> Showcase | None:
    """The first course loaded, or None in an empty database."""
    course = session.execute(
        select(Course.id, Course.slug, Course.title, Course.summary, Course.certificate_months, Course.signed_off_by)
        .order_by(Course.id)
        .limit(1)
    ).one_or_none()
    if course is None:
        return None
    return Showcase(
        id=course.id, slug=course.slug, title=course.title, summary=course.summary,
        certificate_months=course.certificate_months, modules=modules_shown(session, course.id),
        sources=session.scalar(select(func.count()).select_from(Source)) or 0,
        signed_off_by=course.signed_off_by, exam=exam_shown(session, course.id),
    )  # fmt: skip


def modules_shown(session: Session, course_id: int) -> tuple[ModuleShown, ...]:
    """The modules of a course with the number of their pages and how long they take to read."""
    rows = session.execute(
        select(Module.title, Module.summary, func.count(Page.id), func.coalesce(func.sum(Page.minutes), 0))
        .outerjoin(Page, (Page.module_id == Module.id) & Page.is_retired.is_(False))
        .where(Module.course_id == course_id)
        .group_by(Module.id, Module.title, Module.summary, Module.position)
        .order_by(Module.position)
    )
    return tuple(ModuleShown(title, summary, pages, int(minutes)) for title, summary, pages, minutes in rows)


def exam_shown(session: Session, course_id: int) -> ExamShown | None:
    """What the final exam of a course asks, or None before there is one."""
    row = session.execute(
        select(Exam, BlueprintVersion.spec, PolicyVersion.spec)
        .join(BlueprintVersion, Exam.blueprint_version_id == BlueprintVersion.id)
        .join(PolicyVersion, Exam.policy_version_id == PolicyVersion.id)
        .where(Exam.course_id == course_id, Exam.kind == "final")
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    exam, blueprint, policy = row[0], Blueprint.model_validate(row[1]), Policy.model_validate(row[2])
    return ExamShown(
        slug=exam.slug, items=blueprint.items, minutes=exam.rules["minutes"],
        tries_a_year=exam.rules["tries_a_year"], cool_down_days=exam.rules["cool_down_days"], total=policy.total,
        groups=tuple((group.value, cut) for group, cut in policy.groups.items()),
        must_not_miss=tuple(check.says for check in policy.must_not_miss),
    )  # fmt: skip


def my_standing(session: Session, person_id: int, course: Showcase) -> Standing | None:
    """How many modules a person has passed, and which comes next; None when they do not take the course."""
    if course.id not in courses.enrolled_in(session, person_id):
        return None
    passed = select(ModulePass.id).where(ModulePass.module_id == Module.id, ModulePass.person_id == person_id)
    rows = session.execute(
        select(Module.title, passed.exists()).where(Module.course_id == course.id).order_by(Module.position)
    ).all()
    waiting = [title for title, is_passed in rows if not is_passed]
    return Standing(len(rows) - len(waiting), len(rows), waiting[0] if waiting else None)
