"""The page on which a form's items are picked by hand."""

from __future__ import annotations

import html

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.library import exam_build
from trainer.core.db import Database
from trainer.exams.models import ExamForm

PAGE = "/staff/exams/final/forms/picked"
CODES = [*(f"D4-E-{n:03}" for n in range(1, 26)), *(f"D7-E-{n:03}" for n in range(1, 4))]


@pytest.fixture(autouse=True)
def final(store: Database) -> None:
    with store.write() as session:
        exam_build.final(session)


def words(page: str) -> str:
    return " ".join(html.unescape(page).split())


def sent(codes: list[str], act: str = "check", name: str = "Spring") -> dict[str, str]:
    return {"name": name, "codes": ", ".join(codes).lower(), "act": act}


def names(store: Database) -> list[str]:
    with store.session() as session:
        return list(session.scalars(select(ExamForm.name)))


def test_a_list_is_looked_at_kept_and_begun_again(administrator: FlaskClient, store: Database) -> None:
    page = words(administrator.post(PAGE, data=sent(CODES)).text)
    assert "It keeps the whole plan" in page
    assert names(store) == []
    answer = administrator.post(PAGE, data=sent(CODES, "keep"))
    assert answer.status_code == 303
    assert names(store) == ["Spring"]
    page = words(administrator.get(answer.location).text)
    assert "It kept the whole plan when it was picked." in page
    assert f"{PAGE}?from=1" in page
    assert "\n".join(CODES) in administrator.get(f"{PAGE}?from=1").text


def test_a_list_with_a_fault_cannot_be_kept(administrator: FlaskClient, store: Database) -> None:
    short = CODES[1:]
    page = words(administrator.post(PAGE, data=sent(short)).text)
    assert "D4 needs 25 items of group thorax; 24 are chosen." in page
    assert "Rule normal oximeter needs 2 items; 1 is chosen." in page
    assert "/staff/items?use=exam&live=y&domain=D4&group=thorax" in page
    assert "Keep it as a draft" not in page
    answer = administrator.post(PAGE, data=sent(short, "keep"))
    assert answer.status_code == 422
    assert "Nothing was kept" in answer.text
    assert short[0].lower() in answer.text
    assert names(store) == []


def test_a_name_or_a_list_that_is_missing_is_told(administrator: FlaskClient) -> None:
    for field, says in (("name", "Write a name."), ("codes", "Write or paste codes.")):
        answer = administrator.post(PAGE, data={**sent(CODES), field: " "})
        assert answer.status_code == 422
        assert says in answer.text
    administrator.post(PAGE, data=sent(CODES, "keep"))
    answer = administrator.post(PAGE, data=sent(CODES, "keep"))
    assert "There is a form named Spring already" in words(answer.text)


def test_only_administrators_pick(author: FlaskClient, reviewer: FlaskClient) -> None:
    assert [one.get(PAGE).status_code for one in (author, reviewer)] == [403, 403]
