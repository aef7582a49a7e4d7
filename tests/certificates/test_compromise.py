"""The procedure of ARCHITECTURE.md, "When a key is compromised", rehearsed as far as it concerns keys."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from trainer.certificates.key_commands import keys_group
from trainer.core import clock
from trainer.credentials import CredentialFacts, check, did_of, open_badge, secure
from trainer.keys import Key, Use
from trainer.keys.life import compromised
from trainer.transparency.models import LogEntry, LogLeaf
from trainer.transparency.service import Entry, enter, sequence
from trainer.web.services import Services

TODAY = clock.now().replace(microsecond=0)
STOLEN = TODAY - timedelta(days=10)
BEFORE, AFTER = STOLEN - timedelta(days=5), STOLEN + timedelta(days=5)
SALT = b"s" * 32


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A folder of keys for one test, which changes them."""
    return tmp_path / "keys"


@dataclass
class Site:
    """An installation in which credentials are signed, and logged or not."""

    own: Services
    outside: Path

    def credential(self, key: Key, *, created: datetime) -> dict[str, Any]:
        did = did_of(self.own.facts.base_url)
        facts = CredentialFacts(
            identifier="0" * 27, url="https://c.example/v/0", subject="urn:uuid:6c2a6f3e-9a50-4d0c-9d43-5d5b6f1f0a01",
            name="Alice", certificate="Dry needling", covers=("limbs",), does_not_cover=("neck",), basis="knowledge",
            scope=(), issuer="Needle College", issuer_did=did, issuer_url="https://c.example",
            picture_url="https://c.example/badge.svg", valid_from=BEFORE, valid_until=TODAY + timedelta(days=365),
            revocations="https://c.example/status/0", status_index=1, log_origin="c.example/log",
        )  # fmt: skip
        return secure(open_badge(facts), key, did, created=created)

    def log(self, credential: dict[str, Any], *, at: datetime) -> None:
        """Enter the credential and give it its place."""
        digest = commitment(credential)
        with self.own.database.write() as session:
            enter(session, Entry(f"certificate:{digest}:issued", "issued", digest, digest, at), now=at)
        sequence(self.own.database, self.own.keys, "c.example/log", now=at, outside=self.outside)

    def holds(self, credential: dict[str, Any]) -> bool:
        """Whether its signatures are right, and made while the key was ours alone."""
        every = self.own.keys.every(Use.CREDENTIAL)
        logged_at = self.logged_at(credential)
        findings = check(credential, did_of(self.own.facts.base_url), every, now=TODAY, logged_at=logged_at)
        return all(finding.ok for finding in findings)

    def logged_at(self, credential: dict[str, Any]) -> datetime | None:
        with self.own.database.session() as session:
            placed = select(LogEntry.at).join(LogLeaf, LogLeaf.entry_id == LogEntry.id)
            return session.scalar(placed.where(LogEntry.commitment == commitment(credential)))


def commitment(credential: dict[str, Any]) -> str:
    return hashlib.sha256(SALT + json.dumps(credential, sort_keys=True).encode()).hexdigest()


@pytest.fixture
def site(app: Flask, tmp_path: Path) -> Site:
    return Site(app.extensions["trainer"], tmp_path / "outside")


def test_a_compromise_takes_back_what_cannot_be_shown_to_be_ours(app: Flask, client: FlaskClient, site: Site) -> None:
    stolen = site.own.keys.current(Use.CREDENTIAL)
    ours = site.credential(stolen, created=BEFORE)
    site.log(ours, at=BEFORE)
    unlogged = site.credential(stolen, created=BEFORE + timedelta(hours=1))
    forged = site.credential(stolen, created=AFTER)
    back_dated = site.credential(stolen, created=BEFORE + timedelta(hours=2))
    site.log(back_dated, at=AFTER)
    assert all(site.holds(one) for one in (ours, unlogged, forged, back_dated))

    run = app.test_cli_runner().invoke
    with clock.stopped_at(TODAY):
        assert run(keys_group, ["rotate", "credential"]).exit_code == 0
        told = ["compromise", "credential-1", "--since", clock.stamp(STOLEN), "--reason", "a stolen backup"]
        assert run(keys_group, told).exit_code == 0

    assert [site.holds(one) for one in (ours, unlogged, forged, back_dated)] == [True, False, False, False]
    assert compromised(site.own.keys) == {"credential-1": STOLEN}
    reissued = site.credential(site.own.keys.current(Use.CREDENTIAL), created=TODAY)
    assert site.holds(reissued)
    document = client.get("/.well-known/did.json").get_json(force=True)
    assert document["assertionMethod"] == [f"{document['id']}#credential-2"]
