"""What verifiers are told when the key that signed a credential turns out to be known to somebody else."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.certificates import papers
from tests.certificates.test_uploads import sent, told
from tests.certificates.test_verdicts import failed
from tests.certificates.test_verify import verdict, words
from trainer.certificates.bundle import unpacked
from trainer.certificates.key_commands import keys_group
from trainer.certificates.models import Certificate
from trainer.certificates.presented import presented
from trainer.certificates.service import refresh_status
from trainer.core import clock
from trainer.core.db import Database
from trainer.keys.life import compromise

TODAY = clock.now().replace(microsecond=0)
ISSUED = TODAY - timedelta(days=1)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A folder of keys for one test, which changes them."""
    return tmp_path / "keys"


def run(app: Flask, *words: str) -> None:
    """An operator's command about keys."""
    with clock.stopped_at(TODAY):
        done = app.test_cli_runner().invoke(keys_group, list(words))
    assert done.exit_code == 0, done.output


def compromised(app: Flask, since: datetime) -> None:
    """It comes out that the first key of credentials was known to somebody else from a moment on."""
    run(app, "compromise", "credential-1", "--since", clock.stamp(since), "--reason", "a stolen backup")


def test_only_what_the_log_had_before_is_believed(app: Flask, client: FlaskClient, store: Database) -> None:
    certificate, workshop, pdf = papers.printed(app, now=ISSUED)
    run(app, "rotate", "credential")

    compromised(app, ISSUED + timedelta(hours=1))
    refresh_status(store, workshop, now=TODAY)
    with clock.stopped_at(TODAY):
        assert failed(client, certificate) == ("valid", [])
        assert told(client, pdf) == ("valid", [])

    compromised(app, ISSUED - timedelta(hours=1))
    with clock.stopped_at(TODAY + timedelta(seconds=30)):
        assert failed(client, certificate) == ("under_review", ["Credential"])
        assert told(client, pdf) == ("tampered", ["Credential inside: key"])
        listed = {check["name"]: check["ok"] for check in verdict(client, certificate.identifier)["checks"]}
        page = words(client, certificate.identifier)
    assert listed["Status list"]
    assert f"credential-1 may be in other hands since {clock.in_words(ISSUED - timedelta(hours=1), 'UTC')}" in page
    assert '<p class="verdict__word">Under review</p>' in page
    assert "verdict--ok" not in page


