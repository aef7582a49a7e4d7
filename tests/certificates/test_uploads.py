"""A file sent to us: the verdict names the check that failed, and the file is compared with what we hold."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.build import NOON
from tests.certificates import build, lives, papers
from tests.certificates.test_doors import pause
from tests.certificates.test_verify import licence_of
from trainer.certificates.models import Certificate
from trainer.certificates.service import Workshop, issue_pending, move
from trainer.core.db import Database
from trainer.keys import FileKeys, Issuer, create

Printed = tuple[Certificate, Workshop, bytes]
pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def printed(app: Flask) -> Printed:
    return papers.printed(app)


def sent(client: FlaskClient, pdf: bytes, accept: str = "application/json") -> Any:
    data = {"document": (io.BytesIO(pdf), "certificate.pdf")}
    return client.post("/verify/document", data=data, headers={"Accept": accept})


def told(client: FlaskClient, pdf: bytes) -> tuple[str, list[str]]:
    """The verdict on a file, and the checks that did not hold."""
    found = sent(client, pdf).get_json()
    return found["verdict"], [check["name"] for check in found["checks"] if check["ok"] is False]


def test_a_file_as_it_was_issued_is_valid_and_beside_it_stands_what_we_hold(
    client: FlaskClient, printed: Printed
) -> None:
    certificate, _, pdf = printed
    found = sent(client, pdf).get_json()
    assert (found["verdict"], found["identifier"]) == ("valid", certificate.identifier)
    names = {check["name"]: check["ok"] for check in found["document"]["checks"]}
    assert names["File: covers the whole file"]
    assert names["File: in the public log"]
    assert names["Proof inside"]
    assert all(ok is not False for ok in names.values())
    page = sent(client, pdf, "text/html")
    assert page.status_code == 200
    assert "What the file says, and what we hold" in page.text
    assert ("verdict--ok" in page.text, "differs" in page.text) == (True, False)


def test_whatever_was_done_to_a_file_is_named(client: FlaskClient, printed: Printed, tmp_path: Path) -> None:
    certificate, workshop, pdf = printed
    mallory = FileKeys(tmp_path / "mallory")
    create(mallory, tmp_path / "root", Issuer("Mallory College", "https://mallory.example"), now=NOON)
    log = type(workshop.log)(workshop.log.database, mallory, "x", tmp_path)
    other = Workshop(workshop.storage, workshop.issuer, log)
    for changed, check in (
        (papers.appended(pdf), "File: covers the whole file"),
        (papers.flipped(pdf), "File: unchanged"),
        (papers.unsigned(certificate), "File: signed"),
        (papers.signed_elsewhere(certificate, other), "File: signed by the issuer"),
        (papers.signed_elsewhere(certificate, workshop), "Credential inside"),
        (b"X" + pdf[1:], "File: readable"),
    ):
        assert told(client, changed) == ("tampered", [check])
    assert "Tampered" in sent(client, papers.appended(pdf), "text/html").text


def test_an_examination_that_was_disturbed_finds_no_fault_with_the_file(
    client: FlaskClient, printed: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, pdf = printed
    with monkeypatch.context() as disturbed:
        disturbed.setattr("trainer.documents.checking.MODULE", "trainer.documents.examining_of_the_next_release")
        answer = sent(client, pdf)
        assert "try again soon" in sent(client, pdf, "text/html").text
    assert (answer.status_code, "Retry-After" in answer.headers, "verdict" in answer.json) == (503, True, False)
    assert told(client, pdf) == ("valid", [])


def test_a_good_file_tells_what_became_of_it_since(client: FlaskClient, store: Database, printed: Printed) -> None:
    certificate, _, pdf = printed
    with store.write() as session:
        move(session, certificate.id, "suspend", lives.because("complaint", lives.registrar(session)), now=NOON)
    assert told(client, pdf) == ("suspended", ["Status"])


def test_a_good_file_of_a_holder_without_a_licence_is_not_green(
    client: FlaskClient, store: Database, printed: Printed
) -> None:
    certificate, _, pdf = printed
    licence_of(store, certificate, expires_on=date(2026, 11, 19))
    page = sent(client, pdf, "text/html")
    assert "Certificate valid; licence lapsed" in page.text
    assert "verdict--ok" not in page.text


def test_a_paused_certificate_is_unknown_though_its_file_is_good(
    client: FlaskClient, store: Database, printed: Printed
) -> None:
    certificate, _, pdf = printed
    pause(store, certificate)
    found = sent(client, pdf).get_json()
    assert found["verdict"] == "unknown"
    assert found["document"]["says"]["name"] == "Alice Ash"
    assert "holder" not in found


def test_a_second_file_under_one_identifier_is_not_logged(client: FlaskClient, printed: Printed) -> None:
    certificate, workshop, _ = printed
    again = papers.page_again(certificate, workshop)
    assert told(client, again) == ("not_logged", ["File: in the public log"])


def test_a_good_credential_on_the_page_of_another_certificate_is_tampered(
    client: FlaskClient, store: Database, printed: Printed
) -> None:
    certificate, workshop, _ = printed
    with store.write() as session:
        build.certified(session, "Bob Birch")
    issue_pending(store, workshop, now=NOON)
    with store.session() as session:
        other = session.scalars(select(Certificate).order_by(Certificate.id.desc())).first()
    assert other is not None
    for page, inside in ((certificate, other), (other, certificate)):
        assert told(client, papers.with_credential_of(page, inside, workshop)) == ("tampered", ["Page and credential"])


def test_what_holds_no_signature_of_ours_and_claims_none_is_not_called_tampered(
    client: FlaskClient, printed: Printed
) -> None:
    certificate, _, _ = printed
    address = f"/certificates/{certificate.identifier}"
    record = client.post(f"/v/{certificate.identifier}/record", data={"by": "Hana", "as": "pdf"}).data
    assert record.startswith(b"%PDF-")
    for data, says in (
        (b"", "Choose the PDF"),
        (client.get(f"{address}.png").data, "The file is not a PDF."),
        (client.get(f"{address}.svg").data, "The file is not a PDF."),
        (client.get(f"{address}.json").data, "The file is not a PDF."),
        (b"%PDF-1.7 nothing", "The file is damaged or not built as a PDF is."),
        (papers.scan(), "The file bears no signature."),
        (papers.locked(), "The file is encrypted; our certificates never are."),
        (record, "The file bears no signature."),
    ):
        answer = sent(client, data)
        assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
        assert says in answer.get_json()["detail"]
        page = sent(client, data, "text/html")
        assert says in page.text
        assert ("Tampered: the file" in page.text, "no certificate of ours that can" in page.text) == (
            False,
            bool(data),
        )


def test_a_certificate_that_lost_its_signature_stays_tampered_however_it_was_written_again(
    client: FlaskClient, printed: Printed
) -> None:
    certificate, _, pdf = printed
    for data in (papers.unsigned(certificate), papers.written_again(pdf)):
        assert told(client, data) == ("tampered", ["File: signed"])
