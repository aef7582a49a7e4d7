"""What every test stands on: a database of its own, the application, and clients signed in as somebody."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, make_url, text
from sqlalchemy.orm import Session

import trainer.app  # noqa: F401 - every table is known before the first database is made
from tests import build, compiled, timestamping
from trainer.accounts import service as accounts
from trainer.accounts.models import Person
from trainer.app import create_app
from trainer.config import Settings, from_environment
from trainer.core import clock
from trainer.core.db import Base, Database
from trainer.exams import signing
from trainer.keys import FileKeys, Issuer, development
from trainer.web.application import Application

ISSUER = Issuer("Trainer Demonstration College", "http://127.0.0.1:8000")
CALM = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
"""Machines are shared: how long an example takes says nothing about the code."""
hypothesis.settings.register_profile("calm", CALM, derandomize=True)  # a change is judged by itself, not by luck
hypothesis.settings.register_profile("hunt", CALM, derandomize=True, phases=[hypothesis.Phase.generate])
hypothesis.settings.register_profile("nightly", CALM)  # new examples each time: `make fuzz`
hypothesis.settings.load_profile("calm")

RESTARTS = (
    "SELECT string_agg(format('ALTER SEQUENCE %I RESTART', sequencename), '; ') FROM pg_sequences"
    " WHERE schemaname = 'public' AND last_value IS NOT NULL"
)


Application.url_rule_class = compiled.Route


@event.listens_for(Engine, "connect")
def shuffled(connection: Any, _record: Any) -> None:
    """Let SQLite give rows that were asked for in no order in the other one, so that nobody relies on it."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA reverse_unordered_selects = ON")


def worker_name() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database with every table and no row, one for each test process."""
    server = os.environ.get("TRAINER_TEST_DATABASE_URL")
    if server:
        return empty_postgres(server)
    path = tmp_path_factory.mktemp("empty") / "empty.sqlite3"
    database = Database(f"sqlite:///{path}")
    Base.metadata.create_all(database.engine)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.engine.dispose()
    return str(path)


def empty_postgres(server: str) -> str:
    """A fresh database on the test server, named after this test process."""
    name = f"trainer_{worker_name()}"
    admin = Database(server)
    with admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.engine.dispose()
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    database = Database(url)
    Base.metadata.create_all(database.engine)
    database.engine.dispose()
    return url


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where one test process keeps its keys: as old whatever day it is and whichever test comes first."""
    folder = tmp_path_factory.mktemp("keys")
    development.provide(FileKeys(folder), folder / "offline-root", ISSUER, now=build.NOON)
    return folder


@pytest.fixture(autouse=True)
def signed(keys: Path) -> None:
    """Receipts are signed, whatever folder the test before had chosen."""
    signing.keep_in(keys)


@pytest.fixture
def database_url(empty_database: str, tmp_path: Path) -> str:
    if not empty_database.startswith("postgresql"):
        shutil.copy(empty_database, tmp_path / "test.sqlite3")
        return f"sqlite:///{tmp_path / 'test.sqlite3'}"
    empty_again(empty_database)
    return empty_database


def empty_again(url: str) -> None:
    """Take every row out and let every counter begin anew: twenty times quicker than TRUNCATE of so many tables."""
    database = Database(url)
    deletes = "; ".join(str(table.delete()) for table in Base.metadata.sorted_tables)
    with database.engine.begin() as connection:
        # no trigger and no foreign key stands in the way
        connection.execute(text(f"SET LOCAL session_replication_role = replica; {deletes}"))
        if restarts := connection.scalar(text(RESTARTS)):
            connection.execute(text(restarts))
    database.engine.dispose()


@pytest.fixture
def settings(database_url: str, tmp_path: Path, keys: Path) -> Settings:
    return from_environment(
        {
            "TRAINER_DATA_DIR": str(tmp_path / "var"),
            "TRAINER_DATABASE_URL": database_url,
            "TRAINER_KEYS_DIR": str(keys),
            "TRAINER_MAIL_URL": "memory:",
            "TRAINER_SECRET_KEY": "a secret for tests only, not worth keeping",
        }
    )


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    yield made
    made.engine.dispose()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session inside one open write; rolled back at the end."""
    own = database.session()
    own.connection(execution_options={"writes": True})
    yield own
    own.rollback()
    own.close()


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    made = create_app(settings)
    made.jinja_env.bytecode_cache = compiled.templates
    made.config.update(TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    counted = made.extensions["trainer.looks"]
    counted.seconds = 600  # not amid a test: at its end
    yield made
    counted.write()
    made.extensions["trainer"].database.engine.dispose()


@pytest.fixture
def store(app: Flask) -> Database:
    """The application's own database, for arranging and looking."""
    made: Database = app.extensions["trainer"].database
    return made


SignIn = Callable[[Person | int], FlaskClient]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser in which nobody is signed in."""
    return app.test_client()


@pytest.fixture
def as_person(app: Flask, store: Database) -> SignIn:
    """A browser signed in as a person, without the sign-in form."""

    def sign_in(person: Person | int) -> FlaskClient:
        with store.write() as own:
            found = own.get_one(Person, person if isinstance(person, int) else person.id)
            token = accounts.start_session(own, found, now=clock.now())
        browser = app.test_client()
        with browser.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
        return browser

    return sign_in


@pytest.fixture
def clock_folder(tmp_path: Path) -> Path:
    """Where the timestamp authority of one test keeps its files."""
    timestamping.authority_in(tmp_path / "clock")
    return tmp_path / "clock"


@pytest.fixture
def clock_address(clock_folder: Path) -> Iterator[str]:
    """Where it answers."""
    with timestamping.serving(clock_folder) as address:
        yield address


__all__ = ["build"]
