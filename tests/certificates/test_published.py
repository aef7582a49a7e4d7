"""What is published of the keys: the did:web document, the key set, certificates, lists and the key of the log."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.build import NOON
from tests.certificates import build, lives
from trainer.certificates.models import Certificate, StatusList
from trainer.certificates.service import Workshop, move, status
from trainer.core import clock
from trainer.core.db import Database
from trainer.keys import FileKeys, Use, jwk, life
from trainer.web.services import Services, issuer_of

PLACES = [
    ("/.well-known/did.json", "application/did+json"),
    ("/.well-known/jwks.json", "application/jwk-set+json"),
    ("/pki/root.pem", "application/pem-certificate-chain"),
    ("/pki/ca.pem", "application/pem-certificate-chain"),
    ("/pki/ca.crl", "application/pkix-crl"),
    ("/pki/root.crl", "application/pkix-crl"),
    ("/log/key", "text/plain; charset=utf-8"),
]


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A folder of keys for one test, which changes them."""
    return tmp_path / "keys"


@pytest.fixture
def own(app: Flask) -> Services:
    found: Services = app.extensions["trainer"]
    return found


@pytest.mark.parametrize(("place", "kind"), PLACES)
def test_anyone_may_read_and_caches_may_ask_again(client: FlaskClient, place: str, kind: str) -> None:
    answer = client.get(place)
    assert (answer.status_code, answer.content_type) == (200, kind)
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(place, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("place", [place for place, _ in PLACES])
def test_nothing_private_is_published(client: FlaskClient, place: str) -> None:
    told = client.get(place).data
    assert b"PRIVATE" not in told
    assert b'"d":' not in told


def test_retired_keys_still_vouch_and_compromised_ones_do_not(client: FlaskClient, own: Services) -> None:
    now = clock.now()
    for _ in range(2):
        life.rotate(own.keys, Use.CREDENTIAL, issuer_of(own.facts), now=now)
    life.compromise(own.keys, "credential-1", now, "somebody had it", now=now)
    document = client.get("/.well-known/did.json").get_json(force=True)
    named = [method["id"] for method in document["verificationMethod"]]
    assert document["id"] == "did:web:127.0.0.1%3A8000"
    assert named == [f"{document['id']}#credential-{number}" for number in (1, 2, 3)]
    assert document["assertionMethod"] == named[1:]


def test_the_key_set_has_every_trusted_key_and_that_of_receipts(client: FlaskClient, own: Services) -> None:
    now = clock.now()
    life.rotate(own.keys, Use.LOG, issuer_of(own.facts), now=now)
    life.compromise(own.keys, "log-1", now, "somebody had it", now=now)
    found = client.get("/.well-known/jwks.json").get_json(force=True)["keys"]
    assert [(key["kid"], key["alg"]) for key in found] == [
        ("pdf-1", "ES256"), ("credential-1", "EdDSA"), ("log-2", "EdDSA"), ("receipts", "EdDSA"),
    ]  # fmt: skip
    for key in found:
        jwk.read(key)


def test_the_certificates_lead_from_the_signer_to_the_root(client: FlaskClient, own: Services) -> None:
    signer, *_ = own.keys.certificates("pdf-1")
    (authority,) = x509.load_pem_x509_certificates(client.get("/pki/ca.pem").data)
    (root,) = x509.load_pem_x509_certificates(client.get("/pki/root.pem").data)
    signer.verify_directly_issued_by(authority)
    authority.verify_directly_issued_by(root)


def test_a_signer_names_where_its_list_really_is(client: FlaskClient, own: Services) -> None:
    for certificate in own.keys.certificates("pdf-1")[:-1]:
        (place,) = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
        assert place.full_name is not None
        address = place.full_name[0].value
        assert client.get(address.removeprefix(own.facts.base_url)).status_code == 200


@pytest.mark.parametrize("name", ["other", "..", "%2e%2e%2fkeys", "pdf-1"])
def test_there_is_no_list_of_what_issues_nothing(client: FlaskClient, name: str) -> None:
    assert client.get(f"/pki/{name}.crl").status_code == 404


def test_a_new_authority_keeps_the_old_ones_list(client: FlaskClient, own: Services, tmp_path: Path) -> None:
    root = tmp_path / "var" / "offline-root"
    life.rotate_authority(own.keys, root, issuer_of(own.facts), now=clock.now())
    newest, oldest = x509.load_pem_x509_certificates(client.get("/pki/ca.pem").data)
    assert newest.serial_number == own.keys.certificates("ca-2")[0].serial_number
    for certificate, name in ((newest, "ca-2"), (oldest, "ca")):
        listed = x509.load_der_x509_crl(client.get(f"/pki/{name}.crl").data)
        assert listed.is_signature_valid(certificate.public_key())  # type: ignore[arg-type] # P-256


def test_the_key_of_the_log_reads_as_signed_notes_want_it(client: FlaskClient, own: Services) -> None:
    life.rotate(own.keys, Use.LOG, issuer_of(own.facts), now=clock.now())
    lines = client.get("/log/key").text.splitlines()
    for line, name in zip(lines, ("log-2", "log-1"), strict=True):
        origin, identifier, encoded = line.split("+", 2)
        data = base64.b64decode(encoded)
        (public,) = (jwk.octets(key.jwk["x"]) for key in own.keys.every(Use.LOG) if key.name == name)
        assert (origin, data) == ("127.0.0.1:8000/log", b"\x01" + public)
        assert identifier == hashlib.sha256(origin.encode() + b"\n" + data).hexdigest()[:8]


def test_without_keys_it_says_so(client: FlaskClient, own: Services) -> None:
    (own.keys.folder / "keys.json").unlink()
    assert client.get("/.well-known/did.json").status_code == 503
    answer = client.get("/readyz")
    assert answer.json is not None
    assert f"there are no keys in {own.keys.folder}: run `trainer keys create --root DIR`" in answer.json["faults"]


def test_development_keys_are_older_than_the_demonstration(own: Services) -> None:
    keys: FileKeys = own.keys
    assert keys.current(Use.PDF).public.since < clock.now() - timedelta(days=1000)


@pytest.mark.usefixtures("noon")
def test_lists_are_signed_anew_under_another_key_of_the_same_second(
    own: Services, apps_workshop: Workshop, issued: Certificate
) -> None:
    made, just_after = NOON + timedelta(days=1, milliseconds=700), timedelta(milliseconds=100)
    assert status.refresh(own.database, apps_workshop, now=made) == 2
    assert status.refresh(own.database, apps_workshop, now=made + just_after) == 0
    life.rotate(own.keys, Use.CREDENTIAL, issuer_of(own.facts), now=made + just_after)
    assert status.refresh(own.database, apps_workshop, now=made + 2 * just_after) == 2
    later = made + timedelta(seconds=1)
    status.refresh(own.database, apps_workshop, now=later)
    assert status.refresh(own.database, apps_workshop, now=later + just_after) == 0


def test_a_list_that_changed_while_it_was_signed_stays_as_it_is_now(
    database: Database, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write() as session:
        _, made = build.certified(session)
        rosa = lives.registrar(session)
    status.refresh(database, workshop, now=NOON)
    real, later = status.signed, NOON + timedelta(hours=13)

    def slow(*args: Any, **more: Any) -> bytes:
        data = real(*args, **more)
        monkeypatch.setattr(status, "signed", real)
        with database.write() as session:
            move(session, made.id, "suspend", lives.because("complaint", rosa), now=later)
        status.refresh(database, workshop, now=later)
        return data

    monkeypatch.setattr(status, "signed", slow)
    status.refresh(database, workshop, now=later)
    with database.session() as session:
        lists = {found.number: found.places for found in session.scalars(select(StatusList))}
    assert set(lists.values()) == {status.digest([made.status_index])}