def test_a_file_sealed_below_a_revoked_authority_is_not_believed(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    _, _, pdf = papers.printed(app, now=ISSUED)
    own = app.extensions["trainer"]
    root = tmp_path / "var" / "offline-root"
    compromise(own.keys, "ca", ISSUED - timedelta(hours=1), "a stolen disk", now=TODAY, root_folder=root)
    with clock.stopped_at(TODAY):
        assert told(client, pdf) == ("tampered", ["File: key in force"])
        (tmp_path / "bundle.zip").write_bytes(client.get("/trust/bundle.zip").data)
    bundled = unpacked(tmp_path / "bundle.zip")
    assert set(bundled.trust.lists) == {own.keys.revocation_list(name) for name in ("root", "ca")}
    found = presented(pdf, bundled, now=TODAY)
    assert [check.name for check in found.checks if check.ok is False] == ["File: key in force"]


def test_lists_are_signed_anew_by_the_key_that_signs_now(app: Flask, store: Database) -> None:
    _, workshop, _ = papers.printed(app, now=TODAY)
    assert refresh_status(store, workshop, now=TODAY) == 0
    with clock.stopped_at(TODAY):
        run(app, "rotate", "credential")
    assert refresh_status(store, workshop, now=TODAY + timedelta(seconds=1)) == 2
    assert refresh_status(store, workshop, now=TODAY + timedelta(seconds=2)) == 0


def test_a_page_the_log_had_before_its_key_was_lost_is_believed_and_no_other(app: Flask, client: FlaskClient) -> None:
    certificate, workshop, pdf = papers.printed(app, now=ISSUED)
    forged = papers.page_again(certificate, workshop)
    run(app, "rotate", "pdf")
    lost = ("compromise", "pdf-1", "--reason", "a stolen disk", "--since")
    run(app, *lost, clock.stamp(ISSUED + timedelta(hours=2)))
    with clock.stopped_at(TODAY):
        assert told(client, pdf) == ("valid", [])
        details = {one["name"]: one["detail"] for one in sent(client, pdf).get_json()["document"]["checks"]}
        assert "the public log has this very file since" in details["File: key in force"]
        assert told(client, forged) == ("tampered", ["File: key in force"])
    run(app, *lost, clock.stamp(ISSUED))
    with clock.stopped_at(TODAY):
        assert told(client, pdf) == ("tampered", ["File: key in force"])


def test_what_is_paused_reads_as_what_never_was_after_its_key_was_lost(
    app: Flask, client: FlaskClient, store: Database
) -> None:
    certificate, workshop, pdf = papers.printed(app, now=ISSUED)
    forged = papers.page_again(certificate, workshop)
    with store.write() as session:
        session.get_one(Certificate, certificate.id).paused_at = ISSUED
    run(app, "rotate", "pdf")
    lost = ("compromise", "pdf-1", "--reason", "a stolen disk", "--since", clock.stamp(ISSUED + timedelta(hours=2)))
    run(app, *lost)
    with clock.stopped_at(TODAY):
        for one in (pdf, forged):  # whether the log had it before nobody is told
            assert told(client, one) == ("unknown", ["File: key in force"])
        assert 'verdict__word">Unknown<' in sent(client, pdf, "text/html").text
        assert told(client, papers.appended(pdf))[0] == "tampered"


def test_a_lost_key_of_the_log_changes_no_verdict(app: Flask, client: FlaskClient) -> None:
    certificate, _, pdf = papers.printed(app, now=ISSUED)
    run(app, "rotate", "log")
    run(app, "compromise", "log-1", "--reason", "a stolen disk", "--since", clock.stamp(ISSUED + timedelta(hours=2)))
    with clock.stopped_at(TODAY):
        assert failed(client, certificate) == ("valid", [])
        assert told(client, pdf) == ("valid", [])


def test_a_file_whose_proof_bears_a_lost_key_is_judged_by_a_proof_made_now(app: Flask, client: FlaskClient) -> None:
    certificate, workshop, pdf = papers.printed(app, now=ISSUED)
    again = papers.page_again(certificate, workshop)
    run(app, "rotate", "log")
    run(app, "compromise", "log-1", "--reason", "a stolen disk", "--since", clock.stamp(ISSUED - timedelta(hours=2)))
    with clock.stopped_at(TODAY):
        assert told(client, pdf)[0] == "not_logged", "the new key has signed nothing yet"
        app.extensions["public-log"].sequence(now=TODAY)
        assert told(client, pdf) == ("valid", [])
        details = {one["name"]: one["detail"] for one in sent(client, pdf).get_json()["document"]["checks"]}
        assert details["Proof inside"].endswith("/log, by a proof made just now")
        assert told(client, again) == ("not_logged", ["File: in the public log"])


def test_where_the_keys_of_log_and_credentials_are_lost_together_the_register_still_knows_the_day(
    app: Flask, client: FlaskClient, store: Database
) -> None:
    certificate, workshop, pdf = papers.printed(app, now=ISSUED)
    for use in ("log", "credential"):
        run(app, "rotate", use)
        since = clock.stamp(ISSUED + timedelta(hours=2))
        run(app, "compromise", f"{use}-1", "--reason", "a stolen disk", "--since", since)
    refresh_status(store, workshop, now=TODAY)
    with clock.stopped_at(TODAY):
        app.extensions["public-log"].sequence(now=TODAY)
        assert told(client, pdf) == ("valid", [])
        assert failed(client, certificate) == ("valid", [])
