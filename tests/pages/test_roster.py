"""The roster: who may see it, who is found, and how few statements it takes."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask.testing import FlaskClient

from tests.build import person
from tests.conftest import SignIn
from tests.exams import build as exams
from tests.pages.build import certified, counted, licensed
from trainer.core import clock
from trainer.core.db import Database
from trainer.web.permissions import Role

MOST_STATEMENTS = 8
NAMES = re.compile(r'href="/staff/people/\d+">([^<]+)<')


@pytest.fixture
def bob(store: Database) -> int:
    """A registrar, and people in every standing."""
    with store.write() as session:
        own = exams.world(session)
        certified(session, own, "Valid Vera")
        certified(session, own, "Expired Ed", until=date(2020, 1, 1))
        certified(session, own, "Replaced Rita", state="superseded")
        licensed(session, "Lapsed Lou", expires_on=date(2020, 1, 1))
        licensed(session, "Waiting Will", state="stated", decided_at=None)
        licensed(session, "Refused Ron", state="refused")
        exams.learner(session, own.course, person(session, "Begun Bea"))
        person(session, "Carol Coy", Role.ASSESSOR)
        return person(session, "Bob Birch", Role.REGISTRAR).id


def names(browser: FlaskClient, query: str = "") -> list[str]:
    answer = browser.get(f"/staff/people{query}")
    assert answer.status_code == 200
    return NAMES.findall(answer.text)


def test_everybody_is_listed_by_name(as_person: SignIn, bob: int) -> None:
    assert names(as_person(bob))[:4] == ["Begun Bea", "Bob Birch", "Carol Coy", "Expired Ed"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=vera", ["Valid Vera"]),
        ("?q=VALID+ver", ["Valid Vera"]),
        ("?q=carolx", []),
        ("?q=%25", []),
        ("?role=assessor", ["Carol Coy"]),
        ("?licence=lapsed", ["Lapsed Lou"]),
        ("?licence=waiting", ["Waiting Will"]),
        ("?licence=refused", ["Refused Ron"]),
        ("?licence=verified", ["Expired Ed", "Replaced Rita", "Valid Vera"]),
        ("?licence=none", ["Begun Bea", "Bob Birch", "Carol Coy"]),
        ("?modules=begun", ["Begun Bea"]),
        ("?modules=done", ["Expired Ed", "Replaced Rita", "Valid Vera"]),
        ("?certificate=valid", ["Valid Vera"]),
        ("?certificate=ended", ["Expired Ed", "Replaced Rita"]),
        ("?certificate=none&modules=begun", ["Begun Bea"]),
        ("?role=nonsense&q=vera", ["Valid Vera"]),
    ],
)
def test_filters_find_those_who_fit_and_nobody_else(as_person: SignIn, bob: int, query: str, found: list[str]) -> None:
    assert names(as_person(bob), query) == found


def test_when_nobody_fits_the_page_says_how_to_go_on(as_person: SignIn, bob: int) -> None:
    page = as_person(bob).get("/staff/people?q=zzz").text
    assert "Nobody fits" in page
    assert 'value="zzz"' in page


def test_a_licence_is_in_force_by_its_own_calendar(store: Database, as_person: SignIn, bob: int) -> None:
    with store.write() as session:
        licensed(session, "Auckland Ann", expires_on=date(2026, 11, 20), zone="Pacific/Auckland")
        licensed(session, "Honolulu Hal", expires_on=date(2026, 11, 20), zone="Pacific/Honolulu")
    browser = as_person(bob)
    with clock.stopped_at(clock.now().replace(year=2026, month=11, day=20, hour=23)):
        assert "Honolulu Hal" in names(browser, "?licence=verified")
        assert "Auckland Ann" in names(browser, "?licence=lapsed")


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.AUTHOR, Role.REVIEWER, Role.ASSESSOR, Role.EMPLOYER])
def test_the_roster_is_shut_to_other_roles(store: Database, as_person: SignIn, role: Role) -> None:
    with store.write() as session:
        carol = person(session, "Carol Coy", role)
    assert as_person(carol).get("/staff/people").status_code == 403


def test_a_stranger_is_sent_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/staff/people").headers["Location"].startswith("/sign-in")


def test_fifty_people_take_few_statements_and_a_second_page(store: Database, as_person: SignIn, bob: int) -> None:
    with store.write() as session:
        for number in range(60):
            licensed(session, f"Many {number:02}")
    browser = as_person(bob)
    with counted(store) as said:
        first = names(browser, "?q=many")
    assert len(first) == 50
    assert len(said) <= MOST_STATEMENTS, said
    assert names(browser, "?q=many&page=2") == [f"Many {number}" for number in range(50, 60)]
