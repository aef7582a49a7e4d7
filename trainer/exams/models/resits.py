"""The right to sit an exam again without waiting."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from trainer.core.db import Base


class Resit(Base):
    """One free resit of one attempt, for a reason that is not the candidate's.

    It is open from `granted_at` until `until`, and used up by the first attempt begun since.
    """

    __tablename__ = "resit"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"))
    granted_at: Mapped[datetime]
    until: Mapped[datetime]
