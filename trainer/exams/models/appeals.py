"""What a candidate holds against an attempt, and what was decided on it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from trainer.core.db import Base


class Appeal(Base):
    """One appeal of one attempt by its candidate; an attempt has at most one that is open.

    `about` names what is appealed. `outcome` is upheld or rejected, and null while nobody has decided; `reason` is what
    the candidate reads.
    """

    __tablename__ = "appeal"
    __table_args__ = (
        Index(
            "uq_appeal_open", "attempt_id", unique=True,
            sqlite_where=text("outcome IS NULL"), postgresql_where=text("outcome IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), index=True)
    about: Mapped[str] = mapped_column(String(20))
    why: Mapped[str]
    made_at: Mapped[datetime]
    outcome: Mapped[str | None] = mapped_column(String(12))
    reason: Mapped[str]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
