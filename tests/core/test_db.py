"""The database: durable, serial writes, and moments that know their zone."""

from __future__ import annotations

import sqlite3
import threading
from datetime import datetime

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import InternalError, StatementError
from sqlalchemy.orm import Session

from tests.build import NOON
from trainer.accounts.models import SignInFailure
from trainer.audit import service as audit
from trainer.audit.models import AuditEvent
from trainer.core.db import Database, after_commit
from trainer.core.durability import durability_faults


def test_a_database_that_could_lose_an_acknowledged_write_is_told(database: Database) -> None:
    with database.engine.connect() as connection:
        assert durability_faults(connection) == []
        if database.is_sqlite:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA synchronous=NORMAL")
            assert durability_faults(connection) == ["PRAGMA synchronous is 1, and must be 2"]


def test_two_hundred_read_then_write_increments_in_parallel_lose_none(database: Database) -> None:
    with database.write() as session:
        session.add(SignInFailure(account="0", address="counter", at=NOON))

    def add_fifty() -> None:
        for _ in range(50):
            with database.write() as session:
                row = session.scalars(select(SignInFailure).with_for_update()).one()
                row.account = str(int(row.account) + 1)

    threads = [threading.Thread(target=add_fifty) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.session() as session:
        assert session.scalars(select(SignInFailure.account)).one() == "200"


def test_a_write_holds_out_everybody_from_its_first_moment(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL locks rows, not the database")
    outsider = sqlite3.connect(str(database.engine.url.database), timeout=0, isolation_level=None)
    with database.write(), pytest.raises(sqlite3.OperationalError, match="locked"):
        outsider.execute("BEGIN IMMEDIATE")
    outsider.execute("BEGIN IMMEDIATE")
    outsider.close()


def test_a_write_that_raises_leaves_nothing_and_tells_nobody(database: Database) -> None:
    told: list[str] = []

    def fail_half_way() -> None:
        with database.write() as session:
            session.add(SignInFailure(account="a", address="b", at=NOON))
            after_commit(session, lambda: told.append("committed"))
            session.flush()
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        fail_half_way()
    with database.session() as session:
        assert session.scalars(select(SignInFailure)).all() == []
    assert told == []


def test_the_news_of_a_write_goes_out_after_the_commit(database: Database) -> None:
    seen: list[int] = []

    def look() -> None:
        with database.session() as other:
            seen.append(len(other.scalars(select(SignInFailure)).all()))

    with database.write() as session:
        session.add(SignInFailure(account="a", address="b", at=NOON))
        after_commit(session, look)
    assert seen == [1]


def test_a_connection_the_server_closed_is_replaced(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has no server")
    waiting = [database.session() for _ in range(3)]
    for session in waiting:
        session.execute(text("SELECT 1"))
    for session in waiting:
        session.close()
    other = Database(database.engine.url.render_as_string(hide_password=False))
    with other.write() as session:
        # With a time to wait, the server answers only when they are gone, and not when it has told them to go.
        # What else works in this database, such as autovacuum, may end by itself before it is told to.
        closing = "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = current_database()"
        clients = "backend_type = 'client backend' AND pid <> pg_backend_pid()"
        assert set(session.scalars(text(f"{closing} AND {clients}"))) == {True}
    other.engine.dispose()
    for session in waiting:
        assert session.execute(text("SELECT 1")).scalar() == 1
        session.close()


def test_a_naive_moment_is_refused(database: Database) -> None:
    naive = datetime(2026, 11, 20, 12, 0)  # noqa: DTZ001 - the point of the test
    with pytest.raises(StatementError, match="aware"), database.write() as session:
        session.add(SignInFailure(account="a", address="b", at=naive))


def test_moments_come_back_as_they_went_in(database: Database) -> None:
    with database.write() as session:
        session.add(SignInFailure(account="a", address="b", at=NOON))
    with database.session() as session:
        assert session.scalars(select(SignInFailure.at)).one() == NOON


def test_a_changed_audit_event_is_found(database: Database) -> None:
    with database.write() as session:
        for number in range(3):
            audit.record(session, "test.thing.done", f"thing:{number}", by=None, now=NOON, detail={"n": number})
    with database.write() as session:
        assert audit.faults(session) == []
        second = session.scalars(select(AuditEvent).order_by(AuditEvent.id).offset(1).limit(1)).one()
        session.execute(text("UPDATE audit_event SET subject = 'thing:9' WHERE id = :id"), {"id": second.id})
        session.expire_all()
        assert audit.faults(session) == [f"event {second.id} was changed"]


def test_a_removed_audit_event_is_found(database: Database) -> None:
    with database.write() as session:
        for number in range(3):
            audit.record(session, "test.thing.done", f"thing:{number}", by=None, now=NOON)
    with database.write() as session:
        ids = list(session.scalars(select(AuditEvent.id).order_by(AuditEvent.id)))
        session.execute(text("DELETE FROM audit_event WHERE id = :id"), {"id": ids[1]})
        assert audit.faults(session) == [f"event {ids[2]} does not follow the one before it"]


def counted(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(SignInFailure)) or 0


def test_a_read_sees_one_moment_whatever_is_written_meanwhile(database: Database) -> None:
    with database.session() as reading:
        assert counted(reading) == 0
        with database.write() as session:
            session.add(SignInFailure(account="a", address="b", at=NOON))
        assert counted(reading) == 0
        reading.rollback()
        assert counted(reading) == 1
        with database.write(reading):
            assert counted(reading) == 1
        assert counted(reading) == 1


def test_a_write_sees_what_was_committed_while_it_waited(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite lets one writer in at a time")
    with database.session() as reading:
        assert counted(reading) == 0
        with database.write(reading):
            assert counted(reading) == 0
            with database.write() as other:
                other.add(SignInFailure(account="a", address="b", at=NOON))
            assert counted(reading) == 1


def test_nothing_is_written_through_a_read(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite knows no transaction that only reads")
    with database.session() as reading:
        reading.add(SignInFailure(account="a", address="b", at=NOON))
        with pytest.raises(InternalError, match="read-only"):
            reading.flush()
