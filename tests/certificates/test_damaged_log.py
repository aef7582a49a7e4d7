"""A leaf that somebody with the disk deleted: verdicts and doors say so in words, and nothing is green or breaks."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from tests.certificates import lives, papers
from tests.certificates.test_uploads import told
from tests.certificates.test_verify import verdict, words
from trainer.certificates.models import Certificate
from trainer.core.db import Database
from trainer.transparency.commands import log_group
from trainer.transparency.models import LogLeaf


def lose_the_first_leaf(store: Database) -> None:
    with store.write() as session:
        lives.unguarded(session)
        session.execute(delete(LogLeaf).where(LogLeaf.place == 0))


@pytest.fixture
def damaged(store: Database, issued: Certificate) -> Certificate:
    """A certificate in whose log another one's leaf is gone."""
    lose_the_first_leaf(store)
    return issued


def test_whose_entry_can_no_longer_be_proved_is_under_review(client: FlaskClient, damaged: Certificate) -> None:
    found = verdict(client, damaged.identifier)
    wrong = [check for check in found["checks"] if check["ok"] is False]
    assert (found["verdict"], [check["name"] for check in wrong]) == ("under_review", ["Public log"])
    assert "damaged" in wrong[0]["detail"]
    assert "verdict--ok" not in words(client, damaged.identifier)
    assert client.get(f"/v/{damaged.identifier}/record").status_code == 200


@pytest.mark.usefixtures("noon")
def test_whose_own_entry_is_gone_is_not_logged_and_its_file_neither(app: Flask, client: FlaskClient) -> None:
    certificate, _, pdf = papers.printed(app)
    lose_the_first_leaf(app.extensions["trainer"].database)
    assert verdict(client, certificate.identifier)["verdict"] == "not_logged"
    said, wrong = told(client, pdf)
    assert said == "not_logged"
    assert {"Public log", "File: in the public log"} <= set(wrong)


def test_the_doors_of_the_log_say_that_it_is_damaged(client: FlaskClient, damaged: Certificate) -> None:
    for address in (f"/log/proof/{damaged.identifier}", "/log/tile/0/000.p/4"):
        answer = client.get(address, headers={"Accept": "application/json"})
        assert answer.status_code == 503, address
        assert "damaged" in answer.get_json()["detail"]


def test_the_export_and_the_audit_say_so(app: Flask, damaged: Certificate, tmp_path: Path) -> None:
    run = app.test_cli_runner().invoke
    export, audit = run(log_group, ["export", str(tmp_path / "log")]), run(log_group, ["audit"])
    assert (export.exit_code, "damaged" in export.output) == (1, True)
    assert (audit.exit_code, "do not agree" in audit.output) == (1, True)
