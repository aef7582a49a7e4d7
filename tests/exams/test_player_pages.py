"""What the player's pages say besides the question: refusals, time that was added, breaks, no connection."""

from __future__ import annotations

import re

from tests.exams.conftest import Candidate
from tests.exams.test_pages import answer_form, stored
from trainer.exams import queries
from trainer.exams.models import Attempt
from trainer.exams.service.time import Kind, credit


def test_an_answer_that_cannot_be_read_is_kept_in_its_field_with_the_reason(alice: Candidate) -> None:
    attempt = alice.start()
    entry = next(entry for entry in alice.paper(attempt) if entry["type"] == "single_choice")
    refused = answer_form(alice, attempt, entry["position"], "no-such-option", flag="on")
    assert refused.status_code == 422
    assert "This answer cannot be stored: " in refused.text
    assert f"Question {entry['position']}" in refused.text
    assert re.search(r'name="flag" value="on"[^>]+checked', refused.text)
    assert stored(alice, attempt) == {}


def test_time_that_was_added_is_shown_with_its_reason(alice: Candidate) -> None:
    attempt = alice.start()
    with alice.store.write() as session:
        own = queries.locked_attempt(session, attempt)
        for seconds, why in ((600, "Power cut"), (60, "Fire bell"), (1, "A hiccup")):
            credit(session, own, Kind.EXTENSION, seconds, why, by=None, now=alice.now)
    page = alice.get(f"/attempts/{attempt}").text
    assert re.findall(r"<li>([^<]+ added: [^<]+)</li>", page) == [
        "10 minutes added: Power cut",
        "1 minute added: Fire bell",
        "1 second added: A hiccup",
    ]
    assert "1:11:01" in page


def test_a_break_covers_the_questions(alice: Candidate) -> None:
    attempt = alice.start()
    with alice.store.write() as session:
        session.get_one(Attempt, attempt).break_left_seconds = 300
    assert "Pause" in alice.get(f"/attempts/{attempt}").text
    alice.post(f"/attempts/{attempt}/pause")
    alice.at(2)
    for path in ("", "?q=3", "/review"):
        page = alice.get(f"/attempts/{attempt}{path}").text
        assert "The clock stands still" in page
        assert "A patient waits" not in page
        assert "3:00 of break was left" in page
    assert alice.get(f"/attempts/{attempt}/paper").json["items"] == []
    for path in ("questions", "export"):
        assert alice.get(f"/attempts/{attempt}/{path}").status_code == 409
    alice.post(f"/attempts/{attempt}/resume")
    assert "A patient waits" in alice.get(f"/attempts/{attempt}").text


def test_the_questions_are_told_at_once_without_any_answer(alice: Candidate, carol: Candidate) -> None:
    attempt = alice.start()
    path = f"/attempts/{attempt}/questions"
    before = alice.get(path).text
    asked = [entry["type"] for entry in alice.paper(attempt)]
    assert re.findall(r'<template data-position="(\d+)"', before) == [str(n + 1) for n in range(len(asked))]
    entry = next(entry for entry in alice.paper(attempt) if entry["type"] == "single_choice")
    answer_form(alice, attempt, entry["position"], entry["options"][0][0])
    assert len(stored(alice, attempt)) == 1
    assert alice.get(path).text == before
    assert carol.get(path).status_code == 404
    alice.post(f"/attempts/{attempt}/submit")
    assert alice.get(path).status_code == 409


def test_without_a_clock_the_page_says_so_and_offers_no_break(alice: Candidate) -> None:
    attempt = alice.start()
    with alice.store.write() as session:
        own = session.get_one(Attempt, attempt)
        own.deadline = own.limit_seconds = None
        own.break_left_seconds = 300
    page = alice.get(f"/attempts/{attempt}").text
    assert "No time limit" in page
    assert "Pause" not in page
    assert "Submit now?" not in alice.get(f"/attempts/{attempt}/review").text


def test_the_worker_is_served_where_it_may_serve_attempts(alice: Candidate) -> None:
    answer = alice.get("/attempts/worker.js")
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "exam-pages" in answer.text


def test_the_page_for_no_connection_holds_nothing_of_anybody(alice: Candidate) -> None:
    page = alice.get("/attempts/offline").text
    assert "has not been opened in this browser yet" in page
    assert "Alice" not in page


def test_after_signing_in_again_the_way_back_is_shown_to_its_owner_alone(alice: Candidate, carol: Candidate) -> None:
    attempt = alice.start()
    assert "You are signed in again" in alice.get(f"/attempts/{attempt}/signed-in").text
    assert carol.get(f"/attempts/{attempt}/signed-in").status_code == 404
