"""A real authority's timestamps stand over checkpoints, and openssl agrees; anything else it sends is refused."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.ports import deaf_port
from tests.timestamping import authority_in, openssl, serving
from tests.transparency.build import NOW, Log
from trainer.transparency import stamps
from trainer.transparency.audit import audit
from trainer.transparency.commands import log_group
from trainer.transparency.service import stamp


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """An authority's address, and the folder with its certificate."""
    folder = tmp_path_factory.mktemp("time") / "authority"
    authority_in(folder)
    with serving(folder) as url:
        yield url, folder


def test_openssl_verifies_what_was_taken(
    app: Flask, client: FlaskClient, site: Log, clock: tuple[str, Path], tmp_path: Path
) -> None:
    url, folder = clock
    app.extensions["public-log"] = replace(app.extensions["public-log"], authority=url)
    site.grow(5)
    done = app.test_cli_runner().invoke(log_group, ["timestamp"])
    assert (done.exit_code, done.output) == (0, "Timestamped.\n")
    said = client.get("/log/checkpoints/5").text.split("\n\n")[0] + "\n"
    (tmp_path / "said").write_text(said, "utf-8")
    (tmp_path / "said.tsr").write_bytes(client.get("/log/checkpoints/5.tsr").data)
    verify = ["ts", "-verify", "-data", "said", "-in", "said.tsr", "-CAfile", str(folder / "tsa-root.pem")]
    assert "Verification: OK" in openssl(tmp_path, *verify)
    (tmp_path / "said").write_text(said.replace("5", "6"), "utf-8")
    with pytest.raises(subprocess.CalledProcessError):
        openssl(tmp_path, *verify)
    assert "openssl ts -verify" in client.get("/log").text


def test_once_a_day_is_enough(log: Log, clock: tuple[str, Path]) -> None:
    url, _folder = clock
    log.grow(1)
    made_at = stamps.said(stamps.fetch(url, b"now")).at
    assert stamp(log.database, url, now=NOW) == 1
    log.grow(1)
    assert stamp(log.database, url, now=made_at + timedelta(hours=23)) == 0
    assert stamp(log.database, url, now=made_at + timedelta(hours=25)) == 1
    assert stamp(log.database, url, now=made_at + timedelta(days=9)) == 0
    with log.database.session() as session:
        assert audit(session, log.keys, log.origin, log.outside).faults == []


def test_a_timestamp_put_under_another_checkpoint_is_audited(log: Log, clock: tuple[str, Path]) -> None:
    log.grow(1, 1)
    stamp(log.database, clock[0], now=NOW)
    log.unguarded("UPDATE log_timestamp SET checkpoint_id = 1")
    with log.database.session() as session:
        (fault,) = audit(session, log.keys, log.origin, log.outside).faults
    assert fault.says == "timestamp 1 is over something else"


def test_a_timestamp_of_somebody_else_is_audited_and_not_taken(
    log: Log, clock: tuple[str, Path], clock_address: str
) -> None:
    """Anybody can make an authority: once roots are named, only what goes back to one of them counts."""
    url, folder = clock
    roots = [(folder / "tsa-root.der").read_bytes()]
    log.grow(1)
    assert stamp(log.database, clock_address, now=NOW) == 1
    log.grow(1)
    with pytest.raises(stamps.Refusal, match="TRAINER_TSA_ROOTS"):
        stamp(log.database, clock_address, now=NOW, at_once=True, roots=roots)
    assert stamp(log.database, url, now=NOW, at_once=True, roots=roots) == 1
    with log.database.session() as session:
        assert audit(session, log.keys, log.origin, log.outside).faults == []
        (fault,) = audit(session, log.keys, log.origin, log.outside, roots).faults
    assert fault.says == "timestamp 1 goes back to no certificate in TRAINER_TSA_ROOTS"


def test_a_timestamp_whose_row_says_another_moment_is_audited(log: Log, clock: tuple[str, Path]) -> None:
    log.grow(1)
    stamp(log.database, clock[0], now=NOW)
    log.unguarded("UPDATE log_timestamp SET at = '2020-01-01 00:00:00+00'")
    with log.database.session() as session:
        (fault,) = audit(session, log.keys, log.origin, log.outside).faults
    assert fault.says == "timestamp 1 is not what its row says"


def test_an_old_answer_is_refused(clock_folder: Path, clock_address: str) -> None:
    (clock_folder / "answer").write_bytes(stamps.fetch(clock_address, b"said"))
    with pytest.raises(stamps.Refusal, match="another question"):
        stamps.fetch(clock_address, b"said")


@pytest.mark.parametrize("body", [b"", b"no", bytes.fromhex("30053003020102")])
def test_what_is_no_timestamp_is_refused(body: bytes, clock_folder: Path, clock_address: str) -> None:
    (clock_folder / "answer").write_bytes(body)
    with pytest.raises(stamps.Refusal):
        stamps.fetch(clock_address, b"said")


def test_without_an_authority_the_operator_is_told(app: Flask, site: Log) -> None:
    site.grow(1)
    done = app.test_cli_runner().invoke(log_group, ["timestamp"])
    assert done.exit_code == 1
    assert "TRAINER_TSA_URL" in done.output


def test_an_authority_out_of_reach_is_said(app: Flask, site: Log) -> None:
    site.grow(1)
    with deaf_port() as port:
        gone = f"http://127.0.0.1:{port}/"
        app.extensions["public-log"] = replace(app.extensions["public-log"], authority=gone)
        done = app.test_cli_runner().invoke(log_group, ["timestamp"])
    assert done.exit_code == 1
    assert "No timestamp" in done.output
