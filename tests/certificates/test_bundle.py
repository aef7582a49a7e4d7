"""The trust bundle: its own commands, run as they stand in it, check a certificate without a network."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from tests.build import NOON
from tests.certificates import lives, papers
from trainer.certificates import tasks
from trainer.certificates.bundle import NotABundle, unpacked
from trainer.certificates.check_commands import check_command
from trainer.certificates.service import issue_pending, move
from trainer.core import clock
from trainer.core.db import Database

NOW = clock.now().replace(microsecond=0)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def at_hand(app: Flask, client: FlaskClient, tmp_path: Path) -> Path:
    """A folder with a certificate and the bundle, unpacked and packed."""
    folder = tmp_path / "at hand"
    folder.mkdir()
    _, _, pdf = papers.printed(app, now=NOW)
    (folder / "certificate.pdf").write_bytes(pdf)
    (folder / "bundle.zip").write_bytes(client.get("/trust/bundle.zip").data)
    with zipfile.ZipFile(folder / "bundle.zip") as archive:
        archive.extractall(folder)
    return folder


def ran(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    """What a command of the bundle says, away from every network and database."""
    program = f'trainer() {{ "{sys.executable}" -m trainer.cli "$@"; }}\n{command}'
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(folder)}
    return subprocess.run(
        ["bash", "-ec", program], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def commands(folder: Path) -> list[str]:
    """The commands of the bundle's own README."""
    return re.findall(r"^  ([a-z].*)$", (folder / "README.txt").read_text(), re.MULTILINE)


def test_every_command_of_the_bundle_does_what_it_says(at_hand: Path) -> None:
    said = {}
    for command in commands(at_hand):
        done = ran(at_hand, command)
        assert done.returncode == 0, (command, done.stderr)
        said[command.split()[0], command.split()[1]] = done.stdout
    assert "Ours as we issued it" in said["trainer", "certificates"]
    assert "Log’s past: Not compared" in said["trainer", "certificates"]
    assert "ca.pem: OK" in said["openssl", "verify"]
    assert "Certificate Revocation List" in said["openssl", "crl"]
    assert "Signature is Valid" in said["pdfsig", "-nocert"]
    assert "Total document signed" in said["pdfsig", "-nocert"]


def test_the_check_names_what_fails_and_says_so_with_its_status(
    at_hand: Path, app: Flask, client: FlaskClient, store: Database
) -> None:
    good = at_hand / "certificate.pdf"
    (at_hand / "changed.pdf").write_bytes(papers.flipped(good.read_bytes()))
    done = ran(at_hand, "trainer certificates check changed.pdf --bundle bundle.zip --json")
    assert done.returncode == 1, done.stderr
    found = json.loads(done.stdout)
    assert [one["name"] for one in found["checks"] if one["ok"] is False] == ["File: unchanged"]
    done = ran(at_hand, "trainer certificates check certificate.pdf --bundle certificate.pdf")
    assert (done.returncode, "not a trust bundle" in done.stderr) == (1, True)
    assert ran(at_hand, "trainer certificates check nothing.pdf").returncode == 2


def test_a_bundle_made_after_a_suspension_tells_it(
    at_hand: Path, app: Flask, client: FlaskClient, store: Database
) -> None:
    with store.write() as session:
        move(session, 1, "suspend", lives.because("complaint", lives.registrar(session)), now=NOW)
    with app.app_context():
        issue_pending(store, tasks.workshop(), now=NOW)
    (at_hand / "bundle.zip").write_bytes(client.get("/trust/bundle.zip").data)
    done = ran(at_hand, "trainer certificates check certificate.pdf --bundle bundle.zip")
    assert (done.returncode, "BAD  Status list" in done.stdout) == (1, True), done.stdout + done.stderr


@pytest.mark.parametrize("days", [0, 8, 200])
def test_a_bundle_forgets_no_suspension_as_it_ages_and_says_since_when_it_knows_nothing(
    at_hand: Path, app: Flask, client: FlaskClient, store: Database, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    monkeypatch.chdir(at_hand)

    def told() -> tuple[int, str, str]:
        with clock.stopped_at(NOW + timedelta(days=days)):
            done = CliRunner().invoke(check_command, ["certificate.pdf", "--bundle", "bundle.zip"])
        listed = next(line for line in done.output.splitlines() if " Status list: " in line)
        return done.exit_code, listed, done.output.splitlines()[-1]

    day = clock.in_words(NOW, "UTC")
    says = f"Status list: Not set in the status list as of {day}; what happened since is not known"
    code, listed, last = told()
    assert (code, listed.startswith("-  "), last.startswith(f"Ours as we issued it. {says}: ")) == (0, *[days > 0] * 2)
    with store.write() as session:
        move(session, 1, "suspend", lives.because("complaint", lives.registrar(session)), now=NOW)
    with app.app_context():
        issue_pending(store, tasks.workshop(), now=NOW)
    (at_hand / "bundle.zip").write_bytes(client.get("/trust/bundle.zip").data)
    code, listed, last = told()
    assert (code, listed) == (1, f"BAD  Status list: Set in the status list as of {day}")
    assert last == "Not to be relied on."


@pytest.mark.parametrize(
    ("days", "says", "code"), [(-1, "Its term has not begun", 1), (0, "Within its term", 0), (1000, "Expired", 1)]
)
def test_without_a_register_the_dates_are_checked_too(
    at_hand: Path, monkeypatch: pytest.MonkeyPatch, days: int, says: str, code: int
) -> None:
    monkeypatch.chdir(at_hand)
    with clock.stopped_at(NOW + timedelta(days=days)):
        done = CliRunner().invoke(check_command, ["certificate.pdf", "--bundle", "bundle.zip"])
    assert (f"Dates: {says}" in done.output, done.exit_code) == (True, code), done.output


def test_a_status_list_that_nobody_asked_is_named(at_hand: Path, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(at_hand)
    with app.app_context():
        done = CliRunner().invoke(check_command, ["certificate.pdf"])
    assert (done.exit_code, "-    Status list: Not asked" in done.output) == (0, True), done.output
    done = CliRunner().invoke(check_command, ["certificate.pdf", "--bundle", "bundle.zip"])
    assert (done.exit_code, "ok   Status list" in done.output) == (0, True), done.output


def test_what_is_no_bundle_is_refused(tmp_path: Path) -> None:
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("README.txt", f"made at {NOON}")
    for data in (b"", b"PK", empty.getvalue()):
        (tmp_path / "bundle.zip").write_bytes(data)
        with pytest.raises(NotABundle):
            unpacked(tmp_path / "bundle.zip")
