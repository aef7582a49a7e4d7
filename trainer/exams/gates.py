"""What must be so before an exam can be sat: each gate with its words, and where to go when it is shut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from question_bank.scoring.decision import Verdict
from trainer.courses import queries as courses
from trainer.courses.queries import ModuleState
from trainer.exams import queries, rules
from trainer.exams.machine import State
from trainer.exams.models import Attempt, Exam
from trainer.licensing import queries as licensing
from trainer.web.permissions import SEES_KEYS, Permission, Role, permissions_of


@dataclass(frozen=True)
class Gate:
    """One condition: whether it is met, what to say about it, and where to go."""

    name: str
    is_open: bool
    says: str
    url: str


def gates_of(session: Session, exam: Exam, person_id: int, roles: frozenset[Role], *, now: datetime) -> list[Gate]:
    """The gates of an exam of either kind."""
    if exam.kind == queries.FINAL:
        return final_gates(session, exam, person_id, roles, now=now)
    return quiz_gates(session, exam, person_id, now=now)


def final_gates(session: Session, exam: Exam, person_id: int, roles: frozenset[Role], *, now: datetime) -> list[Gate]:
    """What a final exam asks of a person, in the order in which they come to it."""
    course = queries.course_of(session, exam)
    home = f"/courses/{course.slug}"
    attempts = _counting(queries.attempts_of(session, person_id, exam.id))
    states = courses.module_states(session, course, person_id)
    return [
        _account(session, person_id, roles),
        _enrolled(course.id in courses.enrolled_in(session, person_id), home),
        _modules(states, home),
        _licence(session, person_id, now),
        _decided(exam, attempts),
        _cool_down(exam, attempts, now),
        _yearly(exam, attempts, now),
    ]


def quiz_gates(session: Session, exam: Exam, person_id: int, *, now: datetime) -> list[Gate]:
    """What a module's quiz asks: the module is open, its pages are read, and there is a try left."""
    module = queries.module_of(session, exam)
    course = queries.course_of(session, exam)
    states = courses.module_states(session, course, person_id)
    state = next(state for state in states if state.module.id == module.id)
    attempts = _counting(queries.attempts_of(session, person_id, exam.id))
    return [
        _opened(state, f"/courses/{course.slug}"),
        _read(state, f"/courses/{course.slug}/modules/{module.slug}"),
        _decided(exam, attempts),
        _daily(exam, attempts, now),
    ]


def _counting(attempts: Sequence[Attempt]) -> list[Attempt]:
    return [attempt for attempt in attempts if attempt.state != State.VOID]


def _account(session: Session, person_id: int, roles: frozenset[Role]) -> Gate:
    held = permissions_of(roles)
    if Permission.SIT_EXAMS not in held:
        return Gate(
            "account", False, "The final exam is for clinicians; this account is not a clinician's.", "/account"
        )
    if held & SEES_KEYS or queries.has_written_items(session, person_id):
        says = "Whoever can see or has written exam items cannot be certified by them."
        return Gate("account", False, says, "/account")
    return Gate("account", True, "You sit this exam as a clinician who has not seen its keys.", "/account")


def _enrolled(is_enrolled: bool, home: str) -> Gate:
    says = "You are enrolled in this course." if is_enrolled else "You are not enrolled in this course yet."
    return Gate("enrolled", is_enrolled, says, home)


def _modules(states: Sequence[ModuleState], home: str) -> Gate:
    done = sum(state.is_done for state in states)
    is_open = 0 < len(states) == done
    says = (
        f"All {len(states)} module quizzes are passed."
        if is_open
        else f"{done} of {len(states)} module quizzes are passed."
    )
    return Gate("modules", is_open, says, home)


def _licence(session: Session, person_id: int, now: datetime) -> Gate:
    if licensing.eligible_licence(session, person_id, now=now) is not None:
        return Gate("licence", True, "Your licence is verified and current.", "/licence")
    says = "A verified licence that has not expired is needed. State yours, or see how far its check is."
    return Gate("licence", False, says, "/licence")


def _decided(exam: Exam, attempts: Sequence[Attempt]) -> Gate:
    """No attempt is under way, none waits to be marked, and no decision is held."""
    url = f"/attempts/{attempts[-1].id}/result" if attempts else f"/exams/{exam.slug}"
    if attempts and attempts[-1].state != State.GRADED:
        return Gate("decided", False, "Your last attempt has no result yet. It is marked within a minute.", url)
    if attempts and attempts[-1].outcome == Verdict.HELD:
        says = "The decision on your last attempt is held. The follow-up questions come to you by message."
        return Gate("decided", False, says, url)
    return Gate("decided", True, "No earlier attempt is waiting for its decision.", url)


def _cool_down(exam: Exam, attempts: Sequence[Attempt], now: datetime) -> Gate:
    days = exam.rules["cool_down_days"]
    url = f"/exams/{exam.slug}"
    opens = rules.opens_again(attempts[-1].closed_at if attempts else None, days)
    if opens is not None and now < opens:
        return Gate("cool-down", False, f"There are {days} days between two tries: from {_moment(opens)}.", url)
    return Gate("cool-down", True, f"Your last try, if any, is at least {days} days ago.", url)


def _yearly(exam: Exam, attempts: Sequence[Attempt], now: datetime) -> Gate:
    tries = exam.rules["tries_a_year"]
    url = f"/exams/{exam.slug}"
    opens = rules.yearly_cap_ends([attempt.started_at for attempt in attempts], tries, now)
    if opens is not None:
        says = f"You have had {tries} tries in twelve months. The next is possible from {_moment(opens)}."
        return Gate("tries", False, says, url)
    return Gate("tries", True, f"You have a try left: at most {tries} in twelve months.", url)


def _daily(exam: Exam, attempts: Sequence[Attempt], now: datetime) -> Gate:
    tries = exam.rules["tries_a_day"]
    url = f"/exams/{exam.slug}"
    opens = rules.daily_cap_ends([attempt.started_at for attempt in attempts], tries, now)
    if opens is not None:
        says = f"You have had {tries} tries in 24 hours. Read the module again; the next try opens {_moment(opens)}."
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


def _moment(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"
