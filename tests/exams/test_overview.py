"""An exam's own page: what it asks, its gates, and starting it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete

from question_bank.formats.course_yaml import Content
from tests.build import NOON
from tests.exams import build
from tests.exams.conftest import Candidate
from trainer.core import clock
from trainer.core.errors import Invalid
from trainer.courses.models import Enrolment
from trainer.exams import queries, service
from trainer.library.loading import LoadReport


def test_the_exams_page_says_what_it_asks(alice: Candidate) -> None:
    page = alice.get("/exams/small-final").text
    for words in ("60 minutes", "at least 5 of 8", "at most 2 in twelve months", "The rules", "Honour", "No notes."):
        assert words in page
    assert page.count('type="checkbox" name="accepted"') == 2
    assert "Start: the clock runs from here" in page


def test_with_a_gate_shut_there_is_no_start_button(alice: Candidate) -> None:
    with alice.store.write() as session:
        session.execute(delete(Enrolment))
    page = alice.get("/exams/small-final").text
    assert "You are not enrolled in this course yet." in page
    assert "/exams/small-final/attempts" not in page
    refused = alice.post("/exams/small-final/attempts", {"accepted": [str(each) for each in alice.statements]})
    assert refused.status_code == 409
    assert "You are not enrolled in this course yet." in refused.text


def test_a_missing_acceptance_keeps_what_was_ticked(alice: Candidate) -> None:
    refused = alice.post("/exams/small-final/attempts", {"accepted": str(alice.statements[0])})
    assert refused.status_code == 422
    assert "This has to be accepted before you start." in refused.text
    assert len(re.findall(r'name="accepted"[^>]*checked', refused.text)) == 1


def test_a_second_start_leads_to_the_same_attempt(alice: Candidate) -> None:
    attempt = alice.start()
    assert alice.start() == attempt
    page = alice.get("/exams/small-final").text
    assert f"/attempts/{attempt}" in page
    assert "You are in the middle of it" in page


def test_an_unknown_exam_is_not_found(alice: Candidate) -> None:
    assert alice.get("/exams/nothing").status_code == 404
    assert alice.post("/exams/nothing/attempts").status_code == 404


def test_a_person_without_learning_stays_out(alice: Candidate, as_person: Callable[[int], FlaskClient]) -> None:
    with alice.store.write() as session:
        eve = build.person(session, "Eve Elm", build.Role.EMPLOYER).id
    with clock.stopped_at(alice.now):
        browser = as_person(eve)
        assert browser.get("/exams/small-final").status_code == 403


def reworded(text: str, version: int) -> Content:
    """The small course with other words in its first statement."""
    content = build.content()
    first, *others = content.course.exam.statements
    said = first.model_copy(update={"text": text, "version": version})
    exam = content.course.exam.model_copy(update={"statements": (said, *others)})
    return replace(content, course=content.course.model_copy(update={"exam": exam}))


def test_a_changed_statement_has_to_be_a_new_version(alice: Candidate) -> None:
    with pytest.raises(Invalid, match="give it version 2"), alice.store.write() as session:
        service.load(session, reworded("Other words.", 1), now=NOON)
    with alice.store.write() as session:
        service.load(session, reworded("Other words.", 2), now=NOON)
    with alice.store.session() as session:
        asked = queries.statements(session, queries.exam_by_slug(session, "small-final").id)
    assert [(each.slug, each.number) for each in asked] == [("rules", 2), ("honour", 1)]
    assert "Other words." in alice.get("/exams/small-final").text


def test_loading_again_changes_nothing(alice: Candidate) -> None:
    report = LoadReport()
    with alice.store.write() as session:
        service.load(session, build.content(), now=NOON, report=report)
    assert report.is_quiet
    assert len(report.unchanged) == 5
