"""/healthz and /readyz: whether this process can serve, with reasons when it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from trainer.core.db import Database
from trainer.migrate import head
from trainer.pages.readiness import storage_faults
from trainer.storage import FolderStorage


@pytest.fixture
def stamp(store: Database) -> Iterator[None]:
    """The mark of the newest migration, which the tests' databases lack."""
    with store.write() as session:
        session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        session.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": head()})
    yield
    with store.write() as session:
        session.execute(text("DROP TABLE alembic_version"))


def test_healthz_asks_only_the_process(app: Flask, client: FlaskClient) -> None:
    app.extensions["trainer"].database.engine.dispose()
    assert client.get("/healthz").json == {"status": "ok"}


@pytest.mark.usefixtures("stamp")
def test_a_database_at_the_newest_migration_is_ready(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"status": "ready", "faults": []})


def test_a_database_without_a_mark_is_not_ready(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["faults"] == ["the database has no table alembic_version: run `trainer db upgrade`"]


@pytest.mark.usefixtures("stamp")
def test_an_older_migration_is_named(client: FlaskClient, store: Database) -> None:
    with store.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert f"the database is at migration older, the newest is {head()}" in answer.text


def test_a_folder_is_made_when_the_first_file_is_kept(tmp_path: Path) -> None:
    assert list(storage_faults(FolderStorage(tmp_path / "not" / "yet"))) == []


def test_a_file_in_the_folders_place_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("not a folder")
    assert "is not a folder" in next(storage_faults(FolderStorage(tmp_path / "files")))


def test_a_folder_that_cannot_be_written_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)  # root may write anywhere
    assert "cannot be written" in next(storage_faults(FolderStorage(tmp_path)))
