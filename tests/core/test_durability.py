"""A server that could lose what it acknowledged does not start, and says why."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text

from trainer import cli
from trainer.app import ROOT
from trainer.core import db, durability
from trainer.core.db import Database
from trainer.core.durability import WeakDurability, durability_faults, refuse_weak_durability


@pytest.fixture
def weak(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every connection opened from now on is as SQLite comes, one step below what we ask."""

    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    monkeypatch.setattr(db, "_prepare_sqlite", prepare)


def test_our_own_settings_are_strong(database: Database) -> None:
    refuse_weak_durability(database.engine)


@pytest.mark.parametrize("pragma", ["synchronous=OFF", "synchronous=NORMAL", "foreign_keys=OFF", "journal_mode=DELETE"])
def test_sqlite_is_refused_on_what_is_really_in_force(tmp_path: Path, pragma: str) -> None:
    own = Database(f"sqlite:///{tmp_path / 'weak.sqlite3'}")
    event.listen(own.engine, "connect", lambda connection, _record: connection.execute(f"PRAGMA {pragma}"))
    with pytest.raises(WeakDurability, match=f"PRAGMA {pragma.split('=', maxsplit=1)[0]} is"):
        refuse_weak_durability(own.engine)
    own.engine.dispose()


def test_postgresql_is_refused_without_a_durable_commit(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("for PostgreSQL")
    with database.engine.connect() as connection:
        connection.execute(text("SET synchronous_commit = off"))
        assert durability_faults(connection) == ["synchronous_commit is off, and must be on"]


def test_sqlite_on_a_network_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durability, "_filesystem", lambda _path: "nfs4")
    own = Database(f"sqlite:///{tmp_path / 'far.sqlite3'}")
    with pytest.raises(WeakDurability, match="network file system"):
        refuse_weak_durability(own.engine)
    own.engine.dispose()


def test_a_database_out_of_reach_stops_no_start(tmp_path: Path) -> None:
    refuse_weak_durability(Database(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.sqlite3'}").engine)


def test_gunicorn_gets_no_application(weak: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TRAINER_DATA_DIR", str(tmp_path))
    with pytest.raises(WeakDurability, match="could lose answers"):
        runpy.run_path(str(ROOT / "wsgi.py"))


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_the_commands_end_with_the_reason(app: Flask, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    faults = ["PRAGMA synchronous is 1, and must be 2"]
    monkeypatch.setattr(durability, "durability_faults", lambda _connection: faults)
    monkeypatch.setattr(cli.migrate, "upgrade", lambda _engine: None)
    found = app.test_cli_runner().invoke(getattr(cli, command), [])
    assert found.exit_code == 1
    assert "could lose answers it has acknowledged. PRAGMA synchronous is 1" in found.output
