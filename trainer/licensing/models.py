"""Licences as stated, and what a registrar saw on the register."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainer.core.db import Base


class Licence(Base):
    """A licence as its holder stated it. A correction is a new row; `state` is stated, verified, refused or superseded.

    `jurisdiction` is a code of the table of jurisdictions; `zone` is its authority's, as it was then.
    """

    __tablename__ = "licence"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    profession: Mapped[str] = mapped_column(String(80))
    authority: Mapped[str] = mapped_column(String(200))
    jurisdiction: Mapped[str] = mapped_column(String(80))
    number: Mapped[str] = mapped_column(String(80))
    number_normalised: Mapped[str] = mapped_column(String(80), index=True)
    name_on_register: Mapped[str] = mapped_column(String(200))
    degree: Mapped[str] = mapped_column(String(200))
    expires_on: Mapped[date]
    zone: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(20), index=True)
    stated_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str | None]
    checks: Mapped[list[RegisterCheck]] = relationship(
        back_populates="licence", order_by="RegisterCheck.id", lazy="selectin"
    )


class RegisterCheck(Base):
    """One look at the primary source: where, on which day, and what was seen there."""

    __tablename__ = "register_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    licence_id: Mapped[int] = mapped_column(ForeignKey("licence.id"), index=True)
    source: Mapped[str] = mapped_column(String(200))
    checked_on: Mapped[date]
    seen: Mapped[str]
    status_seen: Mapped[str] = mapped_column(String(20))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
    licence: Mapped[Licence] = relationship(back_populates="checks")
