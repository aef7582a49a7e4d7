"""The credential of a term: the Open Badge of its record, signed once and kept as bytes."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import rfc8785

from trainer.certificates.models import Certificate
from trainer.certificates.rules import basis_words
from trainer.certificates.service.status import address, number_of
from trainer.certificates.service.workshop import Workshop
from trainer.core import clock
from trainer.credentials import CredentialFacts, Purpose, narrative, open_badge, secure
from trainer.keys import Use

BADGE = "/static/img/badge.png"
SECOND = timedelta(seconds=1)
"""What is valid until a day is valid to its last second."""


def credential_of(certificate: Certificate, workshop: Workshop, *, now: datetime) -> bytes:
    """The signed credential in canonical JSON (RFC 8785); UnfitFact when the record holds what none may state."""
    document = open_badge(facts_of(certificate, workshop))
    key = workshop.keys.current(Use.CREDENTIAL)
    return rfc8785.dumps(secure(document, key, workshop.did, created=now))


def facts_of(certificate: Certificate, workshop: Workshop) -> CredentialFacts:
    """What the credential of a term states, from its record alone."""
    record, base = certificate.record, workshop.issuer.base_url
    return CredentialFacts(
        identifier=certificate.identifier,
        url=record["url"],
        subject=subject_of(certificate.salt),
        name=record["name"],
        certificate=record["certificate"],
        covers=tuple(record["covers"]),
        does_not_cover=tuple(record["does_not_cover"]),
        basis=basis_words(record["basis"], record["supervision"]),
        scope=tuple(told(part) for part in record["scope"]),
        issuer=record["issuer"],
        issuer_did=workshop.did,
        issuer_url=f"{base}/",
        picture_url=base + BADGE,
        valid_from=certificate.issued_at,
        valid_until=clock.end_of_day(certificate.expires_on, record["zone"]) - SECOND,
        revocations=address(base, number_of(certificate.status_list, Purpose.REVOCATION)),
        status_index=certificate.status_index,
        log_origin=workshop.log.origin,
    )


def subject_of(salt: str) -> str:
    """The holder as this one credential calls them: an `urn:uuid` that ties it to no other."""
    drawn = hashlib.sha256(b"subject" + bytes.fromhex(salt)).digest()
    return UUID(bytes=drawn[:16], version=4).urn


def narrative_of(record: dict[str, Any]) -> str:
    """What a record says was assessed and is covered, in the words of its credential."""
    scope = [told(part) for part in record["scope"]]
    basis = basis_words(record["basis"], record["supervision"])
    return narrative(basis, scope, record["covers"], record["does_not_cover"])


def told(part: dict[str, Any]) -> str:
    """One part of the scope in words."""
    day = f" on {part['on']}" if part["on"] else ""
    return f"{part['part']} {part['state']}{day}"
