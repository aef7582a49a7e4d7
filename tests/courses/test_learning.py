"""Enrolling, reading, answering and passing, each once and each one's own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.build import NOON, person
from tests.courses.conftest import page_named
from trainer.audit.models import AuditEvent
from trainer.core.errors import Conflict, Invalid, NotFound
from trainer.courses import queries, service
from trainer.courses.models import CheckAnswer, Course, Enrolment, ModulePass, PageRead

LATER = NOON + timedelta(hours=1)


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def passed(session: Session, person_id: int, course: Course, number: int) -> ModulePass:
    module = course.modules[number - 1]
    return service.record_module_pass(session, person_id=person_id, module_id=module.id, score=2, of=2, now=NOON)


def test_enrolling_twice_is_enrolling_once(session: Session, course: Course) -> None:
    alice = person(session)
    first = service.enrol(session, alice.id, course.id, now=NOON)
    assert service.enrol(session, alice.id, course.id, now=LATER).id == first.id
    assert count(session, Enrolment) == 1
    assert queries.enrolled_in(session, alice.id) == {course.id}
    told = session.scalars(select(AuditEvent).where(AuditEvent.action == "course.enrolment.added")).all()
    assert [event.actor_id for event in told] == [alice.id]


def test_reading_a_page_enrols_and_counts_once(session: Session, course: Course) -> None:
    alice, page = person(session), page_named(session, "start")
    for moment in (NOON, LATER):
        service.mark_read(session, page.id, person_id=alice.id, now=moment)
    assert session.scalars(select(PageRead)).one().read_at == NOON
    assert count(session, Enrolment) == 1


def test_progress_is_each_ones_own(session: Session, course: Course) -> None:
    alice, carol, page = person(session), person(session, "Carol Cole"), page_named(session, "start")
    service.mark_read(session, page.id, person_id=alice.id, now=NOON)
    passed(session, alice.id, course, 1)
    mine, hers = (queries.module_states(session, course, own.id)[0] for own in (alice, carol))
    assert (mine.pages_read, mine.is_done) == (1, True)
    assert (hers.pages_read, hers.is_done) == (0, False)


def test_what_is_left_of_a_module_is_told(session: Session, course: Course) -> None:
    alice, page = person(session), page_named(session, "start")
    service.mark_read(session, page.id, person_id=alice.id, now=NOON)
    state = queries.module_states(session, course, alice.id)[0]
    assert (state.number, state.pages_total, state.minutes_left) == (1, 2, 5)
    assert state.next_page is not None
    assert state.next_page.slug == "middle"


def test_a_shut_module_takes_neither_reading_nor_answers(session: Session, course: Course) -> None:
    alice, page = person(session), page_named(session, "end")
    with pytest.raises(Conflict, match="quiz of “The first module”"):
        service.mark_read(session, page.id, person_id=alice.id, now=NOON)
    with pytest.raises(Conflict):
        service.answer_check(session, page.id, "end-check", 1, person_id=alice.id, now=NOON)
    passed(session, alice.id, course, 1)
    service.mark_read(session, page.id, person_id=alice.id, now=NOON)
    assert count(session, PageRead) == 1


def test_the_first_pass_of_a_module_stays(session: Session, course: Course) -> None:
    alice, module = person(session), course.modules[0]
    for score in (1, 2):
        service.record_module_pass(session, person_id=alice.id, module_id=module.id, score=score, of=2, now=NOON)
    assert session.scalars(select(ModulePass)).one().score == 1


def test_modules_are_done_when_every_quiz_is_passed(session: Session, course: Course) -> None:
    alice = person(session)
    done = []
    for number in (1, 2):
        passed(session, alice.id, course, number)
        done.append(queries.modules_done(session, alice.id, course.id))
    assert done == [False, True]


def test_an_answer_can_be_changed_and_only_the_last_is_kept(session: Session, course: Course) -> None:
    alice, page = person(session), page_named(session, "start")
    for option in (0, 1):
        service.answer_check(session, page.id, "start-check", option, person_id=alice.id, now=NOON)
    kept = session.scalars(select(CheckAnswer)).one()
    assert (kept.option, kept.is_right) == (1, True)


@pytest.mark.parametrize(
    ("check", "option", "error"), [("none", 0, NotFound), ("start-check", 3, Invalid), ("start-check", -1, Invalid)]
)
def test_an_answer_to_nothing_is_refused(
    session: Session, course: Course, check: str, option: int, error: type[Exception]
) -> None:
    alice, page = person(session), page_named(session, "start")
    with pytest.raises(error):
        service.answer_check(session, page.id, check, option, person_id=alice.id, now=NOON)
    assert count(session, CheckAnswer) == 0


def test_a_retired_page_cannot_be_read(session: Session, course: Course) -> None:
    alice, page = person(session), page_named(session, "start")
    page.is_retired = True
    with pytest.raises(NotFound):
        service.mark_read(session, page.id, person_id=alice.id, now=NOON)


def test_an_unknown_course_module_or_page_is_not_found(session: Session, course: Course) -> None:
    with pytest.raises(NotFound):
        queries.course_by_slug(session, "none")
    with pytest.raises(NotFound):
        queries.module_by_slug(course, "none")
    with pytest.raises(NotFound):
        queries.page_by_slug(course.modules[0], "end")


def test_whoever_comes_second_in_a_race_gets_the_row_of_the_first(
    session: Session, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = person(session)
    first = service.enrol(session, alice.id, course.id, now=NOON)
    with monkeypatch.context() as blind:
        blind.setattr(session, "scalar", lambda *_: None)
        assert service.enrol(session, alice.id, course.id, now=LATER) is first
    assert count(session, Enrolment) == 1
