"""The timestamps of an authority whose root is named are believed: by the server, by the bundle, and by openssl."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient

from tests.certificates import papers
from tests.certificates.test_uploads import sent, told
from tests.timestamping import authority_in, openssl
from trainer import doctor
from trainer.app import timestamp_roots
from trainer.certificates.check_commands import check_command
from trainer.certificates.key_commands import keys_group
from trainer.config import Settings, SettingsError
from trainer.core import clock
from trainer.transparency import public_log
from trainer.transparency.commands import log_group

NOW = clock.now().replace(microsecond=0)
STOLEN, LATER = NOW + timedelta(days=1), NOW + timedelta(days=2)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A folder of keys for one test, which changes them."""
    return tmp_path / "keys"


@pytest.fixture
def known(app: Flask, clock_folder: Path, clock_address: str) -> str:
    """An authority that the application asks, and whose root it knows; its address."""
    name(app, clock_address, (clock_folder / "tsa-root.der").read_bytes())
    return clock_address


def name(app: Flask, address: str, *roots: bytes) -> None:
    """Let the application ask this authority, and believe what leads to these roots."""
    public_log.init_app(app, replace(app.extensions["public-log"], authority=address, authority_roots=roots))


def time_of(client: FlaskClient, pdf: bytes) -> tuple[bool | None, str]:
    """What is said of the time at which a file was signed."""
    checks = sent(client, pdf).get_json()["document"]["checks"]
    return next((one["ok"], one["detail"]) for one in checks if one["name"] == "File: time of signing")


def offline(pdf: bytes, bundle: bytes, folder: Path) -> Result:
    """What the command says of a file by a bundle alone."""
    (folder / "certificate.pdf").write_bytes(pdf)
    (folder / "bundle.zip").write_bytes(bundle)
    return CliRunner().invoke(check_command, [str(folder / "certificate.pdf"), "--bundle", str(folder / "bundle.zip")])


def test_the_time_of_signing_is_the_authoritys(app: Flask, client: FlaskClient, known: str) -> None:
    _, _, pdf = papers.printed(app, now=NOW)
    ok, says = time_of(client, pdf)
    assert (ok, "by an independent authority" in says) == (True, True), says
    name(app, known)
    assert "which is not known here" in time_of(client, pdf)[1]


def test_what_the_authority_saw_before_the_key_was_lost_is_believed_without_a_register(
    app: Flask, client: FlaskClient, known: str, clock_folder: Path, tmp_path: Path
) -> None:
    _, _, pdf = papers.printed(app, now=NOW)
    run = app.test_cli_runner().invoke
    with clock.stopped_at(LATER):
        assert run(keys_group, ["rotate", "pdf"]).exit_code == 0
        since = ["--since", clock.stamp(STOLEN), "--reason", "a stolen disk"]
        assert run(keys_group, ["compromise", "pdf-1", *since]).exit_code == 0
        assert told(client, pdf) == ("valid", [])
        done = offline(pdf, client.get("/trust/bundle.zip").data, tmp_path)
        assert (done.exit_code, "The key was revoked later" in done.output) == (0, True), done.output
        name(app, known)
        done = offline(pdf, client.get("/trust/bundle.zip").data, tmp_path)
        assert (done.exit_code, "BAD  File: key in force" in done.output) == (1, True), done.output


def test_the_log_publishes_the_root_its_own_commands_need(
    app: Flask, client: FlaskClient, known: str, clock_folder: Path, tmp_path: Path
) -> None:
    papers.printed(app, now=NOW)
    assert app.test_cli_runner().invoke(log_group, ["timestamp"]).exit_code == 0
    assert "$log/authority.pem" in client.get("/log").text
    size = client.get("/log/checkpoint").text.splitlines()[1]
    (tmp_path / "authority.pem").write_bytes(client.get("/log/authority.pem").data)
    (tmp_path / "said").write_text(client.get(f"/log/checkpoints/{size}").text.split("\n\n")[0] + "\n", "utf-8")
    (tmp_path / "said.tsr").write_bytes(client.get(f"/log/checkpoints/{size}.tsr").data)
    openssl(tmp_path, "ts", "-verify", "-data", "said", "-in", "said.tsr", "-CAfile", "authority.pem")
    name(app, known)
    assert client.get("/log/authority.pem").status_code == 404
    assert "$log/authority.pem" not in client.get("/log").text


def test_the_doctor_says_when_timestamps_are_believed_by_nobody(app: Flask, known: str, tmp_path: Path) -> None:
    with app.app_context():
        assert doctor.timestamps().ok
        name(app, known)
        assert "need their root in TRAINER_TSA_ROOTS" in doctor.timestamps().says
        authority_in(tmp_path / "another")
        name(app, known, (tmp_path / "another" / "tsa-root.der").read_bytes())
        found = doctor.timestamps()
    assert (found.ok, "lead to no certificate in TRAINER_TSA_ROOTS" in found.says) == (False, True)


def test_the_setting_names_a_file_with_every_root(settings: Settings, clock_folder: Path) -> None:
    root = clock_folder / "tsa-root.pem"
    assert timestamp_roots(settings) == ()
    assert timestamp_roots(settings.model_copy(update={"tsa_roots": root})) == (
        (clock_folder / "tsa-root.der").read_bytes(),
    )
    for wrong in (clock_folder / "none.pem", clock_folder / "tsa.cnf"):
        with pytest.raises(SettingsError, match="holds no certificates"):
            timestamp_roots(settings.model_copy(update={"tsa_roots": wrong}))
