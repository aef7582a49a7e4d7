"""A database in which somebody is ready to sit, made once and copied for every story.

On SQLite every story has a copy of one file; on PostgreSQL a database made from one template.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from uuid import uuid4

from sqlalchemy import make_url, text

from tests.build import NOON, person
from tests.exams import build
from trainer.core.db import Base, Database
from trainer.exams import queries
from trainer.exams.models import Accommodation
from trainer.web.permissions import Role


@dataclass(frozen=True)
class Stage:
    """A database in which somebody is ready to sit, made once and copied for every story."""

    url: str
    person_id: int
    staff_id: int
    exam_id: int
    accepted: set[int]

    def copy(self) -> tuple[str, Callable[[], None]]:
        """The address of a fresh copy, and what removes it."""
        if not self.url.startswith("postgresql"):
            folder = TemporaryDirectory()
            return f"sqlite:///{shutil.copy(make_url(self.url).database or '', folder.name)}", folder.cleanup
        name = f"story_{uuid4().hex[:12]}"
        template = make_url(self.url).database
        admin(f'CREATE DATABASE {name} TEMPLATE "{template}"')
        url = make_url(self.url).set(database=name).render_as_string(hide_password=False)
        return url, lambda: admin(f"DROP DATABASE {name} WITH (FORCE)")


def admin(statement: str) -> None:
    """One statement on the test server, outside of any transaction."""
    database = Database(os.environ["TRAINER_TEST_DATABASE_URL"])
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))
    database.engine.dispose()


def empty() -> str:
    """The address of a new database of the kind under test."""
    server = os.environ.get("TRAINER_TEST_DATABASE_URL")
    if not server:
        return f"sqlite:///{Path(mkdtemp()) / 'stage.sqlite3'}"
    name = f"stage_{uuid4().hex[:12]}"
    admin(f"CREATE DATABASE {name}")
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@cache
def stage() -> Stage:
    url = empty()
    database = Database(url)
    Base.metadata.create_all(database.engine)
    with database.write() as session:
        own = build.world(session)
        accepted = {statement.id for statement in queries.statements(session, own.final.id)}
        alice, staff = build.ready(session, own), person(session, "Sam Staff", Role.ADMINISTRATOR)
        session.add(granted(alice.id))
        made = Stage(url, alice.id, staff.id, own.final.id, accepted)
    if database.is_sqlite:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.engine.dispose()
    return made


def granted(person_id: int) -> Accommodation:
    """Ten minutes of breaks."""
    return Accommodation(
        person_id=person_id, state="granted", asked="Breaks, please.", asked_at=NOON, multiplier="1", is_untimed=False,
        break_minutes=10, reason="A letter was seen.", decided_at=NOON,
    )  # fmt: skip
