"""The course page: its modules, practical and final exam as numbered steps, with the learner's record beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template, url_for
from sqlalchemy.orm import Session

from trainer.core import clock
from trainer.core.errors import NotFound
from trainer.courses import queries as courses
from trainer.courses.models import Course
from trainer.courses.queries import ModuleState
from trainer.courses.rules import quiz_slug
from trainer.exams import queries as exams
from trainer.exams.gates import final_gates
from trainer.exams.machine import State
from trainer.exams.models import Attempt, Exam
from trainer.licensing import queries as licensing
from trainer.licensing.models import Licence
from trainer.licensing.rules import is_current
from trainer.pages.queries import exam_shown
from trainer.practicals import queries as practicals
from trainer.practicals.rules import REGIONS
from trainer.web.identity import Me, me
from trainer.web.permissions import Permission, needs
from trainer.web.session import current_session
from trainer.web.templating import day

bp = Blueprint("course", __name__, url_prefix="/courses")
Badge = tuple[str, str, str]
DONE: Badge = ("Done", "ok", "ok")
OPEN: Badge = ("Open", "", "open")
SHUT: Badge = ("Shut", "", "lock")


@dataclass(frozen=True)
class Step:
    """One numbered step of a course. The current one has a button; `meter` is what is read, `asks` what comes after."""

    title: str
    says: tuple[str, ...]
    badge: Badge
    url: str = ""
    button: tuple[str, str] | None = None
    meter: tuple[int, int] | None = None
    asks: str = ""


@dataclass(frozen=True)
class LicenceShown:
    """The licence as a course page tells it."""

    badge: Badge
    licence: Licence | None


@bp.get("/<slug>")
@needs(Permission.LEARN)
def show(slug: str) -> str:
    session, person = current_session(), me()
    course = courses.course_by_slug(session, slug)
    states = courses.module_states(session, course, person.id)
    return render_template(
        "pages/course.html",
        course=course,
        states=states,
        steps=list(steps(session, course, states, person, now=clock.now())),
        licence=licence_shown(session, person.id, now=clock.now()),
        exam=exam_shown(session, course.id),
        is_enrolled=course.id in courses.enrolled_in(session, person.id),
    )


def steps(session: Session, course: Course, states: list[ModuleState], person: Me, *, now: datetime) -> Iterator[Step]:
    """The steps in order; the first module not passed is current, then the final exam."""
    current = next((state for state in states if not state.is_done), None)
    for state in states:
        yield module_step(course, state, is_now=state is current)
    yield practical_step(session, course, person.id)
    try:
        exam = exams.final_exam(session, course.id)
    except NotFound:
        return
    yield exam_step(session, exam, person, is_next=current is None, now=now)


def module_step(course: Course, state: ModuleState, *, is_now: bool) -> Step:
    """One module: done, current, open or shut."""
    module, quiz = state.module, state.module.quiz
    url = url_for("courses.module", slug=course.slug, module=module.slug)
    asked = f"quiz asks {quiz['pass_mark']} of {quiz['items']}"
    if state.passed:
        says = f"Passed {day(state.passed.passed_at)} · quiz {state.passed.score} of {state.passed.of}"
        return Step(module.title, (f"{says}, {quiz['pass_mark']} asked",), DONE, url)
    if not is_now:
        says = f"{state.pages_total} pages · about {state.minutes_left} minutes · {asked}"
        return Step(module.title, (says,), OPEN if state.is_open else SHUT, url)
    meter = (state.pages_read, state.pages_total)
    if state.next_page is None:
        says = f"All pages read. Next: the quiz, {quiz['items']} questions, {quiz['minutes']} minutes"
        button = ("Take the quiz", f"/exams/{quiz_slug(course.slug, module.slug)}")
    else:
        place = f"{state.number}.{courses.pages_of(module).index(state.next_page) + 1}"
        says = f"Next: {place} {state.next_page.title} · about {state.next_page.minutes} minutes"
        button = ("Go on" if state.pages_read or state.number > 1 else "Start", url)
    return Step(module.title, (says,), OPEN, url, button, meter, asked)


def practical_step(session: Session, course: Course, person_id: int) -> Step:
    """The observed practical: done once an assessor has signed it."""
    signed = practicals.sign_offs(session, person_id, course.id)
    if not signed:
        says = "Signed off in person by an assessor. Without it the certificate says “knowledge only”."
        return Step("Observed practical", (says,), ("Not observed", "", "none"))
    regions = ", ".join(REGIONS.get(region, region).lower() for region in signed[0].regions)
    return Step("Observed practical", (f"Observed {day(signed[0].observed_on)}: {regions}",), DONE)


def exam_step(session: Session, exam: Exam, person: Me, *, is_next: bool, now: datetime) -> Step:
    """The final exam: passed, running, held, open, or shut with what is missing."""
    url = f"/exams/{exam.slug}"
    attempts = [each for each in exams.attempts_of(session, person.id, exam.id) if each.state != State.VOID]
    passed = next((attempt for attempt in reversed(attempts) if attempt.outcome == "passed"), None)
    if passed:
        return Step("Final exam", (closed_words(passed),), ("Passed", "ok", "ok"), f"/attempts/{passed.id}/result")
    if attempts and attempts[-1].outcome == "held":
        held = attempts[-1]
        address = f"/attempts/{held.id}/result"
        button = ("See the follow-up questions", address)
        return Step("Final exam", (f"{closed_words(held)}: the decision is held",), OPEN, address, button)
    if any(exams.is_open(attempt, now) for attempt in attempts):
        button = ("Go back to the exam", url)
        return Step("Final exam", ("The clock is running.",), ("Running", "now", "clock"), url, button)
    shut = [gate.says for gate in final_gates(session, exam, person.id, person.roles, now=now) if not gate.is_open]
    words = ("See what is missing", url) if shut else ("Go to the exam", url)
    asks = f"{exam.rules['minutes']} minutes, one sitting"
    return Step("Final exam", (asks, *shut), SHUT if shut else OPEN, url, words if is_next else None)


def closed_words(attempt: Attempt) -> str:
    """When an attempt closed."""
    return f"Try {attempt.number}, closed {day(attempt.closed_at)}" if attempt.closed_at else f"Try {attempt.number}"


def licence_shown(session: Session, person_id: int, *, now: datetime) -> LicenceShown:
    """The newest licence a person stated, and how it stands at this moment."""
    licence = licensing.current_licence(session, person_id)
    if licence is None:
        return LicenceShown(("Not stated", "", "none"), None)
    if licence.state == "stated":
        return LicenceShown(("Waiting for a check", "", "half"), licence)
    if licence.state == "refused":
        return LicenceShown(("Not confirmed", "bad", "bad"), licence)
    if not is_current(licence.expires_on, licence.zone, now):
        return LicenceShown(("Expired", "warn", "expired"), licence)
    return LicenceShown(("Verified", "ok", "ok"), licence)
