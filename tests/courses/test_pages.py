"""The learner's pages through a browser: reading, resuming, gates, checks, and nobody else's progress."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests import build
from tests.conftest import SignIn
from tests.courses.conftest import page_named, pass_module
from trainer.core.db import Database
from trainer.courses.models import CheckAnswer, Course, Enrolment, PageRead
from trainer.web.permissions import Role

HOME = "/courses/small"
FIRST = f"{HOME}/modules/first"
SECOND = f"{HOME}/modules/second"


def count(site: Database, table: type) -> int:
    with site.session() as own:
        return own.scalar(select(func.count()).select_from(table)) or 0


def test_the_list_offers_a_course_and_shows_where_one_stands(alice: FlaskClient) -> None:
    before = alice.get("/courses").text
    assert "A small course" in before
    assert "Not enrolled" in before
    assert alice.post(f"{HOME}/enrol").headers["Location"] == HOME
    after = alice.get("/courses").text
    assert "Enrolled" in after
    assert "0 of 2 modules passed" in after


def test_a_page_shows_its_text_sources_and_contents(alice: FlaskClient) -> None:
    page = alice.get(f"{FIRST}/start")
    assert page.status_code == 200
    for words in (
        "The first module · 1 of 2",
        "A claim that rests on something.",
        'id="source-S1"',
        "Cohort, 12 people · read in excerpt",
        "Ash 2020;1:1. doi 10.1/x",
        "Guideline · known second-hand",
        "1.2 The middle",
        "Next: The middle",
        "Content not clinically signed off",
        "About 5 minutes",
    ):
        assert words in page.text
    assert page.text.index("A claim that rests") < page.text.index("What follows?") < page.text.index("And what came")


def test_reading_a_page_leads_on_and_the_last_one_to_the_quiz(alice: FlaskClient) -> None:
    first = alice.post(f"{FIRST}/start/read")
    assert (first.status_code, first.headers["Location"]) == (303, f"{FIRST}/middle")
    last = alice.post(f"{FIRST}/middle/read")
    assert (last.status_code, last.headers["Location"]) == (303, "/exams/small-first-quiz")
    assert "2 of 2 pages read" in alice.get(f"{FIRST}/start").text


def test_a_module_resumes_at_the_first_page_not_read(alice: FlaskClient) -> None:
    assert alice.get(FIRST).headers["Location"] == f"{FIRST}/start"
    alice.post(f"{FIRST}/start/read")
    assert alice.get(FIRST).headers["Location"] == f"{FIRST}/middle"
    alice.post(f"{FIRST}/middle/read")
    assert alice.get(FIRST).headers["Location"] == f"{FIRST}/start"


def test_looking_changes_nothing(alice: FlaskClient, site: Database) -> None:
    for address in ("/courses", HOME, FIRST, f"{FIRST}/start", SECOND):
        alice.get(address)
    assert [count(site, table) for table in (Enrolment, PageRead, CheckAnswer)] == [0, 0, 0]


def test_the_first_post_enrols(alice: FlaskClient, site: Database) -> None:
    assert "This enrols you" in alice.get(f"{FIRST}/start").text
    alice.post(f"{FIRST}/start/check/start-check", data={"option": "0"})
    assert count(site, Enrolment) == 1
    assert "This enrols you" not in alice.get(f"{FIRST}/start").text


def test_a_shut_module_says_which_quiz_opens_it(alice: FlaskClient, site: Database) -> None:
    for shut in (alice.get(SECOND), alice.get(f"{SECOND}/end")):
        assert shut.status_code == 409
        assert "passed the quiz of module 1, “The first module”" in shut.text
        assert "A claim that rests" not in shut.text
    assert alice.post(f"{SECOND}/end/read").status_code == 409
    assert alice.post(f"{SECOND}/end/check/end-check", data={"option": "1"}).status_code == 409
    assert count(site, PageRead) == 0


def test_a_passed_quiz_opens_the_next_module(alice: FlaskClient, site: Database) -> None:
    pass_module(site, alice.person_id, "first")
    assert alice.get(SECOND).headers["Location"] == f"{SECOND}/end"
    assert alice.get(f"{SECOND}/end").status_code == 200


def test_with_every_page_read_a_shut_module_leads_to_the_quiz(alice: FlaskClient) -> None:
    assert "/exams/small-first-quiz" not in alice.get(SECOND).text
    alice.post(f"{FIRST}/start/read")
    alice.post(f"{FIRST}/middle/read")
    assert 'href="/exams/small-first-quiz"' in alice.get(SECOND).text


def test_a_check_answers_with_the_reasons_of_the_chosen_and_the_right_option(alice: FlaskClient) -> None:
    before = alice.get(f"{FIRST}/start").text
    assert "It does not follow." not in before
    sent = alice.post(f"{FIRST}/start/check/start-check", data={"option": "0"})
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{FIRST}/start#check-start-check")
    after = alice.get(f"{FIRST}/start").text
    assert "Not quite" in after
    assert "It does not follow." in after
    assert "It follows." in after
    assert "Nor does this." not in after


def test_a_check_tells_what_its_answer_rests_on_once_it_is_given(alice: FlaskClient) -> None:
    cite = '<a class="cite" href="#source-S2" aria-label="Source 2">2</a>'
    before = alice.get(f"{FIRST}/start").text.count(cite)
    alice.post(f"{FIRST}/start/check/start-check", data={"option": "0"})
    assert alice.get(f"{FIRST}/start").text.count(cite) == before + 1


def test_a_check_can_be_answered_again(alice: FlaskClient, site: Database) -> None:
    for option in ("0", "1"):
        alice.post(f"{FIRST}/start/check/start-check", data={"option": option})
    page = alice.get(f"{FIRST}/start").text
    assert "That is right." in page
    assert "It does not follow." not in page
    assert count(site, CheckAnswer) == 1


@pytest.mark.parametrize(
    ("check", "data", "status", "words"),
    [
        ("start-check", {}, 422, "Choose an answer first."),
        ("start-check", {"option": "red"}, 422, "Choose an answer first."),
        ("start-check", {"option": "9"}, 422, "not one of the answers"),
        ("start-check", {"option": "-1"}, 422, "not one of the answers"),
        ("none", {"option": "0"}, 404, "no such question"),
    ],
)
def test_an_answer_that_is_none_is_said_so_and_not_kept(
    alice: FlaskClient, site: Database, check: str, data: dict[str, str], status: int, words: str
) -> None:
    sent = alice.post(f"{FIRST}/start/check/{check}", data=data)
    assert sent.status_code == status
    assert words in sent.text
    assert count(site, CheckAnswer) == 0


def test_nobody_sees_anybody_elses_progress(alice: FlaskClient, carol: FlaskClient, site: Database) -> None:
    alice.post(f"{FIRST}/start/read")
    alice.post(f"{FIRST}/start/check/start-check", data={"option": "0"})
    pass_module(site, alice.person_id, "first")
    hers = carol.get(f"{FIRST}/start").text
    assert "0 of 2 pages read" in hers
    assert "It does not follow." not in hers
    assert "Not enrolled" in carol.get("/courses").text
    assert carol.get(SECOND).status_code == 409


@pytest.mark.parametrize("address", ["/courses/none", f"{HOME}/modules/none", f"{FIRST}/none", f"{FIRST}/end"])
def test_an_unknown_address_is_not_found(alice: FlaskClient, address: str) -> None:
    assert alice.get(address).status_code == 404


def test_a_retired_page_is_gone_but_not_its_module(alice: FlaskClient, site: Database) -> None:
    with site.write() as own:
        page_named(own, "start").is_retired = True
    assert alice.get(f"{FIRST}/start").status_code == 404
    assert alice.post(f"{FIRST}/start/read").status_code == 404
    assert alice.get(FIRST).headers["Location"] == f"{FIRST}/middle"


def test_a_signed_off_course_carries_no_warning(alice: FlaskClient, site: Database) -> None:
    with site.write() as own:
        own.scalars(select(Course)).one().signed_off_by = "Dr Ada Berg, physiotherapist"
    for address in (HOME, f"{FIRST}/start"):
        assert "not clinically signed off" not in alice.get(address).text


def test_learning_asks_for_an_account_that_may_learn(client: FlaskClient, site: Database, as_person: SignIn) -> None:
    with site.write() as own:
        employer = build.person(own, "Eve Elm", Role.EMPLOYER).id
    for address in ("/courses", HOME, FIRST, f"{FIRST}/start"):
        assert client.get(address).status_code == 303
        assert as_person(employer).get(address).status_code == 403
