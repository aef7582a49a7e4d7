"""People and papers arranged in the served site's own database, so that a story begins where it matters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from question_bank.items import Payload
from question_bank.items.card import Card
from tests import build
from tests.certificates import build as certified
from tests.exams import build as exams
from trainer.accounts.models import Person
from trainer.core import clock
from trainer.core.db import Database
from trainer.courses import queries as courses
from trainer.courses.models import ModulePass
from trainer.exams import queries, service
from trainer.exams.models import Answer, Attempt, Paper
from trainer.exams.service import time
from trainer.library import loading
from trainer.library import queries as library
from trainer.web.permissions import Role

COURSE = "dry-needling"
FINAL = f"{COURSE}-final"
QUIZ = f"{COURSE}-thorax-quiz"
SHORT_QUIZ = f"{COURSE}-screening-quiz"
_seeds = count(1)


@dataclass(frozen=True)
class Setting:
    """The database of one served site."""

    database: Database

    def person(self, name: str, *roles: Role) -> Person:
        """Somebody who can sign in with build.PASSWORD."""
        with self.database.write() as session:
            return build.person(session, name, *roles, now=clock.now())

    def ready(self, name: str) -> Person:
        """A clinician to whom every exam is open: licensed, everything read, every quiz passed, practical signed."""
        with self.database.write() as session:
            return ready(session, name)

    def started(self, person: Person, slug: str) -> str:
        """An attempt that has just begun; its id."""
        with self.database.write() as session:
            return str(started(session, person, slug).id)

    def ends_in(self, attempt_id: str, seconds: float) -> None:
        """Let the time of an attempt end so many seconds from now."""
        with self.database.write() as session:
            attempt = session.get_one(Attempt, UUID(attempt_id))
            attempt.deadline = clock.now() + timedelta(seconds=seconds)

    def credit(self, attempt_id: str, seconds: int, why: str) -> None:
        """Add time to a running attempt, as staff do."""
        with self.database.write() as session:
            attempt = queries.locked_attempt(session, UUID(attempt_id))
            time.credit(session, attempt, time.Kind.EXTENSION, seconds, why, by=None, now=clock.now())

    def change(self, attempt_id: str, **values: Any) -> None:
        """Let an attempt stand differently."""
        with self.database.write() as session:
            attempt = session.get_one(Attempt, UUID(attempt_id))
            for name, value in values.items():
                setattr(attempt, name, value)

    def attempt(self, attempt_id: str) -> Attempt:
        """An attempt as it stands now."""
        with self.database.session() as session:
            return session.get_one(Attempt, UUID(attempt_id))

    def newest(self, person: Person, slug: str) -> Attempt:
        """The last attempt of a person at an exam."""
        with self.database.session() as session:
            return queries.attempts_of(session, person.id, queries.exam_by_slug(session, slug).id)[-1]

    def answer(self, attempt_id: str, position: int) -> Answer | None:
        """What is stored at a position."""
        with self.database.session() as session:
            return queries.answers(session, UUID(attempt_id)).get(position)

    def position(self, attempt_id: str, kind: str) -> int:
        """The first position whose item is of this type."""
        with self.database.session() as session:
            items = queries.paper_items(session, UUID(attempt_id))
        return next(entry["position"] for entry in items if entry["type"] == kind)

    def asks(self, attempt_id: str, *payloads: Payload) -> None:
        """Let the first positions of a paper ask these, under shown ids that begin with their position."""
        with self.database.write() as session:
            paper = session.get_one(Paper, UUID(attempt_id))
            asked = [
                {**entry, **_asked(session, entry["position"], payload)}
                for entry, payload in zip(paper.items, payloads, strict=False)
            ]
            paper.items = [*asked, *paper.items[len(payloads) :]]

    def known(self, attempt_id: str, position: int) -> dict[str, str]:
        """The shown ids of a position with the own ids behind them."""
        with self.database.session() as session:
            return dict(queries.paper_items(session, UUID(attempt_id))[position - 1]["options"])

    def rationales(self, attempt_id: str) -> list[str]:
        """What the items of a paper say about what is right."""
        with self.database.session() as session:
            items = queries.paper_items(session, UUID(attempt_id))
            versions = library.versions_by_id(session, [entry["version_id"] for entry in items])
            return [text for row in versions.values() for text in library.payload_of(row).keyed_texts()]


def _asked(session: Session, position: int, payload: Payload) -> dict[str, Any]:
    """What of a paper's entry tells which item it asks, for a new item."""
    said = {"use": "practice", "domain": "D1", "group": "knowledge", "level": "apply", "sources": ["S1"]}
    code = f"D1-P-{500 + next(_seeds):03}"
    item = loading.new_item(
        Card.model_validate({**said, "code": code, "type": payload.kind, "payload": payload}), now=clock.now()
    )
    item.status, item.live_number = "retired", None
    session.add(item)
    session.flush()
    order = payload.arrange(Random(position))
    return {
        "version_id": item.versions[0].id,
        "type": payload.kind,
        "chooses": payload.chooses(),
        "options": [[f"p{position}s{place}", own] for place, own in enumerate(order)],
    }


