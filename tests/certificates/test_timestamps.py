"""With an authority of timestamps, pages bear its timestamp or wait; none is ever signed without in silence."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import cms
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.build import NOON
from tests.certificates import build, lives
from tests.conftest import SignIn
from tests.documents.test_signing import contents
from tests.timestamping import openssl
from trainer import doctor
from trainer.certificates import tasks
from trainer.certificates.models import Certificate, CertificateTrouble
from trainer.certificates.service import Workshop, issue_pending
from trainer.certificates.service.bulk import finish_many
from trainer.certificates.service.waiting import LONGEST_PAUSE, SOON_TRIES, pause_after
from trainer.core.db import Database
from trainer.transparency import public_log

NOBODY = "http://127.0.0.1:9/tsa"


def asking(workshop: Workshop, address: str | None) -> Workshop:
    """The same workshop with this authority."""
    return replace(workshop, log=replace(workshop.log, authority=address))


def one(database: Database) -> Certificate:
    with database.session() as session:
        return session.scalars(select(Certificate)).one()


def page_of(database: Database, workshop: Workshop) -> bytes:
    return workshop.storage.get(one(database).pdf_key or "")


def words(pdf: bytes, folder: Path) -> str:
    (folder / "page.pdf").write_bytes(pdf)
    said = subprocess.run(["pdftotext", "-layout", "page.pdf", "-"], cwd=folder, check=True, capture_output=True)
    return " ".join(said.stdout.decode().split())


def trouble(database: Database) -> CertificateTrouble | None:
    with database.session() as session:
        return session.scalar(select(CertificateTrouble))


def test_a_page_bears_the_timestamp_of_the_authority_and_says_so(
    database: Database, workshop: Workshop, clock_folder: Path, clock_address: str, tmp_path: Path
) -> None:
    with database.write() as session:
        build.certified(session)
    issue_pending(database, asking(workshop, clock_address), now=NOON)
    pdf = page_of(database, workshop)
    (signer,) = cms.ContentInfo.load(contents(pdf))["content"]["signer_infos"]
    (token,) = [each["values"][0] for each in signer["unsigned_attrs"]]
    (tmp_path / "token").write_bytes(token.dump())
    (tmp_path / "signature").write_bytes(signer["signature"].native)
    openssl(tmp_path, "ts", "-verify", "-token_in", "-in", "token", "-data", "signature",
            "-CAfile", str(clock_folder / "tsa-root.pem"))  # fmt: skip
    assert "an independent authority confirms when" in words(pdf, tmp_path)
    said = subprocess.run(["pdfsig", "-nocert", "page.pdf"], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert "Signature is Valid" in said.stdout
    assert "ETSI.CAdES.detached" in said.stdout


def test_without_an_authority_the_page_says_that_there_is_none(
    database: Database, workshop: Workshop, tmp_path: Path
) -> None:
    with database.write() as session:
        build.certified(session)
    issue_pending(database, workshop, now=NOON)
    pdf = page_of(database, workshop)
    (signer,) = cms.ContentInfo.load(contents(pdf))["content"]["signer_infos"]
    assert not signer["unsigned_attrs"].native
    assert "no independent authority confirms when" in words(pdf, tmp_path)


def test_a_silent_authority_lets_pages_wait_and_is_asked_again_later(
    database: Database, workshop: Workshop, clock_address: str, quick_pages: None
) -> None:
    with database.write() as session:
        build.certified(session)
    issue_pending(database, asking(workshop, NOBODY), now=NOON)
    found = trouble(database)
    assert found is not None
    assert (found.step, found.tries, found.next_at) == ("print_page", 1, NOON + timedelta(minutes=1))
    assert "127.0.0.1:9 cannot be reached" in found.says
    assert one(database).credential_key is not None
    issue_pending(database, asking(workshop, NOBODY), now=NOON + timedelta(seconds=30))
    issue_pending(database, asking(workshop, NOBODY), now=NOON + timedelta(minutes=1))
    again = trouble(database)
    assert again is not None
    assert (again.tries, again.since, again.next_at) == (2, NOON, NOON + timedelta(minutes=3))
    assert one(database).pdf_key is None
    issue_pending(database, asking(workshop, clock_address), now=NOON + timedelta(minutes=3))
    assert one(database).pdf_key is not None
    assert trouble(database) is None


def test_a_silent_authority_is_asked_once_and_not_once_a_page(
    database: Database, workshop: Workshop, monkeypatch: pytest.MonkeyPatch, quick_pages: None
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("trainer.documents.timestamps.post", lambda address, _query: asked.append(address))
    with database.write() as session:
        ids = [build.certified(session, name)[1].id for name in ("Alice Ash", "Bob Birch", "Carol Noise")]
    told: list[int] = []
    assert finish_many(database, asking(workshop, NOBODY), ids, now=NOON, tell=told.append) == 0
    assert (asked, sum(told)) == ([NOBODY], 3)
    with database.session() as session:
        assert len(session.scalars(select(CertificateTrouble)).all()) == 3


@pytest.mark.pure
@given(st.integers(min_value=1, max_value=10_000))
def test_pauses_grow_to_an_hour_and_no_further(tries: int) -> None:
    assert pause_after(tries) <= pause_after(tries + 1) <= LONGEST_PAUSE
    assert (pause_after(tries) == LONGEST_PAUSE) is (tries > SOON_TRIES)


def test_the_operator_and_the_staff_are_told(app: Flask, store: Database, as_person: SignIn, noon: object) -> None:
    own: Workshop = asking_of(app, NOBODY)
    with store.write() as session:
        _, made = build.certified(session)
        rosa = lives.registrar(session)
    issue_pending(store, own, now=NOON)
    with app.app_context():
        assert not doctor.timestamps().ok
        assert "none is signed without" in doctor.timestamps().says
        found = doctor.waiting_certificates()
        assert not found.ok
        assert "1 certificate waits since 2026-11-20" in found.says
    client = as_person(rosa)
    assert "1 certificate is not finished" in client.get("/staff/certificates").text
    assert "cannot be reached" in client.get(f"/staff/certificates/{made.id}").text


def test_without_trouble_nothing_is_said(app: Flask) -> None:
    with app.app_context():
        assert doctor.waiting_certificates().ok
        assert "no authority is named" in doctor.timestamps().says


@pytest.mark.parametrize(("found", "says"), [("libharfbuzz-subset.so.0", "present"), (None, "libharfbuzz-subset0")])
def test_the_doctor_names_the_library_to_install(monkeypatch: pytest.MonkeyPatch, found: str | None, says: str) -> None:
    monkeypatch.setattr(doctor, "find_library", lambda _name: found)
    assert (doctor.subsetting().ok, says in doctor.subsetting().says) == (found is not None, True)


def asking_of(app: Flask, address: str) -> Workshop:
    """What the application issues with, once its setting names an authority."""
    public_log.init_app(app, replace(app.extensions["public-log"], authority=address))
    with app.app_context():
        return tasks.workshop()
