"""The course page: steps, the one that comes next, and the learner's record beside them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests import build
from tests.build import NOON
from tests.conftest import SignIn
from tests.courses.build import read, write_course
from trainer.content import load_content
from trainer.core import clock
from trainer.core.db import Database
from trainer.courses import service
from trainer.courses.models import Course, Module, Page
from trainer.exams.models import Attempt, Exam
from trainer.licensing.models import Licence
from trainer.practicals.models import PracticalSignOff
from trainer.web.permissions import Role

HOME = "/courses/small"


class Learner:
    """Alice, her browser, and the database she is in."""

    def __init__(self, site: Database, sign_in: SignIn, *roles: Role) -> None:
        self.site = site
        with site.write() as own:
            self.id = build.person(own, "Alice Ash", *roles).id
        self.browser: FlaskClient = sign_in(self.id)

    def page(self) -> str:
        answer = self.browser.get(HOME)
        assert answer.status_code == 200
        return answer.text

    def passes(self, *modules: str) -> None:
        with self.site.write() as own:
            for module in own.scalars(select(Module).where(Module.slug.in_(modules))):
                service.record_module_pass(own, person_id=self.id, module_id=module.id, score=2, of=2, now=NOON)

    def reads(self, slug: str) -> None:
        with self.site.write() as own:
            page = own.scalars(select(Page).where(Page.slug == slug)).one()
            service.mark_read(own, page.id, person_id=self.id, now=NOON)

    def has(self, row: Any) -> None:
        with self.site.write() as own:
            own.add(row)

    def sits(self, **facts: Any) -> None:
        with self.site.write() as own:
            exam = own.scalars(select(Exam).where(Exam.kind == "final")).one()
            own.add(attempt(exam, self.id, **facts))

    def states(self, **facts: Any) -> None:
        told = {"state": "verified", "expires_on": date(2999, 1, 1), **facts}
        self.has(
            Licence(
                person_id=self.id,
                profession="physiotherapist",
                authority="The Register",
                jurisdiction="CA-ON",
                number="12",
                number_normalised="12",
                name_on_register="Alice Ash",
                degree="MSc",
                zone="UTC",
                stated_at=NOON,
                **told,
            )
        )


def attempt(exam: Exam, person_id: int, **facts: Any) -> Attempt:
    whole = {
        "id": uuid4(), "person_id": person_id, "exam_id": exam.id, "number": 1, "state": "graded", "seed": 1,
        "grace_seconds": 15, "started_at": NOON, "closed_at": NOON, "graded_at": NOON,
    }  # fmt: skip
    return Attempt(**{**whole, **facts})


@pytest.fixture
def site(store: Database, tmp_path: Path) -> Database:
    with store.write() as own:
        load_content(own, read(write_course(tmp_path / "content")), NOON)
    return store


@pytest.fixture
def alice(site: Database, as_person: SignIn) -> Learner:
    return Learner(site, as_person)


def test_somebody_new_starts_with_the_first_module(alice: Learner) -> None:
    page = alice.page()
    assert "You are not enrolled yet." in page
    assert "Next: 1.1 The start · about 5 minutes" in page
    assert "0 of 2 pages read · quiz asks 1 of 2" in page
    assert page.count("button--main") == 1
    assert page.count('aria-current="step"') == 1


def test_the_button_leads_on_from_where_one_left(alice: Learner) -> None:
    alice.reads("start")
    page = alice.page()
    assert "You are not enrolled yet." not in page
    assert "Next: 1.2 The middle" in page
    assert "Go on" in page


def test_with_every_page_read_the_quiz_comes_next(alice: Learner) -> None:
    alice.reads("start")
    alice.reads("middle")
    page = alice.page()
    assert "All pages read. Next: the quiz, 2 questions, 5 minutes" in page
    assert 'class="button button--main" href="/exams/small-first-quiz"' in page


def test_a_passed_module_is_done_and_the_next_is_current(alice: Learner) -> None:
    alice.passes("first")
    page = alice.page()
    assert "Passed 20 November 2026 · quiz 2 of 2, 1 asked" in page
    assert "Next: 2.1 The end" in page
    assert "1<small> of 2</small>" in page


def test_with_all_modules_done_the_exam_is_next_and_says_what_is_missing(alice: Learner) -> None:
    alice.passes("first", "second")
    page = alice.page()
    assert "See what is missing" in page
    assert 'href="/exams/small-final"' in page
    assert "licence" in page
    assert page.count("button--main") == 1


def test_the_exam_is_open_when_nothing_is_missing(alice: Learner) -> None:
    alice.passes("first", "second")
    alice.reads("start")
    alice.states()
    assert "Go to the exam" in alice.page()


def test_a_running_exam_calls_one_back(alice: Learner) -> None:
    deadline = clock.now() + timedelta(hours=1)
    alice.sits(state="running", deadline=deadline, started_at=clock.now(), closed_at=None, graded_at=None)
    assert "Go back to the exam" in alice.page()


@pytest.mark.parametrize(
    ("outcome", "word"), [("passed", "</svg>Passed</span>"), ("held", ">See the follow-up questions<")]
)
def test_a_graded_exam_leads_to_its_result(alice: Learner, outcome: str, word: str) -> None:
    alice.sits(outcome=outcome)
    page = alice.page()
    assert word in page
    assert "/result" in page
    assert "Try 1, closed 20 November 2026" in page


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({"state": "stated"}, "Waiting for a check"),
        ({"state": "verified", "expires_on": date(2999, 1, 1)}, "Verified"),
        ({"state": "verified", "expires_on": date(2020, 1, 1)}, "Expired"),
        ({"state": "refused"}, "Not confirmed"),
    ],
)
def test_the_licence_stands_beside_the_steps(alice: Learner, facts: dict[str, Any], word: str) -> None:
    assert "Not stated" in alice.page()
    alice.states(**facts)
    page = alice.page()
    assert f"</svg>{word}</span>" in page
    assert "The Register" in page


def test_an_observed_practical_names_day_and_regions(alice: Learner) -> None:
    assert "Not observed" in alice.page()
    with alice.site.write() as own:
        assessor = build.person(own, "Bob Birch", Role.ASSESSOR).id
        course = own.scalars(select(Course)).one().id
        own.add(
            PracticalSignOff(
                person_id=alice.id,
                course_id=course,
                assessor_id=assessor,
                regions=["limbs", "thorax"],
                observed_on=date(2026, 11, 2),
                place="Oslo",
                note="",
                signed_at=NOON,
                skills=[],
            )
        )
    assert "Observed 2 November 2026: limbs, thorax" in alice.page()


def test_what_the_exam_asks_comes_from_its_policy(alice: Learner) -> None:
    assert "2 questions in 10 minutes: 1 of 2 in all" in alice.page()


def test_staff_without_a_licence_to_state_see_no_licence(site: Database, as_person: SignIn) -> None:
    author = Learner(site, as_person, Role.AUTHOR)
    assert "Your licence" not in author.page()


def test_nothing_of_somebody_else_is_shown(alice: Learner, as_person: SignIn) -> None:
    carol = Learner(alice.site, as_person)
    alice.passes("first")
    alice.reads("start")
    alice.states()
    alice.sits(outcome="passed")
    page = carol.page()
    assert "The Register" not in page
    assert "0<small> of 3</small>" in page
    assert "/result" not in page
