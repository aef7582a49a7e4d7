"""What a learner does: enrol, read, answer for themselves, pass a module."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from trainer.audit import service as audit
from trainer.core.db import Base
from trainer.core.errors import Conflict, Invalid, NotFound
from trainer.courses.models import CheckAnswer, Enrolment, ModulePass, Page, PageRead
from trainer.courses.queries import module_state
from trainer.courses.reading import checks_of

Row = TypeVar("Row", bound=Base)


def enrol(session: Session, person_id: int, course_id: int, *, now: datetime) -> Enrolment:
    """Let a person take a course; a second time changes nothing."""
    mine = select(Enrolment).where(Enrolment.person_id == person_id, Enrolment.course_id == course_id)
    row, is_new = _once(session, mine, lambda: Enrolment(person_id=person_id, course_id=course_id, enrolled_at=now))
    if is_new:
        audit.record(session, "course.enrolment.added", f"course:{course_id}", by=person_id, now=now)
    return row


def mark_read(session: Session, page_id: int, *, person_id: int, now: datetime) -> Page:
    """Note that a person has read a page to its end, and enrol them if need be; the first time counts."""
    page = _open_page(session, page_id, person_id)
    enrol(session, person_id, page.module.course_id, now=now)
    mine = select(PageRead).where(PageRead.person_id == person_id, PageRead.page_id == page_id)
    _once(session, mine, lambda: PageRead(person_id=person_id, page_id=page_id, read_at=now))
    return page


def answer_check(
    session: Session, page_id: int, check_id: str, option: int, *, person_id: int, now: datetime
) -> CheckAnswer:
    """Keep a person's answer to a check question in place of any earlier one; it counts for nothing."""
    page = _open_page(session, page_id, person_id)
    check = next((check for check in checks_of(page) if check.id == check_id), None)
    if check is None:
        raise NotFound("There is no such question on this page, or no longer.")
    if not 0 <= option < len(check.options):
        raise Invalid("That is not one of the answers to this question.")
    enrol(session, person_id, page.module.course_id, now=now)
    mine = select(CheckAnswer).where(
        CheckAnswer.person_id == person_id, CheckAnswer.page_id == page_id, CheckAnswer.check_id == check_id
    )
    said = {"option": option, "is_right": check.options[option].key, "answered_at": now}
    row, is_new = _once(
        session, mine, lambda: CheckAnswer(person_id=person_id, page_id=page_id, check_id=check_id, **said)
    )
    if not is_new:
        row.option, row.is_right, row.answered_at = option, check.options[option].key, now
    session.flush()
    return row


def record_module_pass(
    session: Session, *, person_id: int, module_id: int, score: int, of: int, now: datetime
) -> ModulePass:
    """Note that a person passed a module's quiz; the first pass stays."""
    mine = select(ModulePass).where(ModulePass.person_id == person_id, ModulePass.module_id == module_id)
    row, is_new = _once(
        session,
        mine,
        lambda: ModulePass(person_id=person_id, module_id=module_id, score=score, of=of, passed_at=now),
    )
    if is_new:
        detail = {"score": score, "of": of}
        audit.record(session, "course.module.passed", f"module:{module_id}", by=person_id, now=now, detail=detail)
    return row


def _open_page(session: Session, page_id: int, person_id: int) -> Page:
    page = session.get(Page, page_id)
    if page is None or page.is_retired:
        raise NotFound("There is no such page, or no longer.")
    state = module_state(session, page.module, person_id)
    if not state.is_open:
        before = page.module.course.modules[state.number - 2]
        raise Conflict(f"This module opens when the quiz of “{before.title}” is passed.")
    return page


def _once(session: Session, find: Select[Row], make: Callable[[], Row]) -> tuple[Row, bool]:
    """The row there is, or the one made now, and whether it was made; the unique key settles who was first."""
    found = session.scalar(find)
    if found is not None:
        return found, False
    row = make()
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return session.scalars(find).one(), False
    return row, True
