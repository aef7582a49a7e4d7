"""An exam before it is sat: what it is, its rules, its gates, and earlier attempts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from question_bank.items import wording
from trainer.core.clock import day_of
from trainer.core.errors import NotFound
from trainer.courses.models import Course, Module
from trainer.exams import holds, queries
from trainer.exams.gates import Gate, gates_of
from trainer.exams.models import Attempt, Exam, ExamStatement
from trainer.exams.screens import words
from trainer.exams.screens.asked import asked, time_of
from trainer.exams.screens.story import Story, story
from trainer.exams.service.draw import likely_repeats
from trainer.web.permissions import Role


@dataclass(frozen=True)
class Past:
    """An earlier attempt and what came of it."""

    attempt: Attempt
    words: str
    icon: str
    kind: str


@dataclass(frozen=True)
class StatementShown:
    """A text to accept, in paragraphs of runs."""

    id: int
    title: str
    paragraphs: tuple[tuple[wording.Span, ...], ...]


@dataclass(frozen=True)
class Overview:
    """Everything the page of an exam shows.

    `time` is this person's own; `repeats` how many questions of the next paper they will have met before; `practice`
    the paper to try the player with, `is_new` while it is best offered; `story` a decision that is held.
    """

    exam: Exam
    course: Course
    module: Module | None
    rules: list[tuple[str, str]]
    time: str
    gates: list[Gate]
    running: Attempt | None
    past: list[Past]
    statements: list[StatementShown]
    repeats: int
    practice: Exam | None
    story: Story | None

    @property
    def is_open(self) -> bool:
        """Whether it can be started now."""
        return all(gate.is_open for gate in self.gates)

    @property
    def is_new(self) -> bool:
        """Whether this person has never sat it."""
        return not self.past and self.running is None

    @property
    def kind(self) -> str:
        """What kind of exam it is, as a heading says it."""
        return words.KINDS[self.exam.kind]


def overview(
    session: Session, exam: Exam, person_id: int, roles: frozenset[Role], *, now: datetime, zone: str
) -> Overview:
    """The page of an exam for one person; `zone` is the issuer's."""
    attempts = queries.attempts_of(session, person_id, exam.id)
    running = next((attempt for attempt in attempts if queries.is_open(attempt, now)), None)
    is_final = exam.kind == queries.FINAL
    held = _held(session, exam, person_id)
    return Overview(
        exam=exam,
        course=queries.course_of(session, exam),
        module=queries.module_of(session, exam) if exam.module_id is not None else None,
        rules=asked(session, exam, person_id, held),
        time=time_of(session, exam, person_id, held),
        gates=[] if running else gates_of(session, exam, person_id, roles, now=now),
        running=running,
        past=[_past(attempt) for attempt in reversed(attempts) if attempt is not running],
        statements=[_shown(statement) for statement in queries.statements(session, exam.id)],
        repeats=likely_repeats(session, exam, person_id, day_of(now, zone)) if is_final and not running else 0,
        practice=_practice(session, exam),
        story=story(session, held, now=now) if held else None,
    )


def _held(session: Session, exam: Exam, person_id: int) -> Attempt | None:
    if exam.kind == queries.FINAL:
        return holds.held_attempt(session, person_id, exam.id)
    if exam.kind == holds.FOLLOW_UP:
        return holds.held_attempt(session, person_id, holds.beside(session, exam, queries.FINAL).id)
    return None


def _practice(session: Session, exam: Exam) -> Exam | None:
    if exam.kind != queries.FINAL:
        return None
    try:
        return holds.beside(session, exam, holds.PRACTICE)
    except NotFound:
        return None


def _shown(statement: ExamStatement) -> StatementShown:
    return StatementShown(statement.id, statement.title, wording.paragraphs(statement.text))


def _past(attempt: Attempt) -> Past:
    said, icon, kind = words.outcome(attempt)
    return Past(attempt, said, icon, kind)
