"""What a key signed that signs nothing more is signed again: same term, a new file, and the old one is told."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.build import NOON
from tests.certificates import build, lives, papers
from tests.certificates.test_review import attempt_of
from tests.certificates.test_uploads import sent, told
from tests.certificates.test_verify import verdict
from trainer.certificates import tasks
from trainer.certificates.commitments import commitment
from trainer.certificates.key_commands import keys_group
from trainer.certificates.models import Certificate
from trainer.certificates.reissue_command import reissue_command
from trainer.certificates.service import Workshop, issue_pending, refresh_status, rescored
from trainer.certificates.service.bulk import finish_many
from trainer.certificates.service.reissue import keys_ended, old_signature, set_aside, signed_already
from trainer.core import clock
from trainer.core.db import Database
from trainer.keys import Issuer, Use, life

pytestmark = pytest.mark.usefixtures("noon")
LATER = NOON + timedelta(days=10)
STOLEN = NOON - timedelta(days=1)
ISSUER = Issuer("College", "https://college.example")
Run = Callable[..., Result]


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A folder of keys for one test, which changes them."""
    return tmp_path / "keys"


@pytest.fixture
def run(app: Flask) -> Run:
    def invoke(*arguments: str) -> Result:
        with clock.stopped_at(LATER):
            return app.test_cli_runner().invoke(reissue_command, [*arguments, "--json"])

    return invoke


def turned(workshop: Workshop, use: Use, *, stolen: bool) -> str:
    """The key of a use is replaced, and may be known to somebody else; its name."""
    name = workshop.keys.current(use).public.name
    life.rotate(workshop.keys, use, ISSUER, now=LATER)  # type: ignore[arg-type] # the application's keys are files
    if stolen:
        life.compromise(workshop.keys, name, STOLEN, "a stolen disk", now=LATER)  # type: ignore[arg-type] # as above
    return name


def present(store: Database, workshop: Workshop) -> tuple[Certificate, bytes]:
    with store.session() as session:
        made = session.scalars(select(Certificate)).one()
    return made, workshop.storage.get(made.pdf_key or "")


@pytest.mark.parametrize(
    ("use", "stolen", "why"),
    [
        (Use.PDF, True, "Somebody else may know the key it was signed with"),
        (Use.CREDENTIAL, True, "Somebody else may know the key it was signed with"),
        (Use.PDF, False, "The key it was signed with was replaced"),
    ],
)
def test_a_certificate_is_signed_again_and_its_older_file_is_told_as_replaced(
    app: Flask, client: FlaskClient, store: Database, run: Run, use: Use, stolen: bool, why: str, tmp_path: Path
) -> None:
    before, workshop, old = papers.printed(app)
    name = turned(workshop, use, stolen=stolen)
    done = run("--signed-by", name)
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"found": 1, "signed_again": 1, "left": 0})
    after, new = present(store, workshop)
    assert (after.identifier, after.record, after.expires_on) == (before.identifier, before.record, before.expires_on)
    assert (after.state, after.pdf_key == before.pdf_key) == ("active", False)
    assert workshop.storage.get(before.pdf_key or "") == old
    with clock.stopped_at(LATER + timedelta(hours=1)):
        assert told(client, new) == ("valid", [])
        assert verdict(client, after.identifier)["verdict"] == "valid"
        found = sent(client, old).get_json()
        assert (found["verdict"], found["says"]) == ("superseded", "File replaced")
        assert why in found["checks"][0]["detail"]
        page = sent(client, old, "text/html").text
        assert why in page
        assert "A newer one of the same certificate has taken its place" in page
        assert "verdict--ok" not in page
    (tmp_path / "new.pdf").write_bytes(new)
    said = subprocess.run(["pdfsig", "-nocert", "new.pdf"], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert "Signature is Valid" in said.stdout
    with store.session() as session:
        assert lives.logged(session, after) == ["issued", "document", "reissued", "credential", "document"]
        assert lives.audited(session, after) == ["certificate.issued", "certificate.reissued"]
        assert lives.letters(session)[-1] == "Your certificate has a new file"
    assert json.loads(run("--signed-by", name).stdout)["found"] == 0


def test_a_dry_run_changes_nothing(app: Flask, store: Database, run: Run) -> None:
    before, workshop, old = papers.printed(app)
    name = turned(workshop, Use.PDF, stolen=False)
    assert json.loads(run("--signed-by", name, "--dry-run").stdout) == {"found": 1, "signed_again": 0, "left": 0}
    after, new = present(store, workshop)
    assert (after.pdf_key, new) == (before.pdf_key, old)
    assert json.loads(run("--all", "--dry-run").stdout)["found"] == 1


def test_what_cannot_be_is_refused_in_words(app: Flask, run: Run) -> None:
    papers.printed(app)
    for name, says in (("pdf-1", "signs still"), ("log-1", "signs no certificate"), ("pdf-9", "no key pdf-9")):
        refused = run("--signed-by", name)
        assert (refused.exit_code, says in refused.output) == (1, True), refused.output
    assert run().exit_code == run("--all", "--signed-by", "pdf-1").exit_code == 2


def test_stopped_halfway_it_is_finished_by_the_worker(
    app: Flask, client: FlaskClient, store: Database, quick_pages: None
) -> None:
    with store.write() as session:
        for name in ("Alice Ash", "Bob Birch"):
            build.certified(session, name)
    before, workshop = papers_without_print(app, store)
    name = turned(workshop, Use.CREDENTIAL, stolen=True)
    ended = keys_ended(workshop, name)
    with store.session() as session:
        olds = [old_signature(session, workshop, one, ended) for one in before]
    found = [old for old in olds if old]
    assert set_aside(store, found[:1], now=LATER) == before[:1]
    assert set_aside(store, found, now=LATER) == before[1:]
    with store.session() as session:
        waiting = session.get_one(Certificate, before[0])
    refresh_status(store, workshop, now=LATER)
    with clock.stopped_at(LATER):
        assert verdict(client, waiting.identifier)["verdict"] == "valid"
    issue_pending(store, workshop, now=LATER)
    with store.session() as session:
        assert [old_signature(session, workshop, one, ended) for one in before] == [None, None]
        assert lives.logged(session, waiting)[-2:] == ["credential", "document"]
    with clock.stopped_at(LATER):
        assert verdict(client, waiting.identifier)["verdict"] == "valid"


def test_the_answer_names_the_file_that_the_log_holds_and_none_while_another_is_made(
    app: Flask, client: FlaskClient, store: Database, quick_pages: None
) -> None:
    with store.write() as session:
        _, issued = build.certified(session, "Alice Ash")

    def named(moment: datetime) -> str | None:
        with clock.stopped_at(moment):
            told: str | None = verdict(client, issued.identifier)["file_commitment"]
            return told

    assert named(NOON) is None, "the log holds none yet"
    _, workshop = papers_without_print(app, store)
    before, first = present(store, workshop)
    assert named(NOON) == commitment(before, first)
    name = turned(workshop, Use.CREDENTIAL, stolen=False)
    with store.session() as session:
        old = old_signature(session, workshop, issued.id, keys_ended(workshop, name))
    assert old
    set_aside(store, [old], now=LATER)
    assert named(LATER) is None
    issue_pending(store, workshop, now=LATER)
    after, second = present(store, workshop)
    assert named(LATER) == commitment(after, second) != commitment(after, first)


def papers_without_print(app: Flask, store: Database) -> tuple[list[int], Workshop]:
    """What was certified, finished with pages that are only stood in for."""
    with app.app_context():
        own = tasks.workshop()
    issue_pending(store, own, now=NOON)
    with store.session() as session:
        return list(session.scalars(select(Certificate.id).order_by(Certificate.id))), own


def test_what_the_worker_signs_again_meanwhile_is_not_left(
    app: Flask, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def behind_the_worker(database: Database, own: Workshop, *arguments: Any, now: datetime, **more: Any) -> int:
        issue_pending(database, own, now=now)
        return finish_many(database, own, *arguments, now=now, **more)

    monkeypatch.setattr("trainer.certificates.reissue_command.finish_many", behind_the_worker)
    done = run("--signed-by", turned(papers.printed(app)[1], Use.PDF, stolen=False))
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"found": 1, "signed_again": 1, "left": 0})


