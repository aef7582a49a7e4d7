"""Bringing a course, its modules and pages up to the content; what people did with them stays."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, undefer_group

from question_bank.formats import course as written
from question_bank.formats.course_yaml import Content
from question_bank.formats.page import UnreadablePage, render
from trainer.audit import service as audit
from trainer.core.db import Base
from trainer.core.errors import Conflict, Invalid
from trainer.courses.models import CheckAnswer, Course, Module, Page
from trainer.library.loading import LoadReport


def load(session: Session, content: Content, *, now: datetime, report: LoadReport | None = None) -> Course:
    """Load a course with its modules and pages; a page that is gone from the content is retired, not removed."""
    own = LoadReport()
    course = load_course(session, content.course, own, now=now)
    _refuse_lost_modules(course, content.course)
    for position, module in enumerate(content.course.modules, 1):
        load_module(session, course, module, position, content, own)
    if not own.is_quiet:
        course.loaded_at = now
        audit.record(session, "course.content.loaded", f"course:{course.id}", by=None, now=now, detail=own.counts())
    session.flush()
    session.expire(course)
    for stale in course.modules:
        session.expire(stale)
    if report is not None:
        report.add(own)
    return course


def load_course(session: Session, said: written.Course, report: LoadReport, *, now: datetime) -> Course:
    """The course's own row, added or corrected."""
    sign_off = said.clinical_sign_off
    facts = {
        "title": said.title,
        "version": said.version,
        "summary": said.summary,
        "covers": list(said.covers),
        "does_not_cover": list(said.does_not_cover),
        "domains": dict(said.domains),
        "certificate_months": said.certificate_months,
        "signed_off_by": f"{sign_off.name}, {sign_off.role}" if sign_off else None,
        "signed_off_on": sign_off.on if sign_off else None,
    }
    course = session.scalar(select(Course).where(Course.slug == said.slug))
    if course is None:
        course = Course(slug=said.slug, loaded_at=now, **facts)
        session.add(course)
        session.flush()
        report.added.append(f"course {said.slug}")
    else:
        _follow(course, facts, f"course {said.slug}", report)
    return course


def _refuse_lost_modules(course: Course, said: written.Course) -> None:
    lost = {module.slug for module in course.modules} - {module.slug for module in said.modules}
    if lost:
        raise Conflict(
            f"The content no longer has the module {', '.join(sorted(lost))}. People's progress hangs on it, "
            "so it cannot be taken out; give a changed module the slug it had."
        )


def load_module(
    session: Session, course: Course, said: written.Module, position: int, content: Content, report: LoadReport
) -> None:
    """One module with its pages."""
    facts = {
        "position": position,
        "title": said.title,
        "summary": said.summary,
        "domains": list(said.domains),
        "quiz": said.quiz.model_dump(mode="json"),
    }
    name = f"module {said.slug}"
    mine = select(Module).where(Module.course_id == course.id, Module.slug == said.slug)
    module = session.scalar(mine)
    if module is None:
        module = Module(course_id=course.id, slug=said.slug, **facts)
        session.add(module)
        session.flush()
        report.added.append(name)
    else:
        _follow(module, facts, name, report)
    load_pages(session, module, content, report)


def load_pages(session: Session, module: Module, content: Content, report: LoadReport) -> None:
    """The pages of one module: added, corrected, retired, or brought back."""
    stored = select(Page).where(Page.module_id == module.id).options(undefer_group("body"))
    known = {page.slug: page for page in session.scalars(stored)}
    for position, said in enumerate(content.pages[module.slug], 1):
        name = f"page {module.slug}/{said.slug}"
        facts = page_facts(said, position, content, name)
        page = known.pop(said.slug, None)
        if page is None:
            session.add(Page(module_id=module.id, slug=said.slug, **facts))
            report.added.append(name)
            continue
        _forget_changed_checks(session, page, facts["checks"])
        _follow(page, facts, name, report)
    for page in known.values():
        if not page.is_retired:
            page.is_retired = True
            report.retired.append(f"page {module.slug}/{page.slug}")


def page_facts(said: written.Page, position: int, content: Content, name: str) -> dict[str, Any]:
    """A page as it is stored: rendered once, here."""
    try:
        rendered = render(said, content.figures)
    except UnreadablePage as error:
        raise Invalid(f"{name}: {error}") from error
    unknown = [key for key in rendered.cited if key not in content.sources]
    if unknown:
        raise Invalid(f"{name} cites {', '.join(unknown)}, which is not in sources.yaml.")
    return {
        "position": position,
        "title": said.title,
        "lede": said.lede,
        "minutes": said.minutes,
        "pieces": rendered.pieces,
        "checks": [check.model_dump(mode="json") for check in rendered.checks],
        "sources": rendered.cited,
        "is_retired": False,
    }


def _forget_changed_checks(session: Session, page: Page, checks: list[dict[str, Any]]) -> None:
    """An answer given to another question, or to other options, says nothing about this one."""
    known = [_asked(check) for check in page.checks]
    same = [check["id"] for check in checks if _asked(check) in known]
    if checks != page.checks:
        session.execute(delete(CheckAnswer).where(CheckAnswer.page_id == page.id, CheckAnswer.check_id.not_in(same)))


def _asked(check: dict[str, Any]) -> dict[str, Any]:
    """What somebody answered to: a check without what it rests on."""
    return {name: said for name, said in check.items() if name != "sources"}


def _follow(row: Base, facts: dict[str, Any], name: str, report: LoadReport) -> None:
    differing = {column: value for column, value in facts.items() if getattr(row, column) != value}
    for column, value in differing.items():
        setattr(row, column, value)
    (report.changed if differing else report.unchanged).append(name)
