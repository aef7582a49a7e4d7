"""The pages of an exam's forms: made, looked at, put to use and withdrawn."""

from __future__ import annotations

import html
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.library import build, exam_build
from trainer.core import clock
from trainer.core.db import Database
from trainer.exams.models import Drawn, Exam, ExamForm, FormOrder
from trainer.library.models import Item, ItemFigure
from trainer.tasks import make_tasks

FORMS = "/staff/exams/final/forms"
ASKED = {"name": "Spring", "count": "1", "overlap": "0"}
WHY = {"reason": "The panel met"}


@pytest.fixture(autouse=True)
def final(store: Database) -> None:
    with store.write() as session:
        exam_build.final(session)


def words(page: str) -> str:
    return " ".join(html.unescape(page).split())


def states(store: Database) -> list[tuple[str, str]]:
    with store.session() as session:
        return [(form.name, form.state) for form in session.scalars(select(ExamForm).order_by(ExamForm.name))]


def test_only_administrators_make_forms(administrator: FlaskClient, author: FlaskClient, store: Database) -> None:
    assert [one.get(FORMS).status_code for one in (administrator, author)] == [200, 403]
    assert author.post(FORMS, data=ASKED).status_code == 403
    assert states(store) == []


def test_one_form_is_there_at_once_and_tells_what_it_holds(administrator: FlaskClient, store: Database) -> None:
    page = words(administrator.post(FORMS, data=ASKED, follow_redirects=True).text)
    assert "1 form " in page
    assert states(store) == [("Spring", "draft")]
    page = words(administrator.get(f"{FORMS}/1").text)
    assert 'D4, thorax</th><td class="n">25' in page
    assert "Rule “normal oximeter”" in page
    assert page.count("version 1</th>") == 28


def test_several_are_made_by_the_worker_and_the_page_says_so(
    administrator: FlaskClient, store: Database, app: Flask
) -> None:
    asked = administrator.post(FORMS, data={**ASKED, "count": "2", "overlap": "28"})
    assert "Forms are being made" in administrator.get(asked.location).text
    assert "2 forms are being made" in words(administrator.get(FORMS).text)
    assert make_tasks(app).run("exams.forms")
    assert administrator.get(asked.location).location == FORMS
    assert states(store) == [("Spring A", "draft"), ("Spring B", "draft")]


def test_too_few_forms_are_told_in_the_words_of_the_library(administrator: FlaskClient, app: Flask) -> None:
    asked = administrator.post(FORMS, data={**ASKED, "count": "2"})
    assert make_tasks(app).run("exams.forms")
    page = words(administrator.get(asked.location).text)
    assert "2 forms with no item in common cannot be made; 1 can be" in page


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name": " "}, "Write a name."),
        ({"count": "0"}, "Number must be between 1 and 26."),
        ({"count": "27"}, "Number must be between 1 and 26."),
        ({"overlap": "-1"}, "Number must be between 0 and 300."),
    ],
)
def test_what_makes_no_order_is_told(
    administrator: FlaskClient, store: Database, changes: dict[str, str], says: str
) -> None:
    answer = administrator.post(FORMS, data={**ASKED, **changes})
    assert answer.status_code == 422
    assert says in answer.text
    with store.session() as session:
        assert session.scalars(select(FormOrder)).all() == []


def test_a_name_that_is_taken_is_told(administrator: FlaskClient) -> None:
    administrator.post(FORMS, data=ASKED)
    answer = administrator.post(FORMS, data=ASKED)
    assert answer.status_code == 422
    assert "There is a form named Spring already" in answer.text


def test_a_form_goes_to_use_and_is_withdrawn_with_a_reason(administrator: FlaskClient, store: Database) -> None:
    administrator.post(FORMS, data=ASKED)
    assert administrator.post(f"{FORMS}/1/use", data={"reason": ""}).status_code == 422
    assert administrator.post(f"{FORMS}/1/use", data=WHY).status_code == 303
    assert "One form is in use" in words(administrator.get(FORMS).text)
    assert administrator.post(f"{FORMS}/1/use", data=WHY).status_code == 409
    assert administrator.post(f"{FORMS}/1/withdraw", data=WHY).status_code == 303
    assert states(store) == [("Spring", "withdrawn")]


def test_a_new_plan_says_that_forms_in_use_are_not_of_it(administrator: FlaskClient) -> None:
    says, plan = "Forms in use stay with the plan they were made by", "/staff/exams/final/plan"
    assert says not in administrator.post(plan, data=exam_build.form(total=24)).text
    administrator.post(FORMS, data=ASKED)
    administrator.post(f"{FORMS}/1/use", data=WHY)
    assert says in administrator.post(plan, data=exam_build.form(total=24)).text
    assert says not in administrator.get(plan).text


def test_a_form_whose_item_left_papers_is_not_put_to_use(administrator: FlaskClient, store: Database) -> None:
    administrator.post(FORMS, data=ASKED)
    with store.write() as session:
        form = session.scalars(select(ExamForm)).one()
        code = form.codes[0]
        item = session.scalars(select(Item).where(Item.code == code)).one()
        build.retire(session, item.id, by=1, now=clock.now())
    answer = administrator.post(f"{FORMS}/1/use", data=WHY)
    assert answer.status_code == 422
    assert f"Not on new papers any more, or changed since: {code}" in words(answer.text)


def test_what_does_not_exist_is_not_found(administrator: FlaskClient) -> None:
    assert [administrator.get(f"{FORMS}{path}").status_code for path in ("/9", "/orders/9")] == [404, 404]
    assert administrator.post(f"{FORMS}/9/use", data=WHY).status_code == 404
    assert administrator.post(f"{FORMS}/9/burn", data=WHY).status_code == 404


def test_an_item_tells_its_exposure_and_facility(administrator: FlaskClient, store: Database) -> None:
    with store.write() as session:
        exam = session.scalars(select(Exam)).one()
        for number in range(4):
            attempt = exam_build.attempt(session, exam, "graded")
            attempt.started_at += timedelta(number)
            item = session.scalars(select(Item).where(Item.code == f"D7-E-00{1 + number % 2}")).one()
            session.add(Drawn(attempt_id=attempt.id, position=1, version_id=item.versions[0].id))
        item_id, version_id = item.id, item.versions[0].id  # drawn for the second and the fourth paper
        session.add(ItemFigure(version_id=version_id, answered=40, facility=0.825, counted_at=clock.now()))
    page = words(administrator.get(f"/staff/items/{item_id}").text)
    assert 'data-label="Exposure">67%' in page
    assert 'data-label="Facility">82%<br /><span class="tiny">of 40</span>' in page
