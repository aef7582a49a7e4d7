"""Writing down what happens to a term: its event, the entry in the public log, the audit record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from trainer.audit import service as audit
from trainer.certificates import commitments, queries
from trainer.certificates.models import Certificate, CertificateEvent
from trainer.transparency import service as transparency
from trainer.transparency.entries import Kind
from trainer.transparency.proof import Proof, proof_of


@dataclass(frozen=True)
class Grounds:
    """Why something happens to a term and who does it: a public class, a private detail, one person or two."""

    reason: str | None = None
    detail: str = ""
    by: int | None = None
    second: int | None = None
    until: date | None = None


SYSTEM = Grounds()
"""What happens by itself, as one thing follows from another."""


def note(
    session: Session, certificate: Certificate, kind: Kind, grounds: Grounds = SYSTEM, *, now: datetime, **more: Any
) -> CertificateEvent:
    """Write an event down everywhere; the certificate must be locked. `more` goes to the audit record alone.

    The issue enters the log later, when there is a credential for it to commit to.
    """
    event = CertificateEvent(
        certificate_id=certificate.id, number=queries.how_many_events(session, certificate.id) + 1, kind=kind.value,
        reason=grounds.reason, detail=grounds.detail, until=grounds.until, by_id=grounds.by,
        second_id=grounds.second, at=now,
    )  # fmt: skip
    event.key = key_of(certificate.id, event.number, kind)
    session.add(event)
    session.flush()
    if kind is not Kind.ISSUED:
        _enter(session, certificate, kind, event.key, commitments.said_of(certificate, event), event.at)
    said = {"reason": grounds.reason, "second": grounds.second, "until": str(grounds.until) if grounds.until else None}
    detail = {name: value for name, value in (said | more).items() if value is not None}
    subject, action = f"certificate:{certificate.id}", f"certificates.certificate.{kind.value}"
    audit.record(session, action, subject, by=grounds.by, now=now, detail=detail)
    return event


def key_of(certificate_id: int, number: int, kind: Kind) -> str:
    """The key of an event here and in the log; a term is issued once, so its issue needs no number."""
    return f"certificate:{certificate_id}:" + (kind.value if kind is Kind.ISSUED else f"{number}:{kind.value}")


def key_of_credential(certificate_id: int, edition: int) -> str:
    """The key under which the log has a credential: that of the issue, or of the event that had it signed again."""
    return key_of(certificate_id, edition, Kind.CREDENTIAL if edition else Kind.ISSUED)


def key_of_document(certificate_id: int, edition: int) -> str:
    """The key under which the log has a file."""
    return key_of(certificate_id, edition, Kind.DOCUMENT) if edition else f"certificate:{certificate_id}:document"


def logged(session: Session, certificate: Certificate) -> Proof | None:
    """The proof that the log has the credential of a term, with the salt that shows it; None while it waits."""
    return _proof(session, certificate, key_of_credential(certificate.id, queries.edition(session, certificate.id)))


def logged_file(session: Session, certificate: Certificate) -> Proof | None:
    """The proof that the log has the present file of a term, with the salt that shows it; None while it waits."""
    return _proof(session, certificate, key_of_document(certificate.id, queries.edition(session, certificate.id)))


def _proof(session: Session, certificate: Certificate, key: str) -> Proof | None:
    found = proof_of(session, key)
    return replace(found, salt=certificate.salt) if found else None


def edition_in(key: str) -> int:
    """Which edition an entry under one of these keys belongs to; 0 for the first."""
    number = key.split(":")[2]
    return int(number) if number.isdecimal() else 0


def enter_issued(session: Session, certificate: Certificate, credential: bytes, *, now: datetime | None = None) -> None:
    """Enter the issue into the public log, committed to the credential as RFC 8785 JSON; again changes nothing.

    A credential that was signed again, at `now`, enters as one: the certificate is issued once.
    """
    number = queries.edition(session, certificate.id)
    kind, at = (Kind.CREDENTIAL, now or certificate.issued_at) if number else (Kind.ISSUED, certificate.issued_at)
    _enter(session, certificate, kind, key_of_credential(certificate.id, number), credential, at)


def enter_document(session: Session, certificate: Certificate, pdf: bytes, *, now: datetime) -> None:
    """Enter the file into the public log, committed to its bytes; again changes nothing."""
    key = key_of_document(certificate.id, queries.edition(session, certificate.id))
    _enter(session, certificate, Kind.DOCUMENT, key, pdf, now)


def _enter(session: Session, certificate: Certificate, kind: Kind, key: str, committed: bytes, at: datetime) -> None:
    transparency.enter(session, commitments.entry(certificate, kind, key, committed, at=at), now=at)
