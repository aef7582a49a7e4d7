"""Data Integrity proofs with Ed25519 (W3C vc-di-eddsa): over the graph for wallets, over the JSON for the rest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import base58
import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from trainer.core.clock import stamp
from trainer.credentials.did import method_of
from trainer.credentials.graphs import canonical
from trainer.credentials.shapes import canonical_by_shape
from trainer.keys import Key

OVER_GRAPH = "eddsa-rdfc-2022"
OVER_JSON = "eddsa-jcs-2022"
SIGNATURE_BYTES = 64
Canonical = Callable[[Mapping[str, Any]], bytes]


def secure(document: Mapping[str, Any], key: Key, did: str, *, created: datetime) -> dict[str, Any]:
    """The document with its proof set: one proof over its graph, one over its JSON, by one key."""
    method = method_of(did, key.public)
    over_graph = _options(OVER_GRAPH, method, created)
    over_json = {"@context": document["@context"], **_options(OVER_JSON, method, created)}
    proofs = [
        _signed(over_graph, _digest_of_graphs(document, over_graph, canonical_by_shape), key),
        _signed(over_json, _digest(document, over_json, rfc8785.dumps), key),
    ]
    return {**document, "proof": proofs}


def _options(suite: str, method: str, created: datetime) -> dict[str, Any]:
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": stamp(created),
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }


def _signed(options: Mapping[str, Any], digest: bytes, key: Key) -> dict[str, Any]:
    return {**options, "proofValue": "z" + base58.b58encode(key.sign(digest)).decode()}


def _digest(document: Mapping[str, Any], options: Mapping[str, Any], write: Canonical) -> bytes:
    """What is signed: the SHA-256 of the options, then that of the document, both in canonical form."""
    return hashlib.sha256(write(options)).digest() + hashlib.sha256(write(document)).digest()


def _digest_of_graphs(document: Mapping[str, Any], options: Mapping[str, Any], write: Canonical) -> bytes:
    return _digest(document, {"@context": document["@context"], **options}, write)


def holds(document: Mapping[str, Any], proof: Mapping[str, Any], public: bytes) -> bool:
    """Whether a proof of a document holds under 32 bytes of public key.

    NotAGraph when the document cannot be put in order; rfc8785.CanonicalizationError when it has no canonical JSON.
    """
    signature = signature_of(proof)
    if signature is None:
        return False
    bare = {name: value for name, value in document.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    if proof.get("cryptosuite") == OVER_GRAPH:
        digest = _digest_of_graphs(bare, options, canonical)
    elif proof.get("cryptosuite") == OVER_JSON:
        digest = _digest(bare, options, rfc8785.dumps)
    else:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, digest)
    except InvalidSignature:
        return False
    return True


def signature_of(proof: Mapping[str, Any]) -> bytes | None:
    """The signature of a proof, or None when it is not 64 bytes in multibase base58btc."""
    text = proof.get("proofValue")
    if not isinstance(text, str) or not text.startswith("z") or len(text) > 2 * SIGNATURE_BYTES:
        return None
    try:
        found = base58.b58decode(text[1:])
    except ValueError:
        return None
    return found if len(found) == SIGNATURE_BYTES else None
