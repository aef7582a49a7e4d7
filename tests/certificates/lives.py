"""Builders for the life of certificates: who looks after them, and what was written down."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests.build import NOON, person
from trainer.accounts.models import Person
from trainer.audit.models import AuditEvent
from trainer.certificates.models import Certificate, CertificateEvent
from trainer.certificates.service import Grounds, move
from trainer.mail import OutgoingMail
from trainer.transparency.models import LogEntry
from trainer.web.permissions import Role

DETAIL = "What happened, for colleagues only."


def unguarded(session: Session) -> None:
    """Let this transaction change rows as somebody with the disk would, with no trigger in the way."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL session_replication_role = replica"))
        return
    for name in session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        session.execute(text(f"DROP TRIGGER {name}"))


def registrar(session: Session, name: str = "Rosa Registrar") -> Person:
    """Somebody who looks after certificates."""
    return person(session, name, Role.REGISTRAR)


def administrator(session: Session, name: str = "Ada Admin") -> Person:
    """Somebody else who does."""
    return person(session, name, Role.ADMINISTRATOR)


def because(reason: str, by: Person | None, detail: str = DETAIL) -> Grounds:
    """Grounds as somebody gives them."""
    return Grounds(reason, detail, by.id if by else None)


def suspend(session: Session, certificate: Certificate, by: Person, now: datetime = NOON) -> CertificateEvent:
    return move(session, certificate.id, "suspend", because("complaint", by), now=now)


def kinds(session: Session, certificate: Certificate) -> list[str]:
    """What happened to a term, by its events."""
    query = select(CertificateEvent.kind).where(CertificateEvent.certificate_id == certificate.id)
    return list(session.scalars(query.order_by(CertificateEvent.number)))


def logged(session: Session, certificate: Certificate) -> list[str]:
    """What happened to a term, by the public log."""
    query = select(LogEntry.kind).where(LogEntry.key.like(f"certificate:{certificate.id}:%"))
    return list(session.scalars(query.order_by(LogEntry.id)))


def audited(session: Session, certificate: Certificate) -> list[str]:
    """What happened to a term, by the audit trail."""
    query = select(AuditEvent.action).where(AuditEvent.subject == f"certificate:{certificate.id}")
    return [action.removeprefix("certificates.") for action in session.scalars(query.order_by(AuditEvent.id))]


def letters(session: Session) -> list[str]:
    """The subjects of every letter, in order."""
    return list(session.scalars(select(OutgoingMail.subject).order_by(OutgoingMail.id)))
