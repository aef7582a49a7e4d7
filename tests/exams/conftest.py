"""People before the site: a world with exams in the application's own database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.build import NOON, person
from tests.exams import build
from trainer.core import clock
from trainer.core.db import Database
from trainer.exams import queries
from trainer.exams.tasks import sweep
from trainer.web.permissions import Role


@dataclass
class Candidate:
    """Alice at her browser, with the clock in her hands."""

    browser: FlaskClient
    store: Database
    person_id: int
    statements: list[int]
    now: datetime = NOON

    def at(self, minutes: float) -> None:
        """Set the clock to so many minutes after noon."""
        self.now = NOON + timedelta(minutes=minutes)

    def send(self, method: str, path: str, **more: Any) -> TestResponse:
        with clock.stopped_at(self.now):
            return self.browser.open(path, method=method, **more)

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.send("GET", path, **more)

    def post(self, path: str, data: Any = None, **more: Any) -> TestResponse:
        return self.send("POST", path, data=data, **more)

    def put(self, attempt: UUID, position: int, answer: Any = None, revision: Any = 1, **more: Any) -> TestResponse:
        body = {"answer": answer, "flagged": False, "revision": revision} | more
        return self.send("PUT", f"/attempts/{attempt}/answers/{position}", json=body)

    def start(self, slug: str = "small-final") -> UUID:
        """Accept everything and start; the attempt's id."""
        answer = self.post(f"/exams/{slug}/attempts", {"accepted": [str(each) for each in self.statements]})
        assert answer.status_code == 303, answer.text
        return UUID(answer.location.rsplit("/", 1)[-1])

    def paper(self, attempt: UUID) -> list[dict[str, Any]]:
        """The paper as the server stores it."""
        with self.store.session() as session:
            return queries.paper_items(session, attempt)

    def right_answers(self, attempt: UUID) -> dict[int, Any]:
        with self.store.session() as session:
            return build.right_answers(session, queries.own_attempt(session, attempt, self.person_id))

    def sweep(self) -> None:
        """Let the worker close and grade."""
        sweep(self.store, self.now)


@pytest.fixture
def alice(store: Database, as_person: Callable[[int], FlaskClient]) -> Candidate:
    with store.write() as session:
        own = build.world(session)
        person_id = build.ready(session, own).id
        statements = [statement.id for statement in queries.statements(session, own.final.id)]
    with clock.stopped_at(NOON):
        browser = as_person(person_id)
    return Candidate(browser, store, person_id, statements)


@pytest.fixture
def carol(alice: Candidate, store: Database, as_person: Callable[[int], FlaskClient]) -> Candidate:
    """A stranger, ready to sit herself, who must see nothing of Alice's."""
    with store.write() as session:
        person_id = build.ready(session, build.world(session), "Carol Crane").id
    with clock.stopped_at(NOON):
        browser = as_person(person_id)
    return Candidate(browser, store, person_id, alice.statements)


Staff = Callable[..., Candidate]


@pytest.fixture
def staff(alice: Candidate, store: Database, as_person: Callable[[int], FlaskClient]) -> Staff:
    """Somebody with these roles at a browser, with Alice's clock."""

    def make(*roles: Role, name: str = "Bob Birch") -> Candidate:
        with store.write() as session:
            person_id = person(session, name, *roles).id
        return Candidate(as_person(person_id), store, person_id, [], now=alice.now)

    return make
