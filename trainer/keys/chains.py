"""Certificates as files hold them, one after the other: PEM, and DER of each."""

from __future__ import annotations

from collections.abc import Iterable

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding


def pem_of(certificates: Iterable[x509.Certificate]) -> bytes:
    """Certificates as PEM, in their order."""
    return b"".join(one.public_bytes(Encoding.PEM) for one in certificates)


def pem_from(encoded: Iterable[bytes]) -> bytes:
    """Certificates in DER as PEM, in their order."""
    return pem_of(map(x509.load_der_x509_certificate, encoded))


def der_from(pem: bytes) -> tuple[bytes, ...]:
    """Each certificate of a PEM file in DER; ValueError when there are none."""
    return tuple(one.public_bytes(Encoding.DER) for one in x509.load_pem_x509_certificates(pem))
