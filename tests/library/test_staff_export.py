"""Exporting on the pages: what a format costs is said before the file is made."""

from __future__ import annotations

import html

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.library import build
from trainer.audit.models import AuditEvent
from trainer.core.db import Database


@pytest.fixture(autouse=True)
def bank(store: Database) -> None:
    with store.write() as session:
        build.item(session, build.card("D6-E-007", status="live"))
        build.item(session, build.card("D4-E-008"))


def words(browser: FlaskClient, address: str) -> str:
    return " ".join(html.unescape(browser.get(address).text).split())


def test_the_page_says_how_many_match_and_what_is_lost(administrator: FlaskClient) -> None:
    assert "2 items match" in words(administrator, "/staff/items/export")
    whole = words(administrator, "/staff/items/export?format=yaml")
    assert "2 items as Trainer YAML" in whole
    assert "Nothing is lost" in whole
    assert "What is lost" in words(administrator, "/staff/items/export?format=gift&domain=D4")
    assert "None" not in words(administrator, "/staff/items/export?format=gift&domain=D9")
    assert "No item matches" in words(administrator, "/staff/items/export?format=gift&domain=D9")


def test_the_file_holds_what_was_asked_for_and_leaves_a_trace(store: Database, administrator: FlaskClient) -> None:
    answer = administrator.post("/staff/items/export", data={"format": "yaml", "domain": "D4"}, buffered=True)
    assert answer.status_code == 200
    assert b"D4-E-008" in answer.data
    assert b"D6-E-007" not in answer.data
    assert answer.headers["Content-Disposition"].endswith(".yaml")
    assert answer.headers["Cache-Control"] == "private, no-store"
    packed = administrator.post("/staff/items/export", data={"format": "qti3"}, buffered=True)
    assert packed.data.startswith(b"PK")
    assert packed.headers["Content-Disposition"].endswith(".zip")
    with store.session() as session:
        told = select(AuditEvent).where(AuditEvent.action == "review.items.exported").order_by(AuditEvent.id)
        assert [event.detail["written"] for event in session.scalars(told)] == [1, 2]


def test_nothing_is_made_of_nothing_and_only_formats_that_are_written(administrator: FlaskClient) -> None:
    assert administrator.post("/staff/items/export", data={"format": "gift", "domain": "D9"}).status_code == 422
    answer = administrator.post("/staff/items/export", data={"format": "aiken"}, buffered=True)
    assert b"code: D4-E-008" in answer.data
