"""The issuer's document: every key is published, and compromised ones no longer vouch."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import base58
import pytest

from tests.credentials.build import DID, KEY, NOW, key
from trainer.credentials import did_document, did_of, multikey
from trainer.credentials.did import raw_key

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("address", "did"),
    [
        ("https://certify.example", "did:web:certify.example"),
        ("http://127.0.0.1:8000", "did:web:127.0.0.1%3A8000"),
    ],
)
def test_a_did_is_the_host_with_its_port(address: str, did: str) -> None:
    assert did_of(address) == did


def test_a_retired_key_goes_on_vouching_and_a_compromised_one_does_not() -> None:
    known = (key(1, retired_at=NOW).public, key(2, compromised_at=NOW).public, key(3).public)
    document = did_document(DID, known)
    assert [one["id"] for one in document["verificationMethod"]] == [f"{DID}#credential-{n}" for n in (1, 2, 3)]
    assert document["assertionMethod"] == [f"{DID}#credential-1", f"{DID}#credential-3"]
    assert {one["controller"] for one in document["verificationMethod"]} == {DID}


def test_a_multikey_is_written_as_w3c_writes_it() -> None:
    published = json.loads((Path(__file__).parent / "vectors" / "keys.json").read_text("utf-8"))["publicKeyMultibase"]
    x = base58.b58decode(published[1:])[2:]
    assert multikey(KEY.public).startswith("z6Mk")
    assert base58.b58decode(multikey(KEY.public)[1:]) == b"\xed\x01" + raw_key(KEY.public)
    assert len(x) == len(raw_key(KEY.public)) == 32


def test_only_ed25519_is_a_multikey_here() -> None:
    other = dataclasses.replace(KEY.public, jwk={"kty": "EC", "crv": "P-256", "x": "", "y": ""})
    with pytest.raises(ValueError, match="Ed25519"):
        multikey(other)