def ready(session: Session, name: str, **of_licence: Any) -> Person:
    """See Setting.ready; `of_licence` changes the licence."""
    now = clock.now()
    person = build.person(session, name, now=now)
    course = courses.course_by_slug(session, COURSE)
    licensed(session, person, **of_licence)
    exams.learner(session, course, person)
    for module in course.modules:
        passed = {"score": module.quiz["pass_mark"], "of": module.quiz["items"], "passed_at": now}
        session.add(ModulePass(person_id=person.id, module_id=module.id, **passed))
    certified.practical(session, person, "limbs", "thorax", on=now.date() - timedelta(days=7))
    return person


def licensed(session: Session, person: Person, **more: Any) -> None:
    """Give somebody a verified licence, good for a year unless said otherwise."""
    until = clock.now().date() + timedelta(days=365)
    values: dict[str, Any] = {"expires_on": until, "decided_by_id": person.id, "reason": "On the register as stated."}
    certified.licence(session, person, **values | more)


def started(session: Session, person: Person, slug: str, *kinds: str) -> Attempt:
    """An attempt that begins now, with a paper of its own that asks items of these types among others."""
    exam = queries.exam_by_slug(session, slug)
    while True:
        with session.begin_nested() as trial:
            attempt = exams.started(session, exam, person, now=clock.now(), seed=next(_seeds))
            if {entry["type"] for entry in queries.paper_items(session, attempt.id)}.issuperset(kinds):
                return attempt
            trial.rollback()


def sat(session: Session, person: Person, slug: str, *, wrong: int = 0, rule: str | None = None) -> Attempt:
    """A graded attempt: so many answers wrong that no must-not-miss rule asks for, or those of one rule."""
    attempt, now = started(session, person, slug), clock.now()
    answers = exams.right_answers(session, attempt)
    missed = exams.positions(session, attempt, rule=rule)[: None if rule else wrong]
    assert rule or len(missed) == wrong
    answers |= {position: exams.wrong_answer(session, attempt, position) for position in missed}
    stored = {"attempt_id": attempt.id, "is_flagged": False, "revision": 1, "saved_at": now}
    session.add_all(Answer(position=position, answer=answer, **stored) for position, answer in answers.items())
    session.flush()
    service.submit(session, attempt.id, by=person.id, now=now)
    return service.grade(session, attempt.id, now=now)


def voided(session: Session, person: Person, slug: str) -> Attempt:
    """An attempt that counts for nothing."""
    attempt = started(session, person, slug)
    service.submit(session, attempt.id, by=person.id, now=clock.now())
    attempt.state = "void"
    return attempt


def first_page(session: Session) -> str:
    """The address of the first page of the course."""
    return courses.pages_of(courses.course_by_slug(session, COURSE).modules[0])[0].slug
