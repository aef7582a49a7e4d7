"""Reports on large banks: asked for, made by the worker, told with their time; and what candidates saw most."""

from __future__ import annotations

import html
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from question_bank.lint.report import report
from question_bank.selection.blueprint import Blueprint
from tests.build import NOON, person
from tests.library import build, exam_build
from trainer.audit.models import AuditEvent
from trainer.core.db import Database
from trainer.exams.exposure import most_exposed
from trainer.exams.models import Drawn, Exam
from trainer.library import bank_charts, bank_reports, editing, state, worked
from trainer.library import queries as library
from trainer.library.bank_charts import Told
from trainer.library.models import BankReading, Item
from trainer.tasks import make_tasks

CODES = ("D4-E-001", "D6-E-001", "D6-E-002")


@pytest.fixture
def bank(store: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setattr(state, "MOST", 1)
    with store.write() as session:
        for code in CODES:
            build.item(session, build.card(code))
    return store


def words(page: str) -> str:
    return " ".join(html.unescape(page).split())


def readings(store: Database) -> list[BankReading]:
    with store.session() as session:
        return list(session.scalars(select(BankReading).order_by(BankReading.id)))


def test_a_large_bank_is_read_by_the_worker_and_its_report_kept(
    bank: Database, author: FlaskClient, app: Flask
) -> None:
    page = words(author.get("/staff/bank").text)
    assert "Read the items" in page
    assert "Choosing the longest option" not in page
    assert author.post("/staff/bank/report").status_code == 303
    assert "Reading has begun" in words(author.get("/staff/bank").text)
    assert make_tasks(app).run(bank_reports.TASK)
    page = words(author.get("/staff/bank").text)
    assert "Choosing the longest option" in page
    assert "3 items that are neither" in page
    assert "As the items were on" in page
    assert "Read them anew" in page
    assert "data-progress" not in page


def test_a_small_bank_is_told_at_once_and_asks_for_nothing(author: FlaskClient, store: Database) -> None:
    assert "Read the items" not in author.get("/staff/bank").text
    author.post("/staff/bank/report")
    assert readings(store) == []


def test_the_same_report_is_waited_for_by_all_and_each_domain_has_its_own(
    bank: Database, author: FlaskClient, app: Flask
) -> None:
    for _ in range(2):
        author.post("/staff/bank/report", data={"domain": "D6"})
        author.post("/staff/bank/report")
    author.post("/staff/bank/report", data={"domain": "D4"})
    assert [row.domain for row in readings(bank)] == ["D6", ""]
    assert make_tasks(app).run(bank_reports.TASK)
    assert "2 items that are neither" in words(author.get("/staff/bank?domain=D6").text)
    author.post("/staff/bank/report")
    assert "3 items that are neither" in words(author.get("/staff/bank").text)  # the one before, meanwhile
    assert make_tasks(app).run(bank_reports.TASK)
    assert [(row.domain, row.state) for row in readings(bank)] == [("D6", "done"), ("", "done")]
    with bank.session() as session:
        asked = session.scalars(select(AuditEvent).where(AuditEvent.action == "review.bank.report_asked")).all()
    assert len(asked) == 3


def test_a_report_whose_worker_died_is_begun_anew_and_then_given_up(bank: Database, author: FlaskClient) -> None:
    author.post("/staff/bank/report")
    now = NOON
    with bank.write() as session:
        row = session.scalars(select(BankReading)).one()
        row.state, row.touched_at = "reading", now
    assert bank_reports.run(bank, lambda: now + timedelta(minutes=1)) == 0
    with bank.write() as session:
        session.scalars(select(BankReading)).one().trouble = worked.ONCE_MORE
    assert bank_reports.run(bank, lambda: now + timedelta(minutes=4)) == 1
    page = words(author.get("/staff/bank").text)
    assert "broke off twice" in page
    assert "Read the items" in page
    author.post("/staff/bank/report")
    assert bank_reports.run(bank, lambda: now) == 1
    assert "broke off twice" not in author.get("/staff/bank").text


def test_a_reading_says_how_far_it_is(bank: Database, author: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    author.post("/staff/bank/report")
    monkeypatch.setattr(bank_reports, "EVERY", 2)
    seen: list[int] = []
    put = bank_reports.put

    def spy(*asked: object, **values: object) -> None:
        seen.extend([values["read_count"]] if values.get("state") != "done" else [])  # type: ignore[list-item] # anything may be put
        put(*asked, **values)  # type: ignore[arg-type] # passed on as it came

    monkeypatch.setattr(bank_reports, "put", spy)
    assert bank_reports.run(bank, lambda: NOON) == 1
    assert seen == [2]


@pytest.mark.pure
def test_what_a_report_tells_is_kept_whole() -> None:
    told = Told.of(report([build.card(code) for code in CODES]))
    assert told.items == 3
    assert Told.stored(told.as_json()) == told


def drawn(session: Session, exam: Exam, *papers: tuple[str, ...]) -> None:
    """Papers that asked these items, the first of them first."""
    items = {item.code: item.versions[0].id for item in session.scalars(select(Item))}
    for day, codes in enumerate(papers):
        attempt = exam_build.attempt(session, exam, "graded")
        attempt.started_at += timedelta(day)
        for position, code in enumerate(codes, 1):
            session.add(Drawn(attempt_id=attempt.id, position=position, version_id=items[code]))
    session.flush()


def test_what_stood_on_most_papers_is_told_first(store: Database, author: FlaskClient) -> None:
    with store.write() as session:
        exam = exam_build.final(session)
        drawn(session, exam, ("D7-E-001",), ("D7-E-002", "D7-E-001"), ("D7-E-001",))
        (found,) = most_exposed(session, 1)
        item_id = session.scalars(select(Item.id).where(Item.code == "D7-E-001")).one()
    assert (found.papers, [(each.code, each.papers) for each in found.items]) == (3, [("D7-E-001", 3)])
    page = words(author.get("/staff/bank").text)
    assert "Most exposed items, Final exam" in page
    assert f'<a href="/staff/items/{item_id}">D7-E-001</a>' in page


def test_of_papers_that_ask_nothing_nothing_is_told(store: Database, author: FlaskClient) -> None:
    with store.write() as session:
        drawn(session, exam_build.final(session), ())
    page = author.get("/staff/bank")
    assert (page.status_code, "Most exposed items" in page.text) == (200, False)


PAPERS = (("D7-E-001", "D7-E-003"), ("D7-E-001",), ("D7-E-002",), ("D7-E-002", "D7-E-003"))


@pytest.mark.parametrize(
    ("papers", "rails"),
    [
        (PAPERS[:2], [("D7-E-001", "2", None, False), ("D7-E-003", "1", None, False)]),  # of the three that count
        (PAPERS, [("D7-E-002", "2", 0.5, True), ("D7-E-001", "1", 0.5, False), ("D7-E-003", "1", 0.5, False)]),
    ],
)
def test_exposure_is_held_against_the_cap_over_the_papers_it_counts(
    session: Session, papers: tuple[tuple[str, ...], ...], rails: list[tuple[str, str, float | None, bool]]
) -> None:
    exam = exam_build.final(session)
    assert exam.blueprint_version_id is not None
    before = library.blueprint(session, exam.blueprint_version_id).model_dump()
    plan = Blueprint.model_validate({**before, "exposure": {"share": 0.5, "papers": 4}})
    exam.blueprint_version_id = editing.new_blueprint(session, plan, by=person(session).id, now=NOON).id
    drawn(session, exam, *papers)
    (found,) = most_exposed(session, 9)
    chart = bank_charts.exposures(found)
    assert [(rail.name, rail.says, rail.asked, rail.is_over) for rail in chart.rails] == rails
    assert "lets an item stand on 2 of 4" in chart.tells
