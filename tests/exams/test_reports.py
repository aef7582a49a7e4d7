"""Reporting a question: from one's own attempt, a few times, read by those who own the bank and nobody else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests import build as people
from tests.conftest import SignIn
from tests.exams.conftest import Candidate
from trainer.library.models import ItemReport
from trainer.web.permissions import Role

TEXT = "The drawing shows the left side, the stem says right."


def send(alice: Candidate, attempt: UUID, text: Any = TEXT, position: int = 1) -> Any:
    return alice.post(f"/attempts/{attempt}/reports/{position}", {"text": text})


def reports(alice: Candidate) -> list[ItemReport]:
    with alice.store.session() as session:
        return list(session.scalars(select(ItemReport)))


@pytest.fixture
def author(alice: Candidate, as_person: SignIn) -> FlaskClient:
    with alice.store.write() as session:
        anna = people.person(session, "Anna Author", Role.AUTHOR)
    return as_person(anna)


def test_a_report_goes_back_to_the_question_and_to_the_version_it_is_about(alice: Candidate) -> None:
    attempt = alice.start()
    answer = send(alice, attempt, position=3)
    assert (answer.status_code, answer.location) == (303, f"/attempts/{attempt}?q=3")
    (made,) = reports(alice)
    assert (made.text, made.state, made.version_id) == (TEXT, "open", alice.paper(attempt)[2]["version_id"])
    assert made.where == f"attempt {attempt}, question 3"


def test_a_report_from_the_result_goes_back_there(alice: Candidate) -> None:
    attempt = alice.start()
    alice.post(f"/attempts/{attempt}/submit")
    alice.sweep()
    assert send(alice, attempt).location == f"/attempts/{attempt}/result"


def test_a_program_is_told_201(alice: Candidate) -> None:
    attempt = alice.start()
    answer = alice.post(f"/attempts/{attempt}/reports/1", json={"text": TEXT})
    assert (answer.status_code, answer.get_json()) == (201, {"report": reports(alice)[0].id})


@pytest.mark.parametrize("text", ["", "1234", "    1234    ", "x" * 2001, "\x00\x01\x02\x03\x04\x05"])
def test_too_short_or_too_long_is_told_and_kept_on_screen(alice: Candidate, text: str) -> None:
    attempt = alice.start()
    answer = send(alice, attempt, text)
    assert answer.status_code == 422
    assert "Write 5 to 2000 characters" in answer.text
    assert reports(alice) == []


@pytest.mark.parametrize("body", [[], {"text": 12345}, {"text": ["12345"]}, {}])
def test_a_program_that_sends_no_text_is_told(alice: Candidate, body: Any) -> None:
    attempt = alice.start()
    answer = alice.post(f"/attempts/{attempt}/reports/1", json=body)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")


def test_only_ones_own_attempt_and_only_its_questions(alice: Candidate, carol: Candidate) -> None:
    attempt = alice.start()
    assert send(carol, attempt).status_code == 404
    for position in (0, 9, 10_000):
        assert send(alice, attempt, position=position).status_code == 404
    assert reports(alice) == []


def test_twenty_from_one_attempt(alice: Candidate) -> None:
    attempt = alice.start()
    answers = [send(alice, attempt, f"Report {number}").status_code for number in range(21)]
    assert answers == [303] * 20 + [403]


def test_the_same_words_twice_are_one_report(alice: Candidate) -> None:
    attempt = alice.start()
    for _ in range(2):
        assert send(alice, attempt).status_code == 303
    assert len(reports(alice)) == 1


def test_other_candidates_never_see_it(alice: Candidate, carol: Candidate) -> None:
    attempt = alice.start()
    send(alice, attempt)
    other = carol.start()
    for path in ("", "/paper", "/export", "/review"):
        assert TEXT not in carol.get(f"/attempts/{other}{path}").text
    assert carol.get("/staff/item-reports").status_code == 403


def test_staff_read_and_answer_it_once(alice: Candidate, author: FlaskClient) -> None:
    send(alice, alice.start())
    (made,) = reports(alice)
    assert TEXT in author.get("/staff/item-reports").text
    url = f"/staff/item-reports/{made.id}"
    assert TEXT in author.get(url).text
    answer = author.post(f"{url}/answer", data={"answer": "The stem is corrected in version 2."})
    assert (answer.status_code, answer.location) == (303, "/staff/item-reports")
    assert "No report is open" in author.get("/staff/item-reports").text
    assert TEXT in author.get("/staff/item-reports?state=answered").text
    assert "The stem is corrected" in author.get(url).text
    assert author.post(f"{url}/answer", data={"answer": "Another answer"}).status_code == 409


def test_an_answer_says_something(alice: Candidate, author: FlaskClient) -> None:
    send(alice, alice.start())
    answer = author.post(f"/staff/item-reports/{reports(alice)[0].id}/answer", data={"answer": "ok"})
    assert answer.status_code == 422
    assert reports(alice)[0].state == "open"


def test_the_item_shows_what_was_said_about_it(alice: Candidate, author: FlaskClient) -> None:
    send(alice, alice.start())
    (made,) = reports(alice)
    assert f"Report {made.id}" in author.get(f"/staff/items/{made.item_id}").text
    assert "Reports: 1 open" in author.get("/staff/items").text
