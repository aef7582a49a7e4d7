"""Decisions, certificate series, and their terms. Nothing here is ever deleted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainer.certificates.models.fixed import written_once
from trainer.core.append_only import append_only
from trainer.core.db import Base


class CertificationDecision(Base):
    """Whether a passed attempt leads to a certificate, with every gate as it stood.

    The first on an attempt has `number` 1; another follows only when somebody has the attempt decided again.
    """

    __tablename__ = "certification_decision"
    __table_args__ = (UniqueConstraint("attempt_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"))
    number: Mapped[int] = mapped_column(default=1)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    inputs: Mapped[dict[str, Any]]
    decided_at: Mapped[datetime]


append_only(CertificationDecision)


class CertificateSeries(Base):
    """One person's certification in one course, over all its terms."""

    __tablename__ = "certificate_series"
    __table_args__ = (UniqueConstraint("person_id", "course_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    terms: Mapped[list[Certificate]] = relationship(back_populates="series", order_by="Certificate.id")


class Certificate(Base):
    """One term: the certificate itself. `record` is what was certified, as it stood; the PDF is a rendering of it.

    `state` is active, suspended, under_review, superseded, revoked or withdrawn; expiry follows from `expires_on`.
    `pdf_key` is null until the job has rendered the page, `credential_key` until the credential is made. A series has
    at most one active term. `salt`, 32 random bytes in hex, hides the term in the public log; `status_list` and
    `status_index` are its place in the status lists. While `paused_at` is set the holder shows it to nobody.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("status_list", "status_index"),
        Index(
            "uq_certificate_active",
            "series_id",
            unique=True,
            sqlite_where=text("state = 'active'"),
            postgresql_where=text("state = 'active'"),
        ),
        Index(
            "ix_certificate_unprinted",
            "id",
            sqlite_where=text("pdf_key IS NULL"),
            postgresql_where=text("pdf_key IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    identifier: Mapped[str] = mapped_column(String(27), unique=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("certificate_series.id"), index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("certification_decision.id"), unique=True)
    state: Mapped[str] = mapped_column(String(20))
    record: Mapped[dict[str, Any]]
    issued_on: Mapped[date]
    expires_on: Mapped[date] = mapped_column(index=True)
    issued_at: Mapped[datetime]
    pdf_key: Mapped[str | None] = mapped_column(String(64))
    credential_key: Mapped[str | None] = mapped_column(String(64))
    salt: Mapped[str] = mapped_column(String(64))
    status_list: Mapped[int]
    status_index: Mapped[int]
    paused_at: Mapped[datetime | None]
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
    series: Mapped[CertificateSeries] = relationship(back_populates="terms")


written_once(Certificate)
