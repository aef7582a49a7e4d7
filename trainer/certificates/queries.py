"""Reading decisions, series and terms."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from trainer.certificates.models import Certificate, CertificateSeries, CertificationDecision
from trainer.certificates.rules import State
from trainer.exams.models import Attempt, Exam
from trainer.licensing.models import Licence
from trainer.licensing.rules import State as LicenceState


def by_identifier(session: Session, identifier: str) -> Certificate | None:
    """The certificate with this identifier, as it is stored."""
    return session.scalar(select(Certificate).where(Certificate.identifier == identifier))


def of_attempt(session: Session, attempt_id: UUID) -> Certificate | None:
    """The certificate that an attempt led to, if a decision was made on it."""
    query = select(Certificate).join(CertificationDecision, CertificationDecision.id == Certificate.decision_id)
    return session.scalar(query.where(CertificationDecision.attempt_id == attempt_id))


def certificates_of(session: Session, person_id: int) -> list[Certificate]:
    """Every term a person holds or held, newest first."""
    query = select(Certificate).join(CertificateSeries, CertificateSeries.id == Certificate.series_id)
    return list(session.scalars(query.where(CertificateSeries.person_id == person_id).order_by(Certificate.id.desc())))


def terms_of(session: Session, series_id: int) -> list[Certificate]:
    """The terms of one series, newest first."""
    return list(
        session.scalars(select(Certificate).where(Certificate.series_id == series_id).order_by(Certificate.id.desc()))
    )


def active_term(session: Session, series_id: int) -> Certificate | None:
    """The one active term of a series, locked for a change."""
    query = select(Certificate).where(Certificate.series_id == series_id, Certificate.state == State.ACTIVE.value)
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))


def decision_of(session: Session, certificate: Certificate) -> CertificationDecision:
    """The decision a certificate stands on."""
    return session.get_one(CertificationDecision, certificate.decision_id)


def passed_and_licensed(session: Session) -> list[Attempt]:
    """The undecided passes of people with a verified licence: the only ones whose gates can all stand open."""
    verified = select(Licence.id).where(
        Licence.person_id == Attempt.person_id, Licence.state == LicenceState.VERIFIED.value
    )
    return list(session.scalars(_undecided().where(verified.exists())))


def passed_without_decision(session: Session, *, person_id: int) -> list[Attempt]:
    """A person's passed final exams on which nothing has been decided yet, oldest first."""
    return list(session.scalars(_undecided().where(Attempt.person_id == person_id)))


def _undecided() -> Select[Attempt]:
    return (
        select(Attempt)
        .join(Exam, Exam.id == Attempt.exam_id)
        .outerjoin(CertificationDecision, CertificationDecision.attempt_id == Attempt.id)
        .where(Exam.kind == "final", Attempt.state == "graded", Attempt.outcome == "passed")
        .where(CertificationDecision.id.is_(None))
        .order_by(Attempt.graded_at)
    )


def unprinted(session: Session) -> list[int]:
    """The ids of certificates whose page has not been rendered yet, oldest first."""
    return list(session.scalars(select(Certificate.id).where(Certificate.pdf_key.is_(None)).order_by(Certificate.id)))
