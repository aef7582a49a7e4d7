"""What a holder can do with a certificate of their own, and nobody else can."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.build import NOON
from tests.certificates import build
from tests.conftest import SignIn
from trainer.audit.models import AuditEvent
from trainer.certificates import sharing
from trainer.certificates.looks import Door, Looks, looks
from trainer.certificates.models import Certificate, ShareLink, VerificationLook
from trainer.certificates.rules import grouped
from trainer.core import clock
from trainer.core.db import Database
from trainer.credentials.baking import unbake_png, unbake_svg

LINK = re.compile(r'href="https?://[^"]*(/v/s/[\w-]{22})"')


@pytest.fixture
def certificate(store: Database, noon: datetime) -> Certificate:
    """Alice's certificate, decided and not yet printed."""
    with store.write() as session:
        _, made = build.certified(session)
        return made


@pytest.fixture
def alice(certificate: Certificate, store: Database, as_person: SignIn) -> FlaskClient:
    """The holder's browser."""
    with store.session() as session:
        return as_person(session.get_one(Certificate, certificate.id).series.person_id)


@pytest.fixture
def bob(certificate: Certificate, store: Database, as_person: SignIn) -> FlaskClient:
    """Another holder's browser."""
    with store.write() as session:
        holder, _ = build.certified(session, "Bob Birch")
    return as_person(holder)


@pytest.fixture
def inside(app: Flask) -> Iterator[Looks]:
    """The looks of the application, with its context."""
    with app.app_context():
        yield looks()


def made(alice: FlaskClient, certificate: Certificate, **more: object) -> str:
    """The path of a link that Alice has just made."""
    asked = {"name": "Clinic", "until": (NOON + timedelta(days=3)).date().isoformat(), "most": 2}
    answer = alice.post(f"/certificates/mine/{certificate.id}/links", data=asked | more)
    assert answer.status_code == 201, answer.text
    found = LINK.search(answer.text)
    assert found
    return found[1]


def actions(store: Database) -> list[str]:
    """What the audit trail says was done with sharing."""
    with store.session() as session:
        found = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id))
        return [one for one in found if "link" in one or one.endswith(("paused", "resumed"))]


def test_a_pause_is_kept_until_it_is_taken_back(alice: FlaskClient, certificate: Certificate, store: Database) -> None:
    for verb, withheld in (("pause", True), ("pause", True), ("resume", False), ("resume", False)):
        assert alice.post(f"/certificates/mine/{certificate.id}/{verb}").status_code == 303
        with store.session() as session:
            assert sharing.is_withheld(session.get_one(Certificate, certificate.id)) is withheld
        shown = alice.get(f"/certificates/mine/{certificate.id}").text
        assert ("Paused by you" in shown) is withheld
    assert actions(store) == ["certificates.certificate.paused", "certificates.certificate.resumed"]


def test_another_holder_finds_nothing_and_changes_nothing(
    bob: FlaskClient, alice: FlaskClient, certificate: Certificate, store: Database
) -> None:
    made(alice, certificate)
    mine = f"/certificates/mine/{certificate.id}"
    for path in (
        "",
        "/files/certificate.pdf",
        "/files/credential.json",
        "/files/badge.svg",
        "/files/badge.png",
        "/files/other",
    ):
        assert bob.get(mine + path).status_code == 404, path
    form = {"until": "2026-11-23", "most": 2}
    for path in ("/pause", "/resume", "/links", "/links/1/end"):
        assert bob.post(mine + path, data=form).status_code == 404, path
    assert actions(store) == ["certificates.link.made"]


def test_a_link_works_while_paused_and_only_as_often_as_it_may(
    alice: FlaskClient, client: FlaskClient, certificate: Certificate, store: Database
) -> None:
    path = made(alice, certificate)
    alice.post(f"/certificates/mine/{certificate.id}/pause")
    for _ in range(5):
        assert client.get(path).status_code == 200, "to look at the page that asks takes nothing"
    for _ in range(2):
        shown = client.post(path)
        assert (shown.status_code, "Alice Ash" in shown.text) == (200, True)
        assert shown.headers["X-Robots-Tag"] == "noindex"
    assert client.post(path).status_code == client.get(path).status_code == 404
    assert "Used up" in alice.get(f"/certificates/mine/{certificate.id}").text
    assert actions(store).count("certificates.link.used") == 2


def test_a_link_to_what_is_paused_tells_no_identifier_and_leads_nowhere_else(
    alice: FlaskClient, client: FlaskClient, certificate: Certificate
) -> None:
    path, names = made(alice, certificate), (certificate.identifier, grouped(certificate.identifier))
    shown = client.post(path).text
    assert all(name in shown for name in names)
    assert "Certificate, PDF" not in shown, "it is not printed yet"
    assert "Check again</a>" in shown
    alice.post(f"/certificates/mine/{certificate.id}/pause")
    shown = client.post(path).text
    assert not any(name in shown for name in names)
    assert "by link only" in shown
    assert "<b>Issued, knowledge only</b>" in shown
    for door in ("/v/", "/certificates/", "/api/v1/verify/"):
        assert f'"{door}' not in shown, door


