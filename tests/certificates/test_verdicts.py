"""Verdicts: the gravest reason is told, and nothing that was changed, left out or dated back is ever green."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.build import NOON
from tests.certificates import build, lives
from tests.certificates.test_verify import UNKNOWN, verdict, words
from trainer.certificates import queries
from trainer.certificates.machine import state_after
from trainer.certificates.models import Certificate, StatusList
from trainer.certificates.rules import State, Verdict, gravest
from trainer.certificates.service import Workshop, issue_pending
from trainer.certificates.service.issuing import make_credential
from trainer.certificates.showing import SHOWINGS
from trainer.core import clock
from trainer.core.db import Database
from trainer.storage import FolderStorage

ORDER = [
    "unknown", "tampered", "withdrawn", "revoked", "back_dated", "not_logged", "suspended", "under_review",
    "superseded", "expired", "valid",
]  # fmt: skip


def test_of_any_two_verdicts_the_graver_is_told() -> None:
    assert list(Verdict) == [Verdict(word) for word in ORDER]
    for graver, lighter in combinations(Verdict, 2):
        assert gravest([lighter, graver]) == gravest([graver, lighter, lighter]) == graver
    assert gravest(Verdict) is gravest([]) is Verdict.UNKNOWN


def test_only_valid_is_green_and_every_verdict_says_what_to_do() -> None:
    assert SHOWINGS.keys() == set(Verdict)
    assert [verdict for verdict, shown in SHOWINGS.items() if shown.kind == "ok"] == [Verdict.VALID]
    assert all(shown.word and shown.icon and shown.means and shown.do for shown in SHOWINGS.values())


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        ([], State.ACTIVE),
        (["issued", "renewed"], State.ACTIVE),
        (["issued", "suspended"], State.SUSPENDED),
        (["issued", "suspended", "reinstated"], State.ACTIVE),
        (["issued", "review"], State.UNDER_REVIEW),
        (["issued", "review", "cleared"], State.ACTIVE),
        (["issued", "suspended", "rescored"], State.SUSPENDED),
        (["issued", "suspended", "rescored", "reinstated"], State.UNDER_REVIEW),
        (["issued", "suspended", "revoked"], State.REVOKED),
        (["issued", "superseded", "withdrawn"], State.WITHDRAWN),
    ],
)
def test_the_state_follows_from_what_happened(kinds: list[str], state: State) -> None:
    assert state_after(kinds) is state


def failed(client: FlaskClient, certificate: Certificate) -> tuple[str, list[str]]:
    """The verdict, and the checks that did not hold."""
    found = verdict(client, certificate.identifier)
    return found["verdict"], [check["name"] for check in found["checks"] if check["ok"] is False]


def test_a_certificate_as_it_was_issued_passes_every_check(client: FlaskClient, issued: Certificate) -> None:
    found = verdict(client, issued.identifier)
    assert (found["verdict"], {check["ok"] for check in found["checks"]}) == ("valid", {True})


def test_a_state_that_no_event_led_to_is_tampering(client: FlaskClient, store: Database, issued: Certificate) -> None:
    with store.write() as session:
        registrar = lives.registrar(session)
        lives.suspend(session, queries.locked(session, issued.id), registrar)
    assert failed(client, issued)[0] == "suspended"
    with store.write() as session:
        session.get_one(Certificate, issued.id).state = "active"
    assert failed(client, issued) == ("tampered", ["Later events"])
    assert "verdict--ok" not in words(client, issued.identifier)


def test_another_name_in_the_register_is_tampering(client: FlaskClient, store: Database, issued: Certificate) -> None:
    with store.write() as session:
        lives.unguarded(session)
        term = session.get_one(Certificate, issued.id)
        term.record = {**term.record, "name": "Mallory"}
    assert failed(client, issued) == ("tampered", ["Credential"])


CHANGES: list[tuple[str, Any]] = [
    ("basis", "knowledge"), ("scope", []), ("covers", ["Spinal surgery"]), ("does_not_cover", []),
    ("issuer", "Royal College"), ("supervision", "supervised, in one room"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "other"), CHANGES, ids=[part for part, _ in CHANGES])
def test_whatever_was_signed_and_says_something_else_in_the_register_is_tampering(
    client: FlaskClient, store: Database, issued: Certificate, part: str, other: Any
) -> None:
    with store.write() as session:
        lives.unguarded(session)
        term = session.get_one(Certificate, issued.id)
        assert term.record[part] != other
        term.record = {**term.record, part: other}
    assert failed(client, issued) == ("tampered", ["Credential"])


def test_another_salt_is_another_certificate_to_the_log(
    client: FlaskClient, store: Database, issued: Certificate
) -> None:
    with store.write() as session:
        lives.unguarded(session)
        session.get_one(Certificate, issued.id).salt = "0" * 64
    assert failed(client, issued)[0] == "tampered"


def test_a_credential_of_somebody_else_is_tampering(client: FlaskClient, store: Database, issued: Certificate) -> None:
    with store.write() as session:
        other = session.query(Certificate).filter(Certificate.series_id != issued.series_id).one()
        session.get_one(Certificate, issued.id).credential_key = other.credential_key
    assert failed(client, issued) == ("tampered", ["Credential", "Public log"])


def test_a_page_the_log_was_not_told_of_is_tampering(
    client: FlaskClient, store: Database, apps_workshop: Workshop, issued: Certificate
) -> None:
    with store.write() as session:
        session.get_one(Certificate, issued.id).pdf_key = apps_workshop.storage.put(b"%PDF-1.7 another")
    assert failed(client, issued) == ("tampered", ["PDF"])


@pytest.mark.parametrize(
    ("part", "check"), [("credential_key", "Credential"), ("pdf_key", "PDF"), ("storage_key", "Status list")]
)
@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"{}")], ids=["lost", "changed"])
def test_what_is_missing_from_the_store_is_never_green(
    app: Flask,
    client: FlaskClient,
    store: Database,
    issued: Certificate,
    part: str,
    check: str,
    harm: Callable[[Path], object],
) -> None:
    storage: FolderStorage = app.extensions["trainer"].storage
    with store.session() as session:
        row = session.get_one(StatusList, 0) if part == "storage_key" else session.get_one(Certificate, issued.id)
        key = getattr(row, part)
    harm(storage.folder / key[:2] / key)
    with clock.stopped_at(NOON + timedelta(hours=2)):
        assert failed(client, issued) == ("under_review", [check])
        assert "verdict--ok" not in words(client, issued.identifier)


def test_what_the_log_has_not_taken_in_is_not_logged(client: FlaskClient, store: Database, noon: object) -> None:
    with store.write() as session:
        _, made = build.certified(session)
    assert failed(client, made) == ("not_logged", ["Public log"])
    assert "Not logged" in words(client, made.identifier)


def test_what_was_logged_long_after_its_day_is_back_dated(
    client: FlaskClient, store: Database, apps_workshop: Workshop, noon: object, quick_pages: None
) -> None:
    with store.write() as session:
        _, late = build.certified(session, "Mallory", now=NOON - timedelta(days=4))
        _, fair = build.certified(session, "Alice Ash", now=NOON - timedelta(days=2))
    for one in (late, fair):
        make_credential(store, apps_workshop, one.id, one.issued_at)
    issue_pending(store, apps_workshop, now=NOON)
    assert failed(client, late) == ("back_dated", ["Time of issue"])
    assert failed(client, fair) == ("valid", [])


def test_unknown_is_unknown(client: FlaskClient, issued: Certificate) -> None:
    assert client.get(f"/api/v1/verify/{UNKNOWN}").get_json()["verdict"] == "unknown"


def test_a_record_that_was_changed_is_never_called_valid(
    client: FlaskClient, store: Database, issued: Certificate
) -> None:
    with store.write() as session:
        lives.unguarded(session)
        session.get_one(Certificate, issued.id).expires_on = date(2038, 1, 1)
    found = verdict(client, issued.identifier)
    assert found["verdict"] == "tampered"
    assert [check["name"] for check in found["checks"] if not check["ok"]] == ["Decision", "Credential"]
    assert "verdict--ok" not in words(client, issued.identifier)
