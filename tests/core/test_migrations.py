"""What stands in a database goes along when it is brought up to date, and back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from trainer import migrate
from trainer.core.db import Database

ITEM, ATTEMPT = uuid4().hex, uuid4().hex
PAYLOAD = {"stem": "Which naïve lung?", "options": [{"id": "a", "text": "Ångström", "rationale": "R", "key": True}]}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    database = Database(f"sqlite:///{tmp_path}/old.sqlite3")
    migrate.upgrade(database.engine, "0002")
    yield database.engine
    database.engine.dispose()


def put(connection: sqlite3.Connection, table: str, **said: object) -> None:
    """A row that says this, and something of the right kind wherever a column may not be empty."""
    asked = {name: 0 for _, name, _, is_needed, *_ in connection.execute(f"PRAGMA table_info({table})") if is_needed}
    row = {**asked, **said}
    names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names of our own tables
    connection.execute(statement, list(row.values()))


def fill(engine: Engine) -> None:
    """An item of two versions, live, and a paper that asks the first of them."""
    with closing(sqlite3.connect(str(engine.url.database))) as connection:
        then = "2026-01-01 00:00:00"
        put(connection, "item", id=ITEM, code="D4-E-001", use="exam", status="live", created_at=then, current_number=2)
        for number in (1, 2):
            put(
                connection, "item_version", id=number, item_id=ITEM, number=number, payload=json.dumps(PAYLOAD),
                domain="D4", sources='["S1", "S2", "S1"]', enemies="[]", created_at=then,
            )  # fmt: skip
        put(connection, "person", id=1, email="a@example.org", created_at=then)
        put(connection, "blueprint_version", id=1, spec="{}", created_at=then)
        put(connection, "policy_version", id=1, spec="{}", created_at=then)
        put(connection, "course", id=1)
        put(connection, "exam", id=1, course_id=1, blueprint_version_id=1, policy_version_id=1)
        put(
            connection, "attempt", id=ATTEMPT, person_id=1, exam_id=1, blueprint_version_id=1, policy_version_id=1,
            started_at=then,
        )  # fmt: skip
        put(connection, "paper", attempt_id=ATTEMPT, items=json.dumps([{"position": 1, "version_id": 1}]))
        connection.commit()


def rows(engine: Engine, statement: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def test_what_was_live_stays_live_and_is_found(engine: Engine) -> None:
    fill(engine)
    migrate.upgrade(engine)
    assert rows(engine, "SELECT status, live_number, published_number, bank FROM item") == [
        ("live", 2, 2, "dry-needling")
    ]
    cited = "SELECT version_id, key FROM item_source ORDER BY version_id, key"
    assert rows(engine, cited) == [(1, "S1"), (1, "S2"), (2, "S1"), (2, "S2")]
    assert rows(engine, "SELECT count(*) FROM item_fts WHERE item_fts MATCH 'naive angstr*'") == [(1,)]
    assert rows(engine, "SELECT position, version_id FROM drawn") == [(1, 1)]


def test_a_certificate_of_before_the_log_gets_its_lot_and_its_event(engine: Engine) -> None:
    fill(engine)
    with closing(sqlite3.connect(str(engine.url.database))) as connection:
        then = "2026-01-01 00:00:00"
        put(connection, "certification_decision", id=1, attempt_id=ATTEMPT, person_id=1, course_id=1, decided_at=then)
        put(connection, "certificate_series", id=1, person_id=1, course_id=1)
        put(
            connection, "certificate", id=1, identifier="ID1", series_id=1, decision_id=1, state="active",
            issued_at=then, pdf_key="old",
        )  # fmt: skip
        connection.commit()
    migrate.upgrade(engine)
    ((salt, place, pdf_key),) = rows(engine, "SELECT salt, status_index, pdf_key FROM certificate")
    assert len(bytes.fromhex(str(salt))) == 32
    assert 0 <= int(str(place)) < 131_072
    assert pdf_key is None
    assert rows(engine, "SELECT key, kind FROM certificate_event") == [("certificate:1:issued", "issued")]
    migrate.downgrade(engine, "0006")
    assert rows(engine, "SELECT identifier FROM certificate") == [("ID1",)]


def test_the_way_back_keeps_items_and_papers(engine: Engine) -> None:
    fill(engine)
    migrate.upgrade(engine)
    migrate.downgrade(engine, "0002")
    assert rows(engine, "SELECT code, status, current_number FROM item") == [("D4-E-001", "live", 2)]
    assert rows(engine, "SELECT count(*) FROM paper") == [(1,)]
