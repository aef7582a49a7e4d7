"""The export is what is served, only grows, and refuses to mix one history with another."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests.transparency.build import NOW, Log
from trainer.config import from_environment
from trainer.core import clock
from trainer.doctor import log_mirrored
from trainer.tasks import make_tasks
from trainer.transparency import store
from trainer.transparency.export import Differs, behind, export
from trainer.transparency.public_log import public_log
from trainer.transparency.tiles import parse


@pytest.fixture
def public(tmp_path: Path) -> Path:
    return tmp_path / "public"


def exported(log: Log, folder: Path) -> int:
    with log.database.session() as session:
        return export(session, folder)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_tile_of_the_tree_is_there(log: Log, public: Path) -> None:
    exported(log.grow(300), public)
    tiles = ["0/000", "0/001.p/44", "1/000.p/1", "entries/000", "entries/001.p/44"]
    assert sorted(files(public)) == sorted([*(f"tile/{tile}" for tile in tiles), "checkpoint", "checkpoints/300"])


def test_again_changes_nothing(log: Log, public: Path) -> None:
    exported(log.grow(300), public)
    before = files(public)
    assert exported(log, public) == 0
    assert files(public) == before


def test_it_only_grows(log: Log, public: Path) -> None:
    exported(log.grow(200), public)
    before = files(public)
    exported(log.grow(100), public)
    after = files(public)
    assert {path: after[path] for path in before if path != "checkpoint"} == {
        path: data for path, data in before.items() if path != "checkpoint"
    }
    assert len(after) > len(before)


def test_it_is_what_the_database_gives(log: Log, public: Path) -> None:
    exported(log.grow(259, 3), public)
    with log.database.session() as session:
        for path, data in files(public / "tile").items():
            tile = parse(path)
            assert tile
            assert store.read(session, tile) == data


def test_a_log_without_a_checkpoint_leaves_the_folder_alone(log: Log, public: Path) -> None:
    assert exported(log, public) == 0
    assert not public.exists()


@pytest.mark.parametrize(
    ("statements", "says"),
    [
        (["DELETE FROM log_checkpoint WHERE size > 3"], "holds 7 entries, and the log has 3"),
        (["UPDATE log_leaf SET hash = (SELECT hash FROM log_leaf WHERE place = 0)"], "are not those in"),
    ],
)
def test_another_past_is_refused(log: Log, public: Path, statements: list[str], says: str) -> None:
    exported(log.grow(3, 4), public)
    before = files(public)
    log.unguarded(*statements)
    with pytest.raises(Differs, match=says):
        exported(log, public)
    assert files(public) == before


@pytest.mark.parametrize(
    "text", ["", "something else\n", "another.example/log\n1\n" + "A" * 43 + "=\n\n— a AAAAAAA=\n"]
)
def test_a_folder_of_something_else_is_refused(log: Log, public: Path, text: str) -> None:
    public.mkdir()
    (public / "checkpoint").write_text(text, "utf-8")
    with pytest.raises(Differs):
        exported(log.grow(1), public)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("DELETE FROM log_leaf WHERE place = 270", "entry 270 is missing"),
        ("DELETE FROM log_tile WHERE level = 0", "tile 0/0 is missing"),
        ("DELETE FROM log_entry WHERE id = 2", "entry 1 is not what was logged"),
        ("UPDATE log_leaf SET hash = (SELECT hash FROM log_leaf WHERE place = 0) WHERE place = 1", "entry 1 is not"),
        ("UPDATE log_entry SET kind = 'revoked' WHERE id = 2", "entry 1 is not what was logged"),
        ("UPDATE log_checkpoint SET note = 'something' WHERE size = 3", "checkpoint 1 cannot be read"),
    ],
)
def test_a_damaged_log_is_written_nowhere(log: Log, public: Path, statement: str, says: str) -> None:
    log.grow(3, 297).unguarded(statement)
    with pytest.raises(store.Missing, match=says):
        exported(log, public)
    assert not public.exists()


@pytest.mark.parametrize(
    "path", ["tile/0/000", "tile/0/000.p/200", "tile/entries/000", "tile/entries/000.p/200", "checkpoints/200"]
)
def test_what_was_changed_in_the_folder_is_named_and_nothing_written(log: Log, public: Path, path: str) -> None:
    exported(log.grow(200), public)
    exported(log.grow(100), public)
    data = bytearray((public / path).read_bytes())
    data[5] ^= 1
    (public / path).write_bytes(data)
    log.grow(1)
    before = files(public)
    with pytest.raises(Differs, match=f"in {path}. Nothing was written"):
        exported(log, public)
    assert files(public) == before
    (public / path).unlink()
    exported(log, public)
    assert "checkpoints/301" in files(public)


def test_of_many_changes_the_first_are_named(log: Log, public: Path) -> None:
    exported(log.grow(300), public)
    for path in (public / "tile").rglob("*"):
        if path.is_file():
            path.write_bytes(b"")
    with pytest.raises(Differs, match=r"in tile/0/000, tile/entries/000, tile/0/001.p/44, and more\. "):
        exported(log, public)


def test_a_folder_that_falls_behind_is_told(log: Log, public: Path) -> None:
    log.grow(3)
    assert lag(log, public, NOW + timedelta(hours=1)) is None
    late = "entries, and lacks what the log signed at"
    assert f"holds 0 {late} 2026-11-21T12:00:00Z" in str(lag(log, public, NOW + timedelta(hours=3)))
    exported(log, public)
    assert lag(log, public, NOW + timedelta(days=30)) is None
    log.grow(2, now=NOW + timedelta(days=1))
    assert f"holds 3 {late} 2026-11-22T12:00:00Z" in str(lag(log, public, NOW + timedelta(days=1, hours=2)))
    exported(log, public)
    log.sequence(now=NOW + timedelta(days=3))
    assert f"holds 5 {late} 2026-11-24T12:00:00Z" in str(lag(log, public, NOW + timedelta(days=3, hours=2)))
    (public / "checkpoint").write_text("hello", "utf-8")
    assert "cannot be read" in str(lag(log, public, NOW))


def lag(log: Log, folder: Path, now: datetime) -> str | None:
    with log.database.session() as session:
        return behind(session, folder, now=now)


def test_the_worker_writes_it_where_the_settings_say(app: Flask, site: Log, public: Path) -> None:
    site.grow(3)
    with app.app_context(), clock.stopped_at(NOW + timedelta(hours=3)):
        assert make_tasks(app).run("log.export")
        assert (public_log().export(), log_mirrored().says[:9]) == (0, "no folder")
        app.extensions["public-log"] = replace(public_log(), mirror=public)
        assert not log_mirrored().ok
        assert make_tasks(app).run("log.export")
        assert log_mirrored().ok
    assert (public / "checkpoint").read_text("utf-8").splitlines()[1] == "3"


def test_the_setting_names_the_folder_whole(tmp_path: Path) -> None:
    given = {"TRAINER_DATA_DIR": str(tmp_path), "TRAINER_LOG_EXPORT_DIR": "public/../log"}
    assert from_environment(given).log_export_dir == Path("log").resolve()
    assert from_environment({"TRAINER_DATA_DIR": str(tmp_path)}).log_export_dir is None
