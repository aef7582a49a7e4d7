"""What a final exam asks of a person, in the order in which they come to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from question_bank.scoring.decision import Verdict
from trainer.courses import queries as courses
from trainer.exams import queries, remediation, rules
from trainer.exams.gates.gate import Gate, account, counting, licence, moment
from trainer.exams.machine import State
from trainer.exams.models import Attempt, Exam
from trainer.web.permissions import Role


def final_gates(session: Session, exam: Exam, person_id: int, roles: frozenset[Role], *, now: datetime) -> list[Gate]:
    """The gates of a final exam; what a group not reached asks to learn again stands among them only then."""
    course = queries.course_of(session, exam)
    home = f"/courses/{course.slug}"
    attempts = counting(queries.attempts_of(session, person_id, exam.id))
    return [
        account(session, person_id, roles),
        _enrolled(course.id in courses.enrolled_in(session, person_id), home),
        _modules(*courses.modules_passed(session, person_id, course.id), home),
        licence(session, person_id, now),
        decided(exam, attempts),
        *_waiting(session, exam, person_id, attempts, home, now),
    ]


def _waiting(
    session: Session, exam: Exam, person_id: int, attempts: Sequence[Attempt], home: str, now: datetime
) -> list[Gate]:
    """What has to be waited for or learnt again since the last try; nothing of it before a free resit."""
    free = queries.free_resit(session, person_id, exam.id, now=now)
    if free is not None:
        says = f"You may sit again at once, without waiting, until {moment(free.until)}."
        return [Gate("resit", True, says, f"/exams/{exam.slug}")]
    return [*_remediation(session, attempts, home), _cool_down(exam, attempts, now), _yearly(exam, attempts, now)]


def _enrolled(is_enrolled: bool, home: str) -> Gate:
    says = "You are enrolled in this course." if is_enrolled else "You are not enrolled in this course yet."
    return Gate("enrolled", is_enrolled, says, home)


def _modules(done: int, of: int, home: str) -> Gate:
    is_open = 0 < of == done
    says = f"All {of} module quizzes are passed." if is_open else f"{done} of {of} module quizzes are passed."
    return Gate("modules", is_open, says, home)


def decided(exam: Exam, attempts: Sequence[Attempt]) -> Gate:
    """No attempt is under way, none waits to be marked, and no decision is held."""
    url = f"/attempts/{attempts[-1].id}/result" if attempts else f"/exams/{exam.slug}"
    if attempts and attempts[-1].state != State.GRADED:
        return Gate("decided", False, "Your last attempt has no result yet. It is marked within a minute.", url)
    if attempts and attempts[-1].outcome == Verdict.HELD:
        return Gate("decided", False, "The decision on your last attempt is held: the follow-up questions decide.", url)
    return Gate("decided", True, "No earlier attempt is waiting for its decision.", url)


def _remediation(session: Session, attempts: Sequence[Attempt], home: str) -> list[Gate]:
    """The modules behind a group that the last attempt did not reach, each quiz passed again since."""
    if not attempts:
        return []
    lessons = remediation.of(session, attempts[-1])
    if not lessons:
        return []
    waiting = [lesson for lesson in lessons if not lesson.is_done]
    if not waiting:
        says = "You have passed the quizzes of the modules behind what you did not reach again."
        return [Gate("remediation", True, says, home)]
    titles = ", ".join(f"“{lesson.title}”" for lesson in waiting)
    says = f"First learn again what was not reached, and pass the quiz of {titles} again."
    links = tuple((f"Quiz: {lesson.title}", lesson.url) for lesson in waiting)
    return [Gate("remediation", False, says, waiting[0].url, links)]


def _cool_down(exam: Exam, attempts: Sequence[Attempt], now: datetime) -> Gate:
    days = exam.rules["cool_down_days"]
    url = f"/exams/{exam.slug}"
    opens = rules.opens_again(attempts[-1].closed_at if attempts else None, days)
    if opens is not None and now < opens:
        return Gate("cool-down", False, f"There are {days} days between two tries: from {moment(opens)}.", url)
    return Gate("cool-down", True, f"Your last try, if any, is at least {days} days ago.", url)


def _yearly(exam: Exam, attempts: Sequence[Attempt], now: datetime) -> Gate:
    tries = exam.rules["tries_a_year"]
    url = f"/exams/{exam.slug}"
    opens = rules.yearly_cap_ends([attempt.started_at for attempt in attempts], tries, now)
    if opens is not None:
        says = f"You have had {tries} tries in twelve months. The next is possible from {moment(opens)}."
        return Gate("tries", False, says, url)
    return Gate("tries", True, f"You have a try left: at most {tries} in twelve months.", url)
