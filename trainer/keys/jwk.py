"""Public keys as JSON Web Keys (RFC 7517, RFC 8037)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Public: TypeAlias = ec.EllipticCurvePublicKey | Ed25519PublicKey


def written(key: Public) -> dict[str, str]:
    """A public key as a JWK."""
    if isinstance(key, Ed25519PublicKey):
        return {"kty": "OKP", "crv": "Ed25519", "x": text(key.public_bytes_raw())}
    numbers = key.public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": text(numbers.x.to_bytes(32)), "y": text(numbers.y.to_bytes(32))}


def read(jwk: Mapping[str, str]) -> Public:
    """The public key of a JWK; ValueError for anything but Ed25519 and P-256."""
    match jwk.get("crv"):
        case "Ed25519":
            return Ed25519PublicKey.from_public_bytes(octets(jwk["x"]))
        case "P-256":
            x, y = (int.from_bytes(octets(jwk[name])) for name in ("x", "y"))
            return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
        case other:
            raise ValueError(f"{other} is neither Ed25519 nor P-256")


def text(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def octets(data: str) -> bytes:
    """The bytes of base64url without padding."""
    return base64.urlsafe_b64decode(data + "=" * (-len(data) % 4))
