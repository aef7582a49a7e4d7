"""Attempts as those who look after them see them. Looking changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, selectinload

from trainer.accounts.models import Person
from trainer.accounts.queries import names_of
from trainer.core.errors import NotFound
from trainer.exams import queries
from trainer.exams.machine import State
from trainer.exams.models import Attempt, AttemptEvent, Exam, ExamForm, TimeCredit
from trainer.exams.screens import words
from trainer.exams.screens.clock import minutes
from trainer.exams.screens.evidence import Chain, Clue, chain_of, clues_of
from trainer.exams.screens.sitting import clock_words
from trainer.exams.service import signals

KINDS = {
    "extension": "Given by staff",
    "outage": "Outage",
    "break": "Break",
    "accommodation": "Agreed beforehand",
}
EVENTS = {
    "started": "Started",
    "submitted": "Submitted",
    "expired": "Time ended",
    "graded": "Marked",
    "credited": "Time given",
    "paused": "Break began",
    "resumed": "Break ended",
    "voided": "Made void",
    "resit-given": "Free resit given",
}


@dataclass(frozen=True)
class Line:
    """One attempt in the list."""

    attempt: Attempt
    person: Person
    exam: Exam
    words: str
    icon: str
    kind: str
    left: str | None


@dataclass(frozen=True)
class Given:
    """Time that was given: how much, why, by whom."""

    credit: TimeCredit
    kind: str
    minutes: float
    by: str | None


@dataclass(frozen=True)
class Happened:
    """One event of the trail in words."""

    event: AttemptEvent
    words: str
    detail: str
    by: str | None


@dataclass(frozen=True)
class Sheet:
    """Everything staff see of one attempt; `form` is the form its paper was given, if any."""

    line: Line
    form: ExamForm | None
    answered: int
    asked: int
    given: list[Given]
    trail: list[Happened]
    clues: list[Clue]
    chain: Chain
    is_open: bool
    ends_at: datetime | None


def how_many(session: Session, **wish: str) -> int:
    """How many attempts fit."""
    wanted = select(func.count(Attempt.id)).join(Person, Person.id == Attempt.person_id)
    return session.scalar(wanted.join(Exam, Exam.id == Attempt.exam_id).where(*_fits(**wish))) or 0


def lines(session: Session, *, offset: int, limit: int, now: datetime, **wish: str) -> list[Line]:
    """A stretch of the attempts that fit, the newest first."""
    found = select(Attempt, Person, Exam).join(Person, Person.id == Attempt.person_id)
    found = found.join(Exam, Exam.id == Attempt.exam_id).where(*_fits(**wish))
    rows = session.execute(found.order_by(Attempt.started_at.desc(), Attempt.id).offset(offset).limit(limit))
    return [_line(attempt, person, exam, now) for attempt, person, exam in rows]


def _fits(*, person: str, exam: str, state: str) -> list[ColumnElement[bool]]:
    """What an attempt must be like; an empty word asks nothing."""
    asked: list[ColumnElement[bool]] = [
        or_(Person.name.icontains(word, autoescape=True), Person.email.icontains(word, autoescape=True))
        for word in person.split()
    ]
    if exam:
        asked.append(Exam.slug == exam)
    if state:
        asked.append(Attempt.state == state)
    return asked


def exams(session: Session) -> dict[str, str]:
    """Every exam's title by its slug."""
    return {exam.slug: exam.title for exam in session.scalars(select(Exam).order_by(Exam.id))}


def sheet(session: Session, attempt_id: UUID, *, now: datetime) -> Sheet:
    """One attempt whole; NotFound when there is none."""
    attempt = session.get(Attempt, attempt_id, options=[selectinload(Attempt.credits)])
    if attempt is None:
        raise NotFound
    line = _line(attempt, session.get_one(Person, attempt.person_id), queries.exam(session, attempt.exam_id), now)
    happened = session.scalars(
        select(AttemptEvent).where(AttemptEvent.attempt_id == attempt.id).order_by(AttemptEvent.id)
    )
    events = [event for event in happened if not event.name.startswith(signals.PREFIX)]
    names = names_of(session, {event.by_id for event in events} | {each.by_id for each in attempt.credits})
    answers = queries.answers(session, attempt.id).values()
    return Sheet(
        line=line,
        form=session.get(ExamForm, attempt.form_id) if attempt.form_id else None,
        answered=sum(answer.answer is not None for answer in answers),
        asked=len(queries.paper_items(session, attempt.id)),
        given=[_given(each, names) for each in attempt.credits],
        trail=[_happened(event, names) for event in events],
        clues=clues_of(session, attempt.id),
        chain=chain_of(session, attempt.id),
        is_open=queries.accepts(attempt, now),
        ends_at=queries.timing(attempt).ends_at(now),
    )


def _line(attempt: Attempt, person: Person, exam: Exam, now: datetime) -> Line:
    if queries.state_at(attempt, now) != State.RUNNING:
        return Line(attempt, person, exam, *words.outcome(attempt), None)
    timing = queries.timing(attempt)
    left = timing.seconds_left(now)
    said = "No time limit" if left is None else f"{clock_words(left)} left"
    if timing.is_paused(now):
        return Line(attempt, person, exam, "On a break", "paused", "now", said)
    return Line(attempt, person, exam, "Running", "clock", "now", said)


def _given(credit: TimeCredit, names: dict[int, str]) -> Given:
    by = names.get(credit.by_id) if credit.by_id else None
    return Given(credit, KINDS.get(credit.kind, credit.kind), minutes(credit.seconds), by)


def _happened(event: AttemptEvent, names: dict[int, str]) -> Happened:
    name = event.name.rsplit(".", 1)[-1]
    said = str(event.detail.get("why") or event.detail.get("reason") or "")
    by = names.get(event.by_id) if event.by_id else None
    return Happened(event, EVENTS.get(name, name.replace("-", " ").capitalize()), said, by)
