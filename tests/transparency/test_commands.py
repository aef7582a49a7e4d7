"""The operator's commands say plainly what is right and what is not, and end accordingly."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import Result
from flask import Flask

from tests.transparency.build import Log
from trainer.doctor import log_agrees, log_derived
from trainer.transparency import memory
from trainer.transparency.commands import log_group
from trainer.transparency.public_log import SEQUENCE


def run(app: Flask, *arguments: object) -> Result:
    return app.test_cli_runner().invoke(log_group, [str(one) for one in arguments])


def test_a_sound_log_is_said_to_agree(app: Flask, site: Log) -> None:
    site.grow(3, 4)
    done = run(app, "audit")
    assert (done.exit_code, done.output) == (0, "7 entries and 2 checkpoints derived again: everything agrees.\n")


def test_the_first_wrong_entry_is_named(app: Flask, site: Log) -> None:
    site.grow(3, 4)
    site.unguarded("UPDATE log_entry SET kind = 'revoked' WHERE key = 'certificate:5:issued'")
    done = run(app, "audit")
    assert done.exit_code == 1
    assert "The first wrong entry is 5." in done.output
    told = json.loads(run(app, "audit", "--json").output)
    assert (told["ok"], told["first_wrong"], told["entries"]) == (False, 5, 7)
    assert told["faults"] == [{"index": 5, "says": "entry 5 is not what was logged"}]


def test_the_export_is_repeatable_and_refuses_another_past(app: Flask, site: Log, tmp_path: Path) -> None:
    site.grow(3)
    assert run(app, "export", tmp_path / "public").output == "4 files written.\n"
    assert run(app, "export", tmp_path / "public").output == "0 files written.\n"
    site.grow(1)
    assert json.loads(run(app, "export", tmp_path / "public", "--json").output) == {"files_written": 4}
    (tmp_path / "public/checkpoint").write_text("something else\n", "utf-8")
    assert run(app, "export", tmp_path / "public").exit_code == 1


def test_what_waits_is_placed_by_hand_or_refused(app: Flask, site: Log) -> None:
    site.enter(2)
    assert run(app, "sequence").output == "2 entries placed.\n"
    site.grow(3)
    site.unguarded("DELETE FROM log_leaf WHERE place = 4", "DELETE FROM log_checkpoint WHERE size = 5")
    site.enter(1)
    done = run(app, "sequence")
    assert done.exit_code == 1
    assert "5 entries were published" in done.output


def test_the_doctor_tells(app: Flask, site: Log) -> None:
    site.grow(3, 2)
    findings = (log_agrees, log_derived)
    with app.app_context():
        assert [finding().ok for finding in findings] == [True, True]
        site.unguarded("DELETE FROM log_leaf WHERE place > 2", "DELETE FROM log_checkpoint WHERE size = 5")
        assert [finding().ok for finding in findings] == [False, False]
        assert "5 entries were published, and the tree has 3" in log_agrees().says


def test_the_worker_is_told_once_an_entry_is_committed(app: Flask, site: Log) -> None:
    told: list[str] = []
    app.extensions["trainer"].jobs.tell = told.append
    site.enter(1)
    assert told.count(SEQUENCE) == 1


def test_the_memory_lies_in_the_data_directory(app: Flask, site: Log, tmp_path: Path) -> None:
    site.grow(1)
    assert (tmp_path / "var/log" / memory.NAME).read_text("utf-8").startswith("127.0.0.1:8000/log\n1\n")