def test_a_link_ends_with_its_day(alice: FlaskClient, client: FlaskClient, certificate: Certificate) -> None:
    path = made(alice, certificate)
    for later, status in ((timedelta(days=3, hours=11), 200), (timedelta(days=3, hours=12), 404)):
        with clock.stopped_at(NOON + later):
            assert client.get(path).status_code == status


def test_a_link_is_listed_with_its_last_day(alice: FlaskClient, certificate: Certificate) -> None:
    made(alice, certificate)
    shown = alice.get(f"/certificates/mine/{certificate.id}").text
    assert '<td data-label="Until">23 November 2026<br /><span class="tiny">that day included, UTC</span>' in shown
    assert "24 November 2026" not in shown


def test_a_link_can_be_ended(alice: FlaskClient, client: FlaskClient, certificate: Certificate) -> None:
    first, second = made(alice, certificate), made(alice, certificate)
    alice.post(f"/certificates/mine/{certificate.id}/links/1/end")
    assert client.post(first).status_code == 404
    assert client.post(second).status_code == 200


def test_only_the_hash_of_a_link_is_kept(alice: FlaskClient, certificate: Certificate, store: Database) -> None:
    token = made(alice, certificate).rsplit("/", 1)[-1]
    with store.session() as session:
        kept = session.scalars(select(ShareLink)).one()
    assert token not in str(vars(kept))
    assert token not in alice.get(f"/certificates/mine/{certificate.id}").text


@pytest.mark.parametrize(
    "asked",
    [
        {"until": "2026-11-19"},
        {"until": "2027-11-21"},
        {"until": "9999-12-31"},
        {"until": ""},
        {"most": 0},
        {"most": 1001},
    ],
)
def test_a_link_that_could_not_end_is_refused(
    alice: FlaskClient, certificate: Certificate, asked: dict[str, object], store: Database
) -> None:
    form = {"until": "2026-11-23", "most": 2} | asked
    answer = alice.post(f"/certificates/mine/{certificate.id}/links", data=form)
    assert (answer.status_code, "Something needs correcting" in answer.text) == (422, True)
    assert actions(store) == []


def test_looks_are_counted_by_day_and_door(
    inside: Looks, alice: FlaskClient, certificate: Certificate, store: Database
) -> None:
    for door in (Door.PAGE, Door.PAGE, Door.API):
        sharing.look(certificate.id, door)
    inside.write()
    sharing.look(certificate.id, Door.PAGE)
    with clock.stopped_at(NOON + timedelta(days=1)):
        sharing.look(certificate.id, Door.PAGE)
    inside.write()
    inside.write()
    with store.session() as session:
        rows = session.scalars(select(VerificationLook).order_by(VerificationLook.day, VerificationLook.door))
        found = [(row.day.day, row.door, row.count) for row in rows]
    assert found == [(20, "api", 1), (20, "page", 3), (21, "page", 1)]
    shown = alice.get(f"/certificates/mine/{certificate.id}").text
    assert "4 looks in the last 30 days" in shown
    assert shown.count('class="bar"') == 1


def test_looks_that_cannot_be_written_wait(tmp_path: Path, certificate: Certificate, store: Database) -> None:
    kept = Looks(Database(f"sqlite:///{tmp_path / 'without-tables.sqlite3'}"), seconds=60)
    kept.add((certificate.id, NOON.date(), "page"))
    kept.write()
    kept.database.engine.dispose()
    kept.database = store
    kept.write()
    with store.session() as session:
        assert session.scalars(select(VerificationLook.count)).one() == 1


@pytest.mark.parametrize("name", ["certificate.pdf", "credential.json", "badge.svg", "badge.png"])
def test_no_cache_keeps_a_holders_file_paused_or_not(
    issued: Certificate, as_person: SignIn, store: Database, name: str
) -> None:
    with store.session() as session:
        browser = as_person(session.get_one(Certificate, issued.id).series.person_id)
    mine = f"/certificates/mine/{issued.id}"
    for _ in range(2):
        answer = browser.get(f"{mine}/files/{name}")
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
        assert browser.post(f"{mine}/pause").status_code == 303


def test_every_file_of_it_is_the_holders(app: Flask, issued: Certificate, as_person: SignIn, store: Database) -> None:
    with store.session() as session:
        holder = session.get_one(Certificate, issued.id).series.person_id
    browser, mine = as_person(holder), f"/certificates/mine/{issued.id}"
    storage = app.extensions["trainer"].storage
    assert issued.pdf_key
    assert issued.credential_key
    assert browser.get(f"{mine}/files/certificate.pdf").data == storage.get(issued.pdf_key)
    credential = storage.get(issued.credential_key)
    assert browser.get(f"{mine}/files/credential.json").data == credential
    assert unbake_svg(browser.get(f"{mine}/files/badge.svg").data) == credential
    assert unbake_png(browser.get(f"{mine}/files/badge.png").data) == credential
    assert "linkedin.com/profile/add?" in browser.get(mine).text
