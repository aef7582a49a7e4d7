"""Proofs: the test vectors of W3C hold, and what we sign is what W3C says is signed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import base58
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.credentials.build import DID, FACTS, KEY, NOW, changed, issued
from tests.credentials.tampered import setting
from trainer.credentials import NotAGraph, contexts, graphs, method_of, open_badge, secure
from trainer.credentials.did import raw_key
from trainer.credentials.proofs import holds, signature_of

pytestmark = pytest.mark.pure
VECTORS = Path(__file__).parent / "vectors"
EXAMPLES = {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}
DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
SUITES = ["eddsa-rdfc-2022", "eddsa-jcs-2022"]


@pytest.fixture
def examples(monkeypatch: pytest.MonkeyPatch) -> None:
    """The context of W3C's examples, which no credential of ours names."""
    monkeypatch.setattr(graphs, "context", lambda address: EXAMPLES if "examples" in address else known(address))


def known(address: str) -> dict[str, Any]:
    return contexts.context(address)


def vector(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))
    return found


def published_key() -> bytes:
    return base58.b58decode(vector("keys")["publicKeyMultibase"][1:])[2:]


@pytest.mark.parametrize("suite", SUITES)
def test_the_vectors_of_w3c_hold(examples: None, suite: str) -> None:
    document = vector(suite)
    assert holds(document, document["proof"], published_key())


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("place", [("name",), ("credentialSubject", "alumniOf"), ("proof", "created")])
def test_they_do_not_when_anything_is_changed(examples: None, suite: str, place: tuple[str, ...]) -> None:
    document = changed(vector(suite), setting(*place, to="2024-01-01T00:00:00Z"))
    assert not holds(document, document["proof"], published_key())


def test_a_credential_carries_both_proofs_by_the_key_it_names() -> None:
    document = issued()
    assert [proof["cryptosuite"] for proof in document["proof"]] == SUITES
    for proof in document["proof"]:
        assert proof["verificationMethod"] == method_of(DID, KEY.public) == f"{DID}#credential-1"
        assert proof["created"] == "2020-11-03T00:00:00Z"
        assert holds(document, proof, raw_key(KEY.public))


def test_what_would_not_be_signed_is_not_signed() -> None:
    with pytest.raises(NotAGraph):
        secure({**open_badge(FACTS), "colour": "blue"}, KEY, DID, created=NOW)


def test_the_document_given_is_left_as_it_was() -> None:
    document = open_badge(FACTS)
    secure(document, KEY, DID, created=NOW)
    assert document == open_badge(FACTS)


@settings(deadline=None, max_examples=80)
@given(st.none() | st.integers() | st.text(max_size=100) | st.text(DIGITS, min_size=80, max_size=90).map("z{}".format))
def test_a_proof_value_is_64_bytes_or_none(value: object) -> None:
    found = signature_of({"proofValue": value})
    assert found is None or len(found) == 64


def test_a_suite_that_is_not_known_never_holds() -> None:
    document = issued()
    assert not holds(document, {**document["proof"][1], "cryptosuite": "eddsa-2022"}, raw_key(KEY.public))
