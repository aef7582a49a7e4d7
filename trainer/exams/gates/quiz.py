"""What a module's quiz asks: the module is open, its pages are read, and there is a try left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from trainer.courses import queries as courses
from trainer.courses.queries import ModuleState
from trainer.exams import queries, rules
from trainer.exams.gates.final import decided
from trainer.exams.gates.gate import Gate, counting, moment
from trainer.exams.models import Attempt, Exam


def quiz_gates(session: Session, exam: Exam, person_id: int, *, now: datetime) -> list[Gate]:
    """The gates of a quiz; a quiz that is passed can be taken again."""
    module = queries.module_of(session, exam)
    course = queries.course_of(session, exam)
    states = courses.module_states(session, course, person_id)
    state = next(state for state in states if state.module.id == module.id)
    attempts = counting(queries.attempts_of(session, person_id, exam.id))
    return [
        _opened(state, f"/courses/{course.slug}"),
        _read(state, f"/courses/{course.slug}/modules/{module.slug}"),
        decided(exam, attempts),
        _daily(exam, attempts, now),
    ]


def _daily(exam: Exam, attempts: Sequence[Attempt], now: datetime) -> Gate:
    tries = exam.rules["tries_a_day"]
    url = f"/exams/{exam.slug}"
    opens = rules.daily_cap_ends([attempt.started_at for attempt in attempts], tries, now)
    if opens is not None:
        says = f"You have had {tries} tries in 24 hours. Read the module again; the next try opens {moment(opens)}."
        return Gate("tries", False, says, url)
    return Gate("tries", True, f"You have a try left: at most {tries} in 24 hours, each with other questions.", url)


def _opened(state: ModuleState, home: str) -> Gate:
    says = (
        "This module is open." if state.is_open else "This module opens when the quiz of the one before it is passed."
    )
    return Gate("module", state.is_open, says, home)


def _read(state: ModuleState, url: str) -> Gate:
    is_open = state.pages_read >= state.pages_total
    says = (
        f"You have read all {state.pages_total} pages."
        if is_open
        else (f"You have read {state.pages_read} of {state.pages_total} pages of this module.")
    )
    return Gate("pages", is_open, says, url)