def test_what_was_taken_back_is_left_and_a_review_still_ends_by_itself(
    app: Flask, store: Database, quick_pages: None
) -> None:
    with store.write() as session:
        _, reviewed = build.certified(session, "Alice Ash")
        _, gone = build.certified(session, "Bob Birch")
    _, workshop = papers_without_print(app, store)
    name = turned(workshop, Use.CREDENTIAL, stolen=False)
    with store.write() as session:
        session.get_one(Certificate, gone.id).state = "revoked"
        attempt = attempt_of(session, reviewed)
        attempt.outcome = "not_passed"
        session.flush()
        rescored(session, attempt.id, now=NOON)
    with store.session() as session:
        found = old_signature(session, workshop, reviewed.id, keys_ended(workshop, name))
        assert signed_already(session) == [reviewed.id]
    assert found is not None
    set_aside(store, [found], now=LATER)
    with store.write() as session:
        attempt = attempt_of(session, reviewed)
        attempt.outcome = "passed"
        session.flush()
        rescored(session, attempt.id, now=LATER)
        assert lives.kinds(session, reviewed) == ["issued", "rescored", "reissued", "cleared"]


def test_the_rehearsal_ends_with_nothing_left_of_the_stolen_key(
    app: Flask, client: FlaskClient, store: Database, run: Run
) -> None:
    made, workshop, old = papers.printed(app)
    forged = papers.page_again(made, workshop)
    operator = app.test_cli_runner().invoke
    with clock.stopped_at(LATER):
        assert operator(keys_group, ["rotate", "pdf"]).exit_code == 0
        compromise = ["compromise", "pdf-1", "--since", clock.stamp(STOLEN), "--reason", "a stolen backup"]
        assert operator(keys_group, compromise).exit_code == 0
        assert told(client, old)[0] == "tampered"
    assert run("--all").exit_code == 0
    with clock.stopped_at(LATER):
        assert told(client, old)[0] == "superseded"
        assert told(client, forged)[0] == "tampered"
        assert told(client, present(store, workshop)[1]) == ("valid", [])
        assert not workshop.log.audit().faults
    assert json.loads(run("--all").stdout)["found"] == 0
