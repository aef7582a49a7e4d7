"""Forms: papers drawn once and given to many, and the orders they are made by."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from trainer.core.db import Base


class FormOrder(Base):
    """That forms of a plan are to be made: `state` is waiting, made or refused, which `says` why.

    One form bears the name itself, several the name and a letter each; any two share at most `overlap` items.
    """

    __tablename__ = "exam_form_order"

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"), index=True)
    blueprint_version_id: Mapped[int] = mapped_column(ForeignKey("blueprint_version.id"))
    policy_version_id: Mapped[int] = mapped_column(ForeignKey("policy_version.id"))
    name: Mapped[str] = mapped_column(String(60))
    count: Mapped[int]
    overlap: Mapped[int]
    seed: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(12))
    says: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class ExamForm(Base):
    """A named paper of item versions in their order; `state` is draft, in_use or withdrawn.

    `report` holds its counts as [kind, whose, what, number], the expected marks and their standard deviation, and the
    codes it shares with each form made with it.
    """

    __tablename__ = "exam_form"
    __table_args__ = (UniqueConstraint("exam_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("exam_form_order.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    blueprint_version_id: Mapped[int] = mapped_column(ForeignKey("blueprint_version.id"))
    policy_version_id: Mapped[int] = mapped_column(ForeignKey("policy_version.id"))
    seed: Mapped[int] = mapped_column(BigInteger)
    overlap: Mapped[int]
    codes: Mapped[list[str]]
    version_ids: Mapped[list[Any]]
    report: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(12))
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
