"""Observed practicals, signed off by an assessor."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from trainer.core.db import Base


class PracticalSignOff(Base):
    """What an assessor observed of a person: the body regions, whether the thorax was among them, the skills, and when.

    `form_key` is the key of the form it was signed on: the same form sent twice is one sign-off.
    """

    __tablename__ = "practical_sign_off"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    assessor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    regions: Mapped[list[str]]
    skills: Mapped[list[str]]
    observed_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(200))
    note: Mapped[str]
    form_key: Mapped[str | None] = mapped_column(String(36), unique=True)
    signed_at: Mapped[datetime]
