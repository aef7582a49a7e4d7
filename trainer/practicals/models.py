"""Observed practicals, signed off by an assessor."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from trainer.core.append_only import append_only
from trainer.core.db import Base


class PracticalSignOff(Base):
    """What an assessor observed of a person: the body regions, whether the thorax was among them, the skills, and when.

    What is judged at each region stands in `skills` once a region, as `technique:thorax`. The needles are null where
    they were counted before numbers were asked for. It is never changed: one signed in error is withdrawn by a row of
    its own. `form_key` is the key of the form it was signed on: the same form sent twice is one sign-off.
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
    needles_in: Mapped[int | None]
    needles_out: Mapped[int | None]
    note: Mapped[str]
    form_key: Mapped[str | None] = mapped_column(String(36), unique=True)
    signed_at: Mapped[datetime]


class PracticalWithdrawal(Base):
    """That a sign-off was made in error, who says so, and why."""

    __tablename__ = "practical_withdrawal"

    id: Mapped[int] = mapped_column(primary_key=True)
    sign_off_id: Mapped[int] = mapped_column(ForeignKey("practical_sign_off.id"), unique=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]
    at: Mapped[datetime]


append_only(PracticalSignOff)
append_only(PracticalWithdrawal)
