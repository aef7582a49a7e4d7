"""Entering the log: once under a key, in the caller's transaction, never anything that could be read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from trainer.core.db import Database
from trainer.core.errors import Conflict
from trainer.core.events import events
from trainer.transparency.models import TABLES, LogEntry
from trainer.transparency.service import Entered, Entry, Kind, enter

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def entry(**changed: Any) -> Entry:
    return Entry(
        **{"key": "certificate:1:issued", "kind": "issued", "subject": "a" * 64, "commitment": "b" * 64}
        | {"at": NOW}
        | changed
    )


def test_the_same_event_twice_is_one_entry(session: Session) -> None:
    enter(session, entry(), now=NOW)
    enter(session, entry(), now=NOW)
    assert session.scalar(select(func.count(LogEntry.id))) == 1


def test_a_kind_is_kept_as_its_word(session: Session) -> None:
    enter(session, entry(kind=Kind.REVOKED), now=NOW)
    assert session.scalar(select(LogEntry.kind)) == "revoked"


def test_another_event_under_a_key_is_refused(session: Session) -> None:
    enter(session, entry(), now=NOW)
    with pytest.raises(Conflict):
        enter(session, entry(commitment="c" * 64), now=NOW)


def test_whoever_listens_hears_of_an_entry_once(session: Session) -> None:
    heard: list[Any] = []
    events.clear()
    events.on(Entered, lambda _session, news: heard.append(news))
    enter(session, entry(), now=NOW)
    enter(session, entry(), now=NOW)
    events.clear()
    assert len(heard) == 1


@pytest.mark.parametrize(
    "changed",
    [{"kind": "shredded"}, {"subject": "Alice Adams"}, {"commitment": "B" * 64}, {"at": datetime(2026, 1, 1)}],  # noqa: DTZ001 - the naive moment is what is refused
)
def test_nothing_that_could_be_read_enters(changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        entry(**changed)


@pytest.mark.parametrize("verb", ["UPDATE log_entry SET kind = 'revoked'", "DELETE FROM log_entry"])
def test_the_database_itself_keeps_rows_as_they_were(session: Session, verb: str) -> None:
    enter(session, entry(), now=NOW)
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(verb))


def test_every_table_of_the_log_is_closed_to_changes(database: Database) -> None:
    with database.engine.connect() as connection:
        if database.is_sqlite:
            rows = connection.exec_driver_sql("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'")
        else:
            rows = connection.exec_driver_sql(
                "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal"
            )
        guarded = [row[0] for row in rows]
    assert all(guarded.count(model.__tablename__) == 2 for model in TABLES)
