"""The home page, for strangers and for people who are signed in; the two legal pages."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.build import NOON, person
from tests.conftest import SignIn
from tests.exams import build as exams
from trainer.core.db import Database
from trainer.courses.models import ModulePass
from trainer.web.permissions import Role


@pytest.fixture
def course(store: Database) -> exams.World:
    with store.write() as session:
        return exams.world(session)


def main_buttons(page: str) -> list[str]:
    return re.findall(r'button--main" href="([^"]+)"', page)


def test_an_empty_database_has_a_home_page(client: FlaskClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert "The course is not loaded yet" in answer.text


def test_home_tells_what_the_database_knows_of_the_course(client: FlaskClient, course: exams.World) -> None:
    page = client.get("/").text
    assert "A small course" in page
    assert "2 modules, 2 short pages" in page
    assert "right to pass, of 8" in page
    assert "No consent: stop" in page
    assert "not clinically signed off" in page


def test_home_joins_licence_attempt_key_certificate_and_employer(client: FlaskClient) -> None:
    titles = re.findall(r'join__title">([^<]+)<', client.get("/").text)
    assert titles == ["The licence", "The attempt", "The key, by version", "The certificate", "The employer"]


def test_a_stranger_is_asked_to_register_by_the_one_main_button(client: FlaskClient, course: exams.World) -> None:
    assert main_buttons(client.get("/").text) == ["/register"]


def test_a_learner_goes_on_where_they_left(store: Database, as_person: SignIn, course: exams.World) -> None:
    with store.write() as session:
        alice = person(session)
        exams.learner(session, course.course, alice)
        first = course.course.modules[0].id
        session.add(ModulePass(person_id=alice.id, module_id=first, score=4, of=4, passed_at=NOON))
    page = as_person(alice).get("/").text
    assert "1 of 2 modules done. Next: Second." in page
    assert main_buttons(page) == ["/courses/small"]


@pytest.mark.parametrize(("role", "goal"), [(Role.REGISTRAR, "/courses/small"), (Role.EMPLOYER, "/verify")])
def test_people_who_do_not_take_the_course_are_not_counted(
    store: Database, as_person: SignIn, course: exams.World, role: Role, goal: str
) -> None:
    with store.write() as session:
        bob = person(session, "Bob Birch", role)
    page = as_person(bob).get("/").text
    assert "modules done" not in page
    assert main_buttons(page) == [goal]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/privacy", ["What is kept, and why", "6 years", "Not built yet, so not promised"]),
        ("/accessibility", ["before you start", "What was tested", "What was not"]),
    ],
)
def test_the_legal_pages_are_open_to_all_and_honest(client: FlaskClient, path: str, words: list[str]) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1
    assert all(word in answer.text for word in words)
