"""A site on the real course with a candidate in the middle of a final exam, for the benchmarks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from question_bank.formats import course_yaml
from tests import build
from tests.certificates.build import modules_passed
from tests.exams import build as exams
from tests.faults.answers import some_answer
from trainer.accounts import service as accounts
from trainer.app import ROOT, create_app
from trainer.certificates.models import Certificate
from trainer.certificates.recent import SECONDS
from trainer.certificates.service import issue_pending
from trainer.certificates.tasks import workshop
from trainer.config import from_environment
from trainer.content import load_content
from trainer.core import clock
from trainer.core.db import Base, Database
from trainer.courses.models import Course
from trainer.exams import queries, service
from trainer.exams.models import Exam
from trainer.web.permissions import Role

CONTENT = ROOT / "question_bank" / "content"


@dataclass
class Site:
    """The application, a signed-in candidate with a running attempt, a stranger, and a certificate."""

    app: Flask
    database: Database
    browser: FlaskClient
    stranger: FlaskClient
    attempt: UUID
    exam: Exam
    identifier: str
    shown: dict[int, str]

    def save(self, number: int) -> None:
        """Save the first revision of one question after the other."""
        position, revision = number % 124 + 1, number // 124 + 1
        body = {"answer": self.shown[position], "flagged": False, "revision": revision}
        answer = self.browser.put(f"/attempts/{self.attempt}/answers/{position}", json=body)
        assert answer.status_code == 200, answer.text

    def player(self) -> bytes:
        """The page of one question."""
        return self.browser.get(f"/attempts/{self.attempt}?q=7").data

    def player_bytes(self) -> int:
        """How long that page is."""
        return len(self.player())

    def verify(self, number: int) -> None:
        """The public page of a certificate, looked at from ever new addresses so that no limit is met."""
        seen_from = {"REMOTE_ADDR": f"192.0.2.{number % 250 + 1}"}
        answer = self.stranger.get(f"/v/{self.identifier}", environ_base=seen_from)
        assert answer.status_code == 200, answer.status_code

    def verify_anew(self, number: int) -> None:
        """The same when nobody asked within the last seconds: every check is made, and the page drawn."""
        with clock.stopped_at(clock.now() + number * timedelta(seconds=SECONDS)):
            self.verify(number)

    def starts(self, people: int) -> Callable[[int], None]:
        """Starting the final as somebody new each time; the people are made before anything is measured."""
        with self.database.write() as session:
            ready = [candidate(session, "Sasha Starter").id for _ in range(people)]
            accepted = {statement.id for statement in queries.statements(session, self.exam.id)}

        def start(number: int) -> None:
            now, own = clock.now(), ready[number]
            with self.database.write() as session:
                service.start(session, self.exam.id, own, accepted=accepted, seed=number, grace_seconds=15, now=now)

        return start

    def author(self) -> FlaskClient:
        """A browser in which an author of items is signed in."""
        with self.database.write() as session:
            author = build.person(session, "Bob Birch", Role.AUTHOR, now=clock.now())
            token = accounts.start_session(session, author, now=clock.now())
        browser = self.app.test_client()
        with browser.session_transaction() as cookie:
            cookie["_user_id"] = token
        return browser


def candidate(session: object, name: str) -> object:
    """Somebody with a licence and every module passed."""
    course = session.scalars(select(Course)).one()
    person = build.person(session, name, now=clock.now())
    exams.learner(session, course, person)
    session.add(exams.licence(person, expires_on=clock.now().date().replace(year=clock.now().year + 3)))
    modules_passed(session, person)
    session.flush()
    return person


@contextmanager
def prepared(folder: Path) -> Iterator[Site]:
    """Put the site together in a folder of its own."""
    environ = {"TRAINER_DATA_DIR": str(folder), "TRAINER_MAIL_URL": "memory:"}
    app = create_app(from_environment(environ))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    own = app.extensions["trainer"]
    Base.metadata.create_all(own.database.engine)
    with own.database.write() as session:
        load_content(session, course_yaml.read(CONTENT), now=clock.now())
    yield site_of(app)
    own.database.engine.dispose()


def site_of(app: Flask) -> Site:
    """A certified holder, and a candidate in the middle of the final."""
    own = app.extensions["trainer"]
    with own.database.write() as session:
        exam = session.scalars(select(Exam).where(Exam.kind == "final")).one()
        exams.finished(session, exams.started(session, exam, candidate(session, "Hanna Holder"), now=clock.now()))
        alice = candidate(session, "Alice Ash")
        attempt = exams.started(session, exam, alice, now=clock.now(), seed=2).id
        token = accounts.start_session(session, alice, now=clock.now())
    with app.app_context():
        issue_pending(own.database, workshop(), now=clock.now())
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = token
    with own.database.session() as session:
        certificate = session.scalars(select(Certificate)).one()
        paper = queries.paper_items(session, attempt)
    chance = Random(1)
    shown = {entry["position"]: some_answer(entry, chance) for entry in paper}
    return Site(app, own.database, browser, app.test_client(), attempt, exam, certificate.identifier, shown)
