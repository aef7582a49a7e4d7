"""A small course with exams: eight questions in the final, four in each quiz, and people ready to sit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from question_bank.formats.course import Course as WrittenCourse
from question_bank.formats.course import Page as WrittenPage
from question_bank.formats.course_yaml import Content
from question_bank.items.card import Card
from tests.build import NOON, person
from trainer.accounts.models import Person
from trainer.courses import service as courses
from trainer.courses.models import Course, Enrolment, Module, ModulePass, Page, PageRead
from trainer.exams import queries, service
from trainer.exams.models import Answer, Attempt, Exam
from trainer.exams.service import Save
from trainer.library import loading
from trainer.library import queries as library
from trainer.licensing.models import Licence
from trainer.web.permissions import Role

RULE = "no_consent_stop"
CANARIES = ("rationale-canary", "own-key-canary", "own-distractor-canary", "critical", "D1-E-", "D2-P-", RULE)
"""What no byte sent to a candidate may hold before release."""
MINUTES = 60
GRACE = 15


def card(code: str, *, right: tuple[str, ...] = ("own-key-canary",), rule: str | None = None, **more: Any) -> Card:
    """An item with four options; several keys make it multiple response."""
    wrong = [f"own-distractor-canary-{n}" for n in range(4 - len(right))]
    options: list[dict[str, Any]] = [
        {"id": own, "text": f"{code[:2]} choice {n} of {code[-3:]}", "rationale": "A rationale-canary for the key."}
        | ({"key": True} if own in right else {"harm": "critical"})
        for n, own in enumerate([*right, *wrong])
    ]
    values: dict[str, Any] = {
        "code": code,
        "type": "single_choice" if len(right) == 1 else "multiple_response",
        "use": "exam" if "-E-" in code else "practice",
        "domain": code[:2],
        "group": "knowledge" if code.startswith("D1") else "other_safety",
        "level": "apply",
        "must_not_miss": rule,
        "sources": ["S1"],
        "stem": f"A patient waits in room {code[-3:]}.\n\nWhich **one** choice is best?",
        "options": options,
    }
    return Card.model_validate(values | more)


def cards() -> Iterable[Card]:
    """Exam items for two papers without a repeat and follow-ups, practice items for two quizzes of each module."""
    for n in range(1, 9):
        yield card(f"D1-E-{n:03}", right=("own-key-canary", "own-key-canary-b") if n > 3 else ("own-key-canary",))
        yield card(f"D2-E-{n:03}", rule=RULE if n <= 4 else None, safety_critical=n <= 4)
        yield card(f"D1-P-{n:03}")
        yield card(f"D2-P-{n:03}")
    for n in range(9, 15):
        yield card(f"D2-E-{n:03}", rule=RULE, safety_critical=True)


def quiz() -> dict[str, int]:
    return {"items": 4, "minutes": 5, "pass_mark": 3, "tries_a_day": 2}


def final() -> dict[str, Any]:
    """The final exam as its author writes it: five of eight, and one rule that holds."""
    return {
        "slug": "small-final",
        "title": "The small final",
        "minutes": MINUTES,
        "tries_a_year": 2,
        "cool_down_days": 14,
        "blueprint": {
            "slug": "small-final",
            "version": 1,
            "quotas": [
                {"domain": "D1", "groups": {"knowledge": 4}},
                {"domain": "D2", "groups": {"other_safety": 4}, "safety_critical": 2},
            ],
        },
        "policy": {
            "slug": "small-final",
            "version": 1,
            "total": {"at_least": 5, "of": 8},
            "must_not_miss": [{"rule": RULE, "items": 2, "says": "No consent: stop"}],
        },
        "statements": [
            {"slug": "rules", "version": 1, "title": "The rules", "text": "One sitting.\n\nNo notes."},
            {"slug": "honour", "version": 1, "title": "Honour", "text": "I answer alone."},
        ],
    }


@cache
def content() -> Content:
    """The whole small course, valid."""
    course = WrittenCourse.model_validate(
        {
            "slug": "small",
            "title": "A small course",
            "version": "1",
            "summary": "Enough to sit an exam.",
            "covers": ["A little"],
            "does_not_cover": ["The rest"],
            "certificate_months": 24,
            "domains": {"D1": "Scope and consent", "D2": "Theory"},
            "modules": [
                {"slug": "first", "title": "First", "summary": "-", "domains": ["D1"], "quiz": quiz()},
                {"slug": "second", "title": "Second", "summary": "-", "domains": ["D2"], "quiz": quiz()},
            ],
            "exam": final(),
        }
    )
    page = WrittenPage(slug="only", title="The only page", minutes=1, lede="Read me.", body="Words.")
    return Content(course, {}, {"first": (page,), "second": (page,)}, tuple(cards()), {})


@dataclass(frozen=True)
class World:
    """The loaded course with its exams."""

    course: Course
    final: Exam
    quizzes: tuple[Exam, ...]


def world(session: Session) -> World:
    """Load the small course, once."""
    loading.load(session, content(), now=NOON)
    course = courses.load(session, content(), now=NOON)
    final = service.load(session, content(), now=NOON)
    session.flush()
    return World(course, final, tuple(queries.quiz_of(session, module.id) for module in course.modules))


def ready(session: Session, own: World, name: str = "Alice Ash", *roles: Role) -> Person:
    """Somebody to whom every gate of the final exam is open."""
    alice = person(session, name, *roles)
    learner(session, own.course, alice)
    for module in own.course.modules:
        session.add(ModulePass(person_id=alice.id, module_id=module.id, score=4, of=4, passed_at=NOON))
    session.add(licence(alice))
    session.flush()
    return alice


def learner(session: Session, course: Course, alice: Person) -> None:
    """Enrol somebody who has read every page."""
    session.add(Enrolment(person_id=alice.id, course_id=course.id, enrolled_at=NOON))
    for page in session.scalars(select(Page).join(Module).where(Module.course_id == course.id)):
        session.add(PageRead(person_id=alice.id, page_id=page.id, read_at=NOON))
    session.flush()


def licence(holder: Person, **more: Any) -> Licence:
    """A verified licence, good for years."""
    values: dict[str, Any] = {
        "person_id": holder.id,
        "profession": "physiotherapist",
        "authority": "A college",
        "jurisdiction": "CA-ON",
        "number": "1",
        "number_normalised": "1",
        "name_on_register": holder.name,
        "degree": "BSc",
        "expires_on": date(2030, 1, 1),
        "zone": "UTC",
        "state": "verified",
        "stated_at": NOON,
        "decided_at": NOON,
    }
    return Licence(**values | more)


def started(session: Session, exam: Exam, alice: Person, *, now: datetime = NOON, seed: int = 1) -> Attempt:
    """An attempt that has just begun, every statement accepted."""
    accepted = {statement.id for statement in queries.statements(session, exam.id)}
    return service.start(
        session, exam.id, alice.id, accepted=accepted, seed=seed, grace_seconds=GRACE, now=now, address="192.0.2.1"
    )


def copy_of(attempt: Attempt, **more: Any) -> Attempt:
    """An attempt like another one, but for what is said; its paper and trail are not copied."""
    names = {column.key for column in inspect(Attempt).column_attrs} - {"row_version"}
    return Attempt(**{name: getattr(attempt, name) for name in names} | more)


def right_answers(session: Session, attempt: Attempt) -> dict[int, Any]:
    """The right answer to each position, as a client would send it."""
    return {entry["position"]: _example(session, entry, is_right=True) for entry in _entries(session, attempt)}


def wrong_answer(session: Session, attempt: Attempt, position: int) -> Any:
    """A wrong answer to one position, as a client would send it."""
    return _example(session, _entries(session, attempt)[position - 1], is_right=False)


def _entries(session: Session, attempt: Attempt) -> list[dict[str, Any]]:
    return queries.paper_items(session, attempt.id)


def _example(session: Session, entry: dict[str, Any], *, is_right: bool) -> Any:
    version = library.versions_by_id(session, [entry["version_id"]])[entry["version_id"]]
    payload = library.payload_of(version)
    given = next(given for given, credit in payload.examples() if given and (credit == 1) is is_right)
    return payload.say(given, {own: shown for shown, own in entry["options"]})


def answered(session: Session, attempt: Attempt, answers: dict[int, Any], *, now: datetime = NOON) -> None:
    """Save these answers, each as the next revision of its position."""
    stored = {position: row.revision for position, row in queries.answers(session, attempt.id).items()}
    for position, answer in answers.items():
        sent = Save(position, answer, False, stored.get(position, 0) + 1)
        assert service.save(session, attempt.id, sent, by=attempt.person_id, now=now) is not None


def finished(session: Session, attempt: Attempt, *, wrong: Iterable[int] = (), now: datetime = NOON) -> Attempt:
    """Answer everything, wrongly at some positions; hand in, and grade."""
    answers = right_answers(session, attempt)
    answers.update({position: wrong_answer(session, attempt, position) for position in wrong})
    answered(session, attempt, answers, now=now)
    service.submit(session, attempt.id, by=attempt.person_id, now=now)
    return service.grade(session, attempt.id, now=now)


def positions(session: Session, attempt: Attempt, *, rule: str | None) -> list[int]:
    """The positions that test a rule; those that test none for None."""
    items = queries.paper_items(session, attempt.id)
    return [entry["position"] for entry in items if entry["rule"] == rule]


def answer_rows(session: Session, attempt: Attempt) -> list[Answer]:
    """The stored answers in order."""
    return list(session.scalars(select(Answer).where(Answer.attempt_id == attempt.id).order_by(Answer.position)))
