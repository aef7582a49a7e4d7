"""Reading exams, attempts, papers and answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, lazyload, selectinload

from trainer.core.errors import NotFound
from trainer.courses.models import Course, Module
from trainer.exams.bank import live, writers
from trainer.exams.machine import State
from trainer.exams.models import Accommodation, Answer, Attempt, Exam, ExamStatement, Paper, Resit
from trainer.exams.paper import Bank
from trainer.exams.rules import Timing

FINAL, QUIZ = "final", "quiz"


def exam(session: Session, exam_id: int) -> Exam:
    """The exam with this id; NotFound when there is none."""
    return _found(session.get(Exam, exam_id))


def exam_by_slug(session: Session, slug: str) -> Exam:
    """The exam at this address; NotFound when there is none."""
    return _found(session.scalar(select(Exam).where(Exam.slug == slug)))


def final_exam(session: Session, course_id: int) -> Exam:
    """The final exam of a course; NotFound when it has none."""
    return _found(session.scalar(select(Exam).where(Exam.course_id == course_id, Exam.kind == FINAL)))


def quiz_of(session: Session, module_id: int) -> Exam:
    """The quiz of a module; NotFound when it has none."""
    return _found(session.scalar(select(Exam).where(Exam.module_id == module_id)))


def _found(exam: Exam | None) -> Exam:
    if exam is None:
        raise NotFound
    return exam


def course_of(session: Session, exam: Exam) -> Course:
    """The course an exam belongs to; its modules are read only when they are looked at."""
    return session.get_one(Course, exam.course_id, options=[lazyload(Course.modules)])


def module_of(session: Session, exam: Exam) -> Module:
    """The module whose quiz this is."""
    return session.get_one(Module, exam.module_id)


def statements(session: Session, exam_id: int) -> list[ExamStatement]:
    """What has to be accepted before this exam, in order; none for a quiz."""
    wanted = select(ExamStatement).where(ExamStatement.exam_id == exam_id, ExamStatement.is_current)
    return list(session.scalars(wanted.order_by(ExamStatement.position)))


def timing(attempt: Attempt) -> Timing:
    """The time of an attempt, as the rules read it."""
    grace, left = timedelta(seconds=attempt.grace_seconds), timedelta(seconds=attempt.break_left_seconds)
    return Timing(attempt.started_at, attempt.deadline, grace, attempt.paused_at, left)


def accepts(attempt: Attempt, moment: datetime) -> bool:
    """Whether an answer arriving now is stored: derived from state and deadline, never from a sweep."""
    return attempt.state == State.RUNNING and timing(attempt).accepts(moment)


def is_open(attempt: Attempt, moment: datetime) -> bool:
    """Whether the candidate may still work on it: running, and its time has not ended."""
    return attempt.state == State.RUNNING and not timing(attempt).is_over(moment)


def state_at(attempt: Attempt, moment: datetime) -> State:
    """The state a client is told: a running attempt that takes no more answers is submitted."""
    state = State(attempt.state)
    return State.SUBMITTED if state is State.RUNNING and not accepts(attempt, moment) else state


def granted(session: Session, person_id: int) -> Accommodation | None:
    """What a person is granted for exams at present, or None."""
    mine = select(Accommodation).where(Accommodation.person_id == person_id, Accommodation.state == "granted")
    return session.scalar(mine.order_by(Accommodation.id.desc()).limit(1))


def attempts_of(session: Session, person_id: int, exam_id: int) -> list[Attempt]:
    """The attempts of a person at an exam, in order."""
    wanted = select(Attempt).where(Attempt.person_id == person_id, Attempt.exam_id == exam_id)
    return list(session.scalars(wanted.order_by(Attempt.number)))


def free_resit(session: Session, person_id: int, exam_id: int, *, now: datetime) -> Resit | None:
    """The free resit a person still has at an exam, the one that lasts longest of several: in its time, and unused."""
    mine = _free(now).where(Resit.person_id == person_id, Resit.exam_id == exam_id)
    return session.scalar(mine.order_by(Resit.until.desc(), Resit.id.desc()).limit(1))


def is_free(session: Session, resit: Resit, *, now: datetime) -> bool:
    """Whether a free resit can still be taken."""
    return session.scalar(_free(now).where(Resit.id == resit.id)) is not None


def resit_for(session: Session, attempt_id: UUID) -> Resit | None:
    """The free resit that was given for an attempt, if any was."""
    return session.scalar(select(Resit).where(Resit.attempt_id == attempt_id))


def is_used(session: Session, resit: Resit) -> bool:
    """Whether an attempt has begun since a free resit was given."""
    return session.scalar(select(Resit.id).where(Resit.id == resit.id, _begun_since().exists())) is not None


def _free(now: datetime) -> Select[Resit]:
    return select(Resit).where(Resit.until > now, ~_begun_since().exists())


def _begun_since() -> Select[UUID]:
    """The attempts begun since a free resit was given; a void one uses none up."""
    return select(Attempt.id).where(
        Attempt.person_id == Resit.person_id, Attempt.exam_id == Resit.exam_id,
        Attempt.started_at >= Resit.granted_at, Attempt.state != State.VOID.value,
    )  # fmt: skip


def running_attempt(session: Session, person_id: int, exam_id: int) -> Attempt | None:
    """The attempt that is running by its row; the unique key allows only one."""
    return session.scalar(
        select(Attempt).where(
            Attempt.person_id == person_id, Attempt.exam_id == exam_id, Attempt.state == State.RUNNING.value
        )
    )


def running_of(session: Session, person_id: int) -> list[UUID]:
    """A person's running attempts, at whatever exam."""
    wanted = select(Attempt.id).where(Attempt.person_id == person_id, Attempt.state == State.RUNNING.value)
    return list(session.scalars(wanted.order_by(Attempt.id)))


