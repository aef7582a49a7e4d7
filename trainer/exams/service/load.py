"""Bringing exams up to the content: the final with its statements, follow-up and practice paper, and the quizzes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from question_bank.formats import course as written
from question_bank.formats.course_yaml import Content
from trainer.audit import service as audit
from trainer.core.errors import Invalid
from trainer.courses import queries as courses
from trainer.courses.models import Course, Module
from trainer.courses.rules import quiz_slug
from trainer.exams.holds import FOLLOW_UP, PRACTICE
from trainer.exams.models import Exam, ExamStatement
from trainer.exams.queries import FINAL, QUIZ
from trainer.library import queries as library
from trainer.library.loading import LoadReport


def load(session: Session, content: Content, *, now: datetime, report: LoadReport | None = None) -> Exam:
    """Load the exams of a course whose items and modules are loaded already. Attempts keep what they began with."""
    own = LoadReport()
    course = courses.course_by_slug(session, content.course.slug)
    final = load_final(session, course, content.course.exam, own)
    load_statements(session, final, content.course.exam.statements, own)
    load_follow_up(session, course, content.course.exam, own)
    load_practice(session, course, content.course.exam, own)
    for module in course.modules:
        load_quiz(session, course, module, own)
    if not own.is_quiet:
        audit.record(session, "exam.content.loaded", f"exam:{final.id}", by=None, now=now, detail=own.counts())
    session.flush()
    if report is not None:
        report.add(own)
    return final


def load_final(session: Session, course: Course, said: written.Exam, report: LoadReport) -> Exam:
    """The final exam's row, on the newest blueprint and policy."""
    facts = {
        "kind": FINAL,
        "title": said.title,
        "course_id": course.id,
        "module_id": None,
        "blueprint_version_id": library.newest_blueprint(session, said.blueprint.slug).id,
        "policy_version_id": library.newest_policy(session, said.policy.slug).id,
        "rules": {
            "items": said.blueprint.items,
            "minutes": said.minutes,
            "tries_a_year": said.tries_a_year,
            "cool_down_days": said.cool_down_days,
        },
    }
    return _put(session, said.slug, facts, report)


def load_follow_up(session: Session, course: Course, said: written.Exam, report: LoadReport) -> Exam:
    """What settles a held decision of the final; how many items and minutes follows from what held it."""
    rules = {**said.follow_up.model_dump(mode="json"), "minutes": None}
    return _put(session, f"{said.slug}-follow-up", _beside(FOLLOW_UP, "Follow-up questions", course, rules), report)


def load_practice(session: Session, course: Course, said: written.Exam, report: LoadReport) -> Exam:
    """The unscored paper to try the player with."""
    rules = said.practice.model_dump(mode="json")
    return _put(session, f"{said.slug}-practice", _beside(PRACTICE, "Practice paper", course, rules), report)


def _beside(kind: str, title: str, course: Course, rules: dict[str, Any]) -> dict[str, Any]:
    """An exam that belongs to a final and has no plan of its own."""
    plan = {"module_id": None, "blueprint_version_id": None, "policy_version_id": None}
    return {"kind": kind, "title": title, "course_id": course.id, "rules": rules, **plan}


def load_quiz(session: Session, course: Course, module: Module, report: LoadReport) -> Exam:
    """A module's quiz: the same machine with another feedback policy."""
    facts = {
        "kind": QUIZ,
        "title": f"Quiz: {module.title}",
        "course_id": course.id,
        "module_id": module.id,
        "blueprint_version_id": None,
        "policy_version_id": None,
        "rules": {name: module.quiz[name] for name in ("items", "minutes", "pass_mark", "tries_a_day")},
    }
    return _put(session, quiz_slug(course.slug, module.slug), facts, report)


def _put(session: Session, slug: str, facts: dict[str, Any], report: LoadReport) -> Exam:
    exam = session.scalar(select(Exam).where(Exam.slug == slug))
    if exam is None:
        exam = Exam(slug=slug, **facts)
        session.add(exam)
        session.flush()
        report.added.append(f"exam {slug}")
        return exam
    differing = {column: value for column, value in facts.items() if getattr(exam, column) != value}
    for column, value in differing.items():
        setattr(exam, column, value)
    (report.changed if differing else report.unchanged).append(f"exam {slug}")
    return exam


def load_statements(session: Session, exam: Exam, said: tuple[written.Statement, ...], report: LoadReport) -> None:
    """The statements to accept; an older version stays, since people accepted it, but is no longer asked."""
    known = {
        (row.slug, row.number): row
        for row in session.scalars(select(ExamStatement).where(ExamStatement.exam_id == exam.id))
    }
    current = set()
    for position, statement in enumerate(said, 1):
        key = (statement.slug, statement.version)
        current.add(key)
        if key in known:
            _hold(known[key], statement, position)
        else:
            session.add(_new_statement(exam, statement, position))
            report.added.append(f"statement {statement.slug} {statement.version}")
    for key, row in known.items():
        row.is_current = key in current


def _new_statement(exam: Exam, said: written.Statement, position: int) -> ExamStatement:
    return ExamStatement(
        exam_id=exam.id,
        slug=said.slug,
        number=said.version,
        position=position,
        title=said.title,
        text=said.text,
        is_current=True,
    )


def _hold(row: ExamStatement, said: written.Statement, position: int) -> None:
    """A stored statement keeps its words; people accepted them."""
    if (row.title, row.text) != (said.title, said.text):
        raise Invalid(f"The statement {said.slug} has changed; give it version {row.number + 1}.")
    row.position = position
