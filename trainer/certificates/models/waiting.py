"""What could not be made yet, and when it is tried again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from trainer.core.db import Base


class CertificateTrouble(Base):
    """Why a certificate is not finished: the step that failed, in whose words, and how often it was tried.

    The row goes once the step is done; `next_at` is when the worker tries again.
    """

    __tablename__ = "certificate_trouble"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    step: Mapped[str] = mapped_column(String(20))
    says: Mapped[str]
    tries: Mapped[int]
    since: Mapped[datetime]
    next_at: Mapped[datetime]
