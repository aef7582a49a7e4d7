"""The issuer's decentralised identifier (did:web) and the document that publishes its keys."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import base58

from trainer.keys import PublicKey

CONTEXT = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]
ED25519 = b"\xed\x01"


def did_of(base_url: str) -> str:
    """The identifier of the installation at this address; a port is written %3A."""
    return "did:web:" + urlsplit(base_url).netloc.replace(":", "%3A")


def method_of(did: str, public: PublicKey) -> str:
    """The address of a key within its document."""
    return f"{did}#{public.name}"


def raw_key(public: PublicKey) -> bytes:
    """The 32 bytes of a public Ed25519 key."""
    if public.jwk.get("crv") != "Ed25519":
        raise ValueError(f"{public.name} is not an Ed25519 key")
    return base64.urlsafe_b64decode(public.jwk["x"] + "==")


def multikey(public: PublicKey) -> str:
    """A public Ed25519 key as a multikey: multibase base58btc, with its multicodec in front."""
    return "z" + base58.b58encode(ED25519 + raw_key(public)).decode()


def did_document(did: str, keys: Iterable[PublicKey]) -> dict[str, Any]:
    """The document of a did: every key it ever had; all but compromised ones still vouch for what they signed."""
    known = tuple(keys)
    return {
        "@context": list(CONTEXT),
        "id": did,
        "verificationMethod": [_method(did, key) for key in known],
        "assertionMethod": [method_of(did, key) for key in known if key.compromised_at is None],
    }


def _method(did: str, public: PublicKey) -> dict[str, str]:
    return {
        "id": method_of(did, public),
        "type": "Multikey",
        "controller": did,
        "publicKeyMultibase": multikey(public),
    }
