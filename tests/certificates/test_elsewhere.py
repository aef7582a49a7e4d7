"""Other people's verifiers on the very bytes a site issued and serves, with the list of revoked ones that it serves."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openbadgeslib.ob3.verifier import OB3VerificationError
from sqlalchemy import select

from tests.certificates import build, lives
from tests.certificates.test_verify import verdict
from tests.credentials.build import DID, SITE, Document
from tests.credentials.elsewhere import by_digitalbazaar, by_openbadgeslib
from trainer.certificates import tasks
from trainer.certificates.models import Certificate, CertificateSeries
from trainer.certificates.service import Workshop, confirm, issue_pending, move, propose, status
from trainer.config import Settings
from trainer.core import clock
from trainer.core.db import Database

HOLDERS = {"valid": "Alice Ash", "revoked": "Bob Birch", "suspended": "Carol Noise", "expired": "Dana Elm"}
"""Who holds a certificate that the site says this of."""
AGO = {"expired": timedelta(days=900)}
"""How long ago it was issued; certificates last two years."""


@dataclass(frozen=True)
class Published:
    """What one site serves to anybody, with the identifier of a certificate for each thing that it says of one."""

    client: FlaskClient
    identifiers: dict[str, str]

    def get(self, address: str) -> bytes:
        """What is given at an address of this site."""
        answer = self.client.get(address.removeprefix(SITE))
        assert answer.status_code == 200, address
        data: bytes = answer.data
        return data

    def document(self, address: str) -> Document:
        """The same, read."""
        found: Document = json.loads(self.get(address))
        return found

    def credentials(self) -> dict[str, Document]:
        """The credentials, by what the site says of their certificates."""
        return {word: self.document(f"/certificates/{one}.json") for word, one in self.identifiers.items()}


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """Keys of their own, for a site of another name."""
    return tmp_path / "keys"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The settings of a site whose name can be looked up as did:web."""
    return settings.model_copy(update={"base_url": SITE})


@pytest.fixture
def served(app: Flask, store: Database, client: FlaskClient, quick_pages: None) -> Published:
    """A site that issued four certificates; one was revoked, one suspended, and one has come to its end."""
    with app.app_context():
        workshop = tasks.workshop()
    now = clock.now()
    made = {word: issued_to(store, workshop, HOLDERS[word], at=now - AGO.get(word, timedelta())) for word in HOLDERS}
    with store.write() as session:
        rosa, ada = lives.registrar(session), lives.administrator(session)
        move(session, made["suspended"].id, "suspend", lives.because("complaint", rosa), now=now)
        motion = propose(session, made["revoked"].id, "revoke", lives.because("misconduct", ada), now=now)
        confirm(session, motion.id, by=rosa.id, now=now)
    issue_pending(store, workshop, now=now)
    status.refresh(store, workshop, now=now)
    for word, certificate in made.items():
        assert verdict(client, certificate.identifier)["verdict"] == word
    return Published(client, {word: certificate.identifier for word, certificate in made.items()})


def issued_to(store: Database, workshop: Workshop, name: str, at: datetime) -> Certificate:
    """The certificate of somebody who passed, issued at a moment."""
    with store.write() as session:
        holder, _ = build.passed(session, name, expires_on=(clock.now() + timedelta(days=300)).date())
    issue_pending(store, workshop, now=at)
    with store.session() as session:
        query = select(Certificate).join(CertificateSeries).where(CertificateSeries.person_id == holder.id)
        return session.scalars(query).one()


def changed(credential: Document) -> Document:
    """The same credential with another name in it."""
    found: Document = json.loads(json.dumps(credential).replace(HOLDERS["valid"], "Mallory Smithson"))
    assert found != credential
    return found


def test_digitalbazaar_says_what_the_site_says(served: Published) -> None:
    issuer = served.document("/.well-known/did.json")
    lists = [served.document(f"/status/{number}") for number in (0, 1)]
    credentials = served.credentials()
    asked = [*credentials.values(), changed(credentials["valid"]), *lists]
    *found, tampered, revocations, suspensions = by_digitalbazaar(asked, issuer, lists, now=clock.now())
    said = dict(zip(credentials, found, strict=True))
    assert {word: (one["verified"], one["status"]) for word, one in said.items()} == {
        "valid": (True, {"revocation": False}),
        "revoked": (True, {"revocation": True}),
        "suspended": (True, {"revocation": True}),
        "expired": (False, {}),
    }
    assert "validUntil" in said["expired"]["error"]
    assert not tampered["verified"]
    assert "signature" in tampered["error"].lower()
    assert revocations["verified"]
    assert suspensions["verified"]


def test_openbadgeslib_says_what_the_site_says(served: Published) -> None:
    credentials = served.credentials()
    by_openbadgeslib(credentials["valid"], DID, served.get)
    for word, says in (
        ("revoked", "'revocation' is set"),
        ("suspended", "'revocation' is set"),
        ("expired", "expired"),
    ):
        with pytest.raises(OB3VerificationError, match=says):
            by_openbadgeslib(credentials[word], DID, served.get)
    with pytest.raises(OB3VerificationError, match="signature"):
        by_openbadgeslib(changed(credentials["valid"]), DID, served.get)