def own_attempt(session: Session, attempt_id: UUID, person_id: int) -> Attempt:
    """The person's own attempt; NotFound for anybody else's."""
    found = session.get(Attempt, attempt_id)
    if found is None or found.person_id != person_id:
        raise NotFound
    return found


def locked_attempt(session: Session, attempt_id: UUID) -> Attempt:
    """The attempt, held against every other writer until this transaction ends, and read afresh once it is held.

    Two statements: one that locks and reads would find an attempt it had read before to be stale, and give up.
    """
    session.execute(select(Attempt.id).where(Attempt.id == attempt_id).with_for_update())
    found = session.get(Attempt, attempt_id, populate_existing=True)
    if found is None:
        raise NotFound
    return found


def paper_items(session: Session, attempt_id: UUID) -> list[dict[str, Any]]:
    """What an attempt asks, by position."""
    return list(session.scalars(select(Paper.items).where(Paper.attempt_id == attempt_id)).one())


def answers(session: Session, attempt_id: UUID) -> dict[int, Answer]:
    """The stored answers of an attempt, by position."""
    rows = session.scalars(select(Answer).where(Answer.attempt_id == attempt_id))
    return {answer.position: answer for answer in rows}


def lock(session: Session, attempt_id: UUID, person_id: int) -> None:
    """Hold a person's attempt until the end of the transaction, or NotFound.

    A statement of its own: what is read after it is what stands, where one statement that locks and reads would show
    the answers as they were before it had to wait.
    """
    own = select(Attempt.id).where(Attempt.id == attempt_id, Attempt.person_id == person_id)
    if session.scalar(own.with_for_update()) is None:
        raise NotFound


def overdue(session: Session, *, now: datetime) -> list[UUID]:
    """Running attempts whose deadline has passed, the oldest first, however long ago; perhaps one in a break."""
    wanted = select(Attempt.id).where(Attempt.state == State.RUNNING.value, Attempt.deadline < now)
    return list(session.scalars(wanted.order_by(Attempt.deadline)))


def with_deadline(session: Session) -> list[Attempt]:
    """Running attempts that have a clock, whether or not it has run out."""
    wanted = select(Attempt).where(Attempt.state == State.RUNNING.value, Attempt.deadline.is_not(None))
    return list(session.scalars(wanted.options(selectinload(Attempt.credits)).order_by(Attempt.deadline)))


def awaiting_grade(session: Session) -> list[UUID]:
    """Submitted attempts that are not graded, the oldest first."""
    wanted = select(Attempt.id).where(Attempt.state == State.SUBMITTED.value)
    return list(session.scalars(wanted.order_by(Attempt.closed_at)))


def bank(session: Session, *, use: str, today: date, domains: Sequence[str] | None = None) -> Bank:
    """The live items of a pool on a day in the issuer's zone, as drawing sees them."""
    every = live(session, use=use, today=today)
    return every if domains is None else every.of(domains)


def has_written_items(session: Session, person_id: int) -> bool:
    """Whether this person ever wrote a version of an exam item, whatever their roles are now."""
    return person_id in writers(session, use="exam")
