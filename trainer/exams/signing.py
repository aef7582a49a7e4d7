"""The key that signs receipts: kept in one file, made once, read once by each process."""

from __future__ import annotations

import base64
import hashlib
from binascii import Error as NotBase64
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from trainer.core.files import write_once
from trainer.keys.vault import pem

ALGORITHM = "Ed25519"
FILE = "receipts.key"
FIRST = "0" * 64
"""What the first receipt of an attempt names as the one before it."""

_folder: Path | None = None


class NoKey(RuntimeError):
    """Nobody has said where the key is kept, or its file holds something else."""


class NotCanonical(ValueError):
    """A value that has no one written form: a number too large, or text that is no Unicode."""


def keep_in(folder: Path) -> None:
    """Say where this process finds the key; it is made there when it is first needed."""
    global _folder  # noqa: PLW0603 - the process has one key, as it has one clock
    _folder = folder


def canonical(value: Any) -> bytes:
    """A JSON value as RFC 8785 writes it."""
    try:
        return rfc8785.dumps(value)
    except rfc8785.CanonicalizationError as error:
        raise NotCanonical(str(error)) from error


def digest(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def sign(data: bytes) -> str:
    """The signature over these bytes, base64url without padding."""
    return _text(_key().sign(data))


def public_key() -> dict[str, str]:
    """The public half of the key, as a JWK."""
    return {"kty": "OKP", "crv": "Ed25519", "x": _text(_key().public_key().public_bytes_raw())}


def is_signed(data: bytes, signature: object, jwk: Mapping[str, Any]) -> bool:
    """Whether this signature over these bytes was made with the private half of this key."""
    try:
        Ed25519PublicKey.from_public_bytes(_bytes(jwk.get("x"))).verify(_bytes(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: object) -> bytes:
    if not isinstance(text, str) or not text.isascii():
        raise ValueError("this is not base64url")
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except NotBase64 as error:
        raise ValueError("this is not base64url") from error


def _key() -> Ed25519PrivateKey:
    if _folder is None:
        raise NoKey("signing.keep_in was not told where the key of receipts is kept")
    return _read(_folder / FILE)


@lru_cache(maxsize=8)
def _read(path: Path) -> Ed25519PrivateKey:
    if not path.exists():
        write_once(path, pem(Ed25519PrivateKey.generate()))
    found = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(found, Ed25519PrivateKey):
        raise NoKey(f"{path} holds a key, but not one for Ed25519")
    return found
