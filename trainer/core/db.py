"""The database: columns, engines, and the one way to write."""

from __future__ import annotations

import fcntl
import os
import select
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Engine, MetaData, create_engine, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DBAPIError, InvalidatePoolError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

from trainer.core.errors import DomainError, Unavailable

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_MS = 5000
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment must be aware of its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value.replace(tzinfo=UTC) if value.tzinfo is None else value
        return moment.astimezone(UTC)


class Base(DeclarativeBase):
    """The parent of every table."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: Moment, dict[str, Any]: Json, list[Any]: Json, list[str]: Json}


class Database:
    """One engine with its sessions and, on SQLite, the lock that lets one writer in at a time."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self.sessions = sessionmaker(self.engine.execution_options(reads=True), expire_on_commit=False)
        self._thread_lock = threading.Lock()
        self._lock_path = Path(f"{self.engine.url.database}.lock") if self.is_sqlite else None

    def session(self) -> Session:
        """A session for reading: everything it is told until it ends is as it stood at one moment."""
        return self.sessions()

    @contextmanager
    def write(self, session: Session | None = None) -> Iterator[Session]:
        """One write, one transaction: ends any read, waits its turn, commits, then tells whoever asked to hear.

        Whatever was loaded before is stale and is read again. Anything raised inside rolls everything back, but for an
        error that says it is itself the outcome.
        """
        own = session or self.sessions()
        own.rollback()
        try:
            with self._turn():
                _begin_writing(own)
                try:
                    with _kept(own):
                        yield own
                    own.commit()
                except BaseException:
                    own.rollback()
                    own.info.pop("after_commit", None)
                    raise
            for tell in own.info.pop("after_commit", []):
                tell()
        finally:
            if session is None:
                own.close()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Hold the writer's turn among the threads, then among the processes, of one SQLite file."""
        if self._lock_path is None:
            yield
            return
        with self._thread_lock:
            handle = os.open(self._lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                yield
            finally:
                os.close(handle)


@contextmanager
def _kept(session: Session) -> Iterator[None]:
    """Commit before an error goes on its way that says what was written is to be kept."""
    try:
        yield
    except DomainError as error:
        if error.keeps:
            session.commit()
        raise


def _begin_writing(session: Session) -> None:
    try:
        session.connection(execution_options={"writes": True})
    except OperationalError as error:
        raise Unavailable("The database is busy. Nothing was changed; try again in a moment.") from error


def after_commit(session: Session, tell: Callable[[], None]) -> None:
    """Call `tell` once this session's write has been committed, and not if it rolls back."""
    session.info.setdefault("after_commit", []).append(tell)


def make_engine(url: str) -> Engine:
    """An engine prepared for durable, serial writes on SQLite, or for PostgreSQL through psycopg 3."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(parsed, pool_size=8, max_overflow=24)
        event.listen(engine, "connect", _prepare_postgresql)
        event.listen(engine, "checkout", _refuse_closed)
        event.listen(engine, "begin", _begin_postgresql)
        return engine
    engine = create_engine(parsed, connect_args={"timeout": BUSY_MS / 1000}, pool_size=8, max_overflow=504)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin by itself: we say BEGIN IMMEDIATE
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    """Have psycopg's own BEGIN say it: a read sees one moment, as on SQLite, and cannot fail for what others write.

    Everything else sees with each statement what was committed before it.
    """
    driver: Any = connection.connection.driver_connection
    asked = connection.get_execution_options()
    is_read = asked.get("reads", False) and not asked.get("writes", False)
    if bool(driver.read_only) is not is_read:
        levels: Any = connection.dialect.dbapi
        driver.isolation_level = levels.IsolationLevel.REPEATABLE_READ if is_read else None
        driver.read_only = is_read


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
        cursor.execute("SET lock_timeout = '10s'")
        cursor.execute("SET statement_timeout = '60s'")
    connection.commit()


def _refuse_closed(connection: Any, _record: Any, _fairy: Any) -> None:
    """Let the pool replace a connection whose server went away, which shows without asking over the wire.

    Nothing is ever to be read from an idle connection but that its other end was closed, and why.
    """
    if connection.closed:
        raise InvalidatePoolError
    ear = select.poll()
    ear.register(connection.fileno(), select.POLLIN | select.POLLHUP)
    if ear.poll(0):
        raise InvalidatePoolError


def is_out_of_reach(error: DBAPIError) -> bool:
    """Whether the database cannot do its work now - full, gone, busy, read-only - rather than being asked wrongly."""
    if error.connection_invalidated:
        return True
    code = getattr(error.orig, "sqlite_errorcode", None)
    return isinstance(error, OperationalError) and (code is None or code & 0xFF != sqlite3.SQLITE_ERROR)
