"""What a holder shares, and who looked."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from trainer.core.db import Base


class ShareLink(Base):
    """A link to a certificate that ends: on a day, after so many looks, or when the holder ends it.

    Only the hash of its token is kept. `name` says for whom it is, in words for the holder alone.
    """

    __tablename__ = "share_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    most: Mapped[int]
    used: Mapped[int]
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class VerificationLook(Base):
    """How often a certificate was looked at on one day through one door.

    Of whoever bore an API key `door` has its number, as `api:3`; of everybody else nothing is kept.
    """

    __tablename__ = "verification_look"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    door: Mapped[str] = mapped_column(String(20), primary_key=True)
    count: Mapped[int]
