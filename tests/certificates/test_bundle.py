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
from trainer.keys import Use, life
from trainer.keys.chains import pem_of
from trainer.transparency.checkpoint import verifiers
from trainer.web.services import issuer_of

pytestmark = pytest.mark.usefixtures("keys")
NOW = clock.now().replace(microsecond=0)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A folder of keys for one test, which may change them."""
    return tmp_path / "keys"


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


def every_command(folder: Path, before: str = "") -> subprocess.CompletedProcess[str]:
    """What the commands of the bundle's own README say, one after the other."""
    return ran(folder, "\n".join([before, *re.findall(r"^  .*$", (folder / "README.txt").read_text(), re.MULTILINE)]))


def refreshed(folder: Path, client: FlaskClient) -> None:
    """Another bundle in the place of the one at hand."""
    (folder / "bundle.zip").write_bytes(client.get("/trust/bundle.zip").data)
    with zipfile.ZipFile(folder / "bundle.zip") as archive:
        archive.extractall(folder)


def test_every_command_of_the_bundle_does_what_it_says(at_hand: Path) -> None:
    done = every_command(at_hand)
    assert done.returncode == 0, done.stderr
    for words in (
        "Ours as we issued it", "Log’s past: Not compared", "ca.pem: OK", "Signature is Valid", "Total document signed",
        "CMS Verification successful",
    ):  # fmt: skip
        assert words in done.stdout + done.stderr


def test_its_commands_tell_of_a_key_that_was_lost_and_go_on_below_another_authority(
    at_hand: Path, app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    own, root = app.extensions["trainer"], tmp_path / "var" / "offline-root"
    life.rotate_authority(own.keys, root, issuer_of(own.facts), now=NOW)
    refreshed(at_hand, client)
    assert "CMS Verification successful" in every_command(at_hand).stderr
    life.compromise(own.keys, "pdf-1", NOW, "a stolen disk", now=NOW)
    refreshed(at_hand, client)
    done = every_command(at_hand, "set +e")
    assert ("certificate revoked" in done.stderr, "successful" in done.stderr) == (True, False), done.stderr
    assert "BAD  File: key in force" in done.stdout


def test_it_hands_out_no_key_and_no_authority_that_was_lost(
    at_hand: Path, app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    own, root = app.extensions["trainer"], tmp_path / "var" / "offline-root"
    issuer = issuer_of(own.facts)
    for _ in range(2):
        life.rotate(own.keys, Use.LOG, issuer, now=NOW)
        life.rotate_authority(own.keys, root, issuer, now=NOW)
    life.compromise(own.keys, "log-1", NOW, "a stolen disk", now=NOW)
    life.compromise(own.keys, "ca", NOW, "a stolen disk", now=NOW, root_folder=root)
    refreshed(at_hand, client)
    authorities = pem_of(own.keys.certificates(name)[0] for name in ("ca-3", "ca-2"))
    assert (at_hand / "ca.pem").read_bytes() == authorities == client.get("/pki/ca.pem").data
    keys = (at_hand / "log-key").read_bytes()
    assert (len(keys.splitlines()), keys) == (2, client.get("/log/key").data)
    assert all(line in client.get("/log").text for line in keys.decode().splitlines())
    lost, *_ = verifiers(unpacked(at_hand / "bundle.zip").origin, own.keys.every(Use.LOG))
    assert str(lost) not in client.get("/log").text


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
