"""What the public log is told of a certificate: salted hashes, from which nothing can be read back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

import rfc8785

from trainer.certificates.models import Certificate, CertificateEvent
from trainer.core import clock
from trainer.transparency.entries import Entry, Kind


def entry(certificate: Certificate, kind: Kind, key: str, committed: bytes, *, at: datetime) -> Entry:
    """The log's entry for something that happened to a term and commits to these bytes."""
    return Entry(key, kind.value, subject(certificate), commitment(certificate, committed), at)


def subject(certificate: Certificate) -> str:
    """How the log calls a certificate."""
    return hidden(certificate.salt, certificate.identifier.encode("ascii"))


def commitment(certificate: Certificate, committed: bytes) -> str:
    """How the log calls what an event of a certificate commits to."""
    return hidden(certificate.salt, committed)


def hidden(salt: str, said: bytes) -> str:
    """What the log holds instead of something said: hex SHA-256 of the salt and it."""
    return sha256(bytes.fromhex(salt) + said).hexdigest()


def opens(salt: str, leaf: Mapping[str, Any], identifier: str, committed: bytes) -> bool:
    """Whether a salt shows that a leaf is of this identifier, and commits to these bytes."""
    said = (hidden(salt, identifier.encode()), hidden(salt, committed))
    return said == (leaf.get("subject"), leaf.get("commitment"))


def said_of(certificate: Certificate, event: CertificateEvent) -> bytes:
    """What an event other than the issue commits to: what anybody may know of it, as RFC 8785 JSON."""
    return rfc8785.dumps({"v": 1, **stated(certificate, event)})


def stated(certificate: Certificate, event: CertificateEvent) -> dict[str, Any]:
    """What anybody may know of an event, as JSON values."""
    return {
        "identifier": certificate.identifier, "number": event.number, "kind": event.kind, "reason": event.reason,
        "until": event.until.isoformat() if event.until else None, "at": clock.stamp(event.at),
    }  # fmt: skip
