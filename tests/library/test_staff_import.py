"""Importing on the pages: a file is sent in, looked at, and imported once somebody says so."""

from __future__ import annotations

import csv
import html
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from question_bank.exchange.course.write import document
from question_bank.exchange.found import Outcome
from tests.build import NOON
from tests.library import build
from tests.library.exchange_build import GIFT, bank_file
from trainer.audit.models import AuditEvent
from trainer.core import clock
from trainer.core.db import Database
from trainer.library import exchange_jobs, importing, worked
from trainer.library.exchange_report import Line, Report, report_of
from trainer.library.models import Item, ItemImport
from trainer.tasks import make_tasks

ELSE = [{**own, "text": text} for own, text in zip(build.OPTIONS, ("Wait", "Ice", "A scan"), strict=True)]
BROKEN = b"---\ntype: essay\nstem: Say more.\n"


def send(browser: FlaskClient, data: bytes, **more: str) -> TestResponse:
    asked = {"format": "auto", "bank": "dry-needling", "domain": "", "use": "exam", **more}
    file = FileStorage(io.BytesIO(data), "C:\\banks\\questions.txt", name="file")
    return post(browser, "/staff/items/import", {**asked, "file": file})


def post(browser: FlaskClient, address: str, values: dict[str, object]) -> TestResponse:
    """Send a form with a file, as bytes."""
    boundary, body = encode_multipart(values)
    return browser.post(address, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def work(app: Flask) -> None:
    assert make_tasks(app).run(exchange_jobs.TASK)


def words(answer: TestResponse) -> str:
    return " ".join(html.unescape(answer.text).split())


def how_many(store: Database, table: type = Item) -> int:
    with store.session() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_file_is_read_and_imported_once_somebody_says_so(
    app: Flask, store: Database, administrator: FlaskClient
) -> None:
    sent = send(administrator, GIFT.encode(), domain="D4")
    assert sent.status_code == 303
    assert "Look again" in administrator.get(sent.location).text
    work(app)
    told = words(administrator.get(sent.location))
    assert "taken for GIFT" in told
    assert "Import all 2" in told
    assert how_many(store) == 0
    took = administrator.post(f"{sent.location}/take")
    assert took.location == sent.location
    assert "are being imported" in administrator.get(sent.location).text
    work(app)
    assert "2 items are imported" in words(administrator.get(sent.location))
    assert how_many(store) == 2
    assert administrator.post(f"{sent.location}/take").status_code == 409
    assert "questions.txt" in administrator.get("/staff/items/import").text


def test_what_is_refused_is_told_and_the_rest_can_be_taken(
    app: Flask, store: Database, administrator: FlaskClient
) -> None:
    data = document(build.card("D6-E-007", title="=cmd()")) + BROKEN
    sent = send(administrator, data)
    work(app)
    assert "Import 1 of 2" in words(administrator.get(sent.location))
    refused = words(administrator.get(f"{sent.location}?outcome=refused"))
    assert "'essay' is not one of" in refused
    assert "=cmd()" not in refused
    rows = list(csv.reader(io.StringIO(administrator.get(f"{sent.location}/report.csv").text.lstrip("\ufeff"))))
    assert [row[3] for row in rows] == ["outcome", "imported", "refused"]
    assert rows[1][1] == "'=cmd()"
    administrator.post(f"{sent.location}/take")
    work(app)
    assert how_many(store) == 0
    administrator.post(f"{sent.location}/take", data={"partial": "y"})
    work(app)
    assert how_many(store) == 1


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04 nothing", "not a package"),
        (b"\x00\x01\x02", "not a text file"),
        (b"<questestinterop/>", "QTI 1.2"),
        (b"<html><script>alert(1)</script></html>", "begins with <html>"),
    ],
)
def test_a_hostile_file_is_refused_at_once_and_not_kept(
    app: Flask, store: Database, administrator: FlaskClient, data: bytes, says: str, tmp_path: Path
) -> None:
    answer = send(administrator, data)
    assert answer.status_code == 422
    assert says in words(answer)
    assert how_many(store, ItemImport) == 0
    assert not list((tmp_path / "var").rglob("files/*/*"))


def test_a_file_that_is_named_wrongly_ends_in_its_report(
    app: Flask, store: Database, administrator: FlaskClient
) -> None:
    sent = send(administrator, GIFT.encode(), format="moodle")
    work(app)
    told = words(administrator.get(sent.location))
    assert "The file cannot be read" in told
    assert "Import all" not in told
    with store.session() as session:
        assert session.scalars(select(ItemImport.state)).one() == "looked"


