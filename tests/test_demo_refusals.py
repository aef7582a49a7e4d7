"""When the demonstration refuses: people, production, no tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from tests.build import NOON, person
from tests.certificates.workshop import workshop_of
from tests.demonstration import FACTS
from trainer.core.db import Database
from trainer.core.errors import Conflict, Refused, Unavailable
from trainer.demo.commands import demo_command
from trainer.demo.filling import fill


def test_a_database_with_people_is_left_as_it_is(tmp_path: Path, database: Database) -> None:
    with database.write() as session:
        person(session)
    with pytest.raises(Conflict, match="fills only an empty one"):
        fill(database, workshop_of(database, tmp_path / "keys", tmp_path), FACTS, now=NOON)


def test_production_is_refused(tmp_path: Path, database: Database) -> None:
    with pytest.raises(Refused, match="production"):
        fill(database, workshop_of(database, tmp_path / "keys", tmp_path), replace(FACTS, is_production=True), now=NOON)


def test_a_database_without_tables_is_refused_with_what_to_do(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'bare.sqlite3'}")
    with pytest.raises(Unavailable, match="trainer db upgrade"):
        fill(database, workshop_of(database, tmp_path / "keys", tmp_path), FACTS, now=NOON)
    database.engine.dispose()


def test_the_command_says_why_it_refuses_and_fails(app: Flask, store: Database) -> None:
    with store.write() as session:
        person(session)
    answer = app.test_cli_runner().invoke(demo_command, ["--json"])
    assert answer.exit_code == 1
    assert "This database has people" in answer.output