@pytest.mark.parametrize("field", [{"bank": "My bank"}, {"format": "docx"}, {"domain": "D12"}, {"use": "both"}])
def test_a_wrong_field_is_told_on_the_page(store: Database, administrator: FlaskClient, field: dict[str, str]) -> None:
    assert send(administrator, GIFT.encode(), **field).status_code == 422
    assert administrator.post("/staff/items/import", data={"format": "auto"}).status_code == 422
    assert how_many(store, ItemImport) == 0


def test_only_this_page_takes_a_large_body_and_only_from_those_who_may(
    administrator: FlaskClient, author: FlaskClient, client: FlaskClient
) -> None:
    large = document(build.card("D6-E-007")) + b"# " + b"x" * 3_000_000 + b"\n"
    assert send(administrator, large).status_code == 303
    assert send(author, large).status_code == 413
    assert send(client, large).status_code == 413
    assert post(administrator, "/staff/items/new", {"stem": large.decode()}).status_code == 413
    assert send(administrator, b"x" * 50_100_000).status_code == 413


def test_a_reading_whose_worker_died_is_begun_anew(app: Flask, store: Database, administrator: FlaskClient) -> None:
    send(administrator, GIFT.encode())
    with store.write() as session:
        session.scalars(select(ItemImport)).one().state = "looking"
    assert exchange_jobs.run(store, app.extensions["trainer"].storage, clock.now) == 0
    later = clock.now() + worked.STALE + timedelta(seconds=5)
    assert exchange_jobs.run(store, app.extensions["trainer"].storage, lambda: later) == 1
    with store.session() as session:
        assert session.scalars(select(ItemImport.state)).one() == "looked"


def test_a_file_over_which_the_worker_dies_twice_is_given_up(
    app: Flask, store: Database, administrator: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = send(administrator, GIFT.encode())

    def dies(*_all: object, **_more: object) -> None:
        raise MemoryError

    monkeypatch.setattr(importing, "look", dies)
    storage, now = app.extensions["trainer"].storage, clock.now()
    for _ in range(2):
        with pytest.raises(MemoryError):
            exchange_jobs.run(store, storage, lambda now=now: now)
        now += worked.STALE + timedelta(seconds=5)
    assert exchange_jobs.run(store, storage, lambda: now) == 1
    assert "broke off twice" in words(administrator.get(sent.location))
    assert exchange_jobs.run(store, storage, lambda: now) == 0


def test_a_bank_that_moved_on_is_read_again(
    app: Flask, store: Database, administrator: FlaskClient, tmp_path: Path
) -> None:
    sent = send(administrator, bank_file(tmp_path, build.card("D6-E-007")).read_bytes())
    work(app)
    with store.write() as session:
        build.item(session, build.card("D6-E-007", title="Mine"), now=NOON)
    administrator.post(f"{sent.location}/take")
    work(app)
    assert "updated to version 2" in words(administrator.get(sent.location))


def test_progress_is_put_down_now_and_then(app: Flask, store: Database, administrator: FlaskClient) -> None:
    send(administrator, GIFT.encode())
    with store.session() as session:
        own = session.scalars(select(ItemImport.id)).one()
    tell = exchange_jobs._counting(store, own, clock.now)
    for done in range(200, 2_600, 200):
        tell(done)
    with store.session() as session:
        assert session.get_one(ItemImport, own).read_count == 2_000
        actions = session.scalars(select(AuditEvent.action)).all()
    assert actions.count("review.items.sent_in") == 1


def test_a_report_is_kept_as_it_was(app: Flask, store: Database, administrator: FlaskClient) -> None:
    send(administrator, GIFT.encode())
    work(app)
    with store.session() as session:
        row = session.scalars(select(ItemImport)).one()
    kept = json.loads(app.extensions["trainer"].storage.get(str(row.report_key)))
    assert (kept["is_dry"], kept["sha256"]) == (True, row.file_key)


@pytest.mark.pure
def test_an_item_without_a_name_is_read_from_a_kept_report() -> None:
    told = Report("bank.yaml", "00", "yaml", "home", is_dry=True, lines=[Line("", "", Outcome.REFUSED, refusal="No.")])
    assert report_of(json.loads(json.dumps(told.as_json()))) == told
