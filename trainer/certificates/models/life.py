"""What happened to a term, and what waits for a second person."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from trainer.core.append_only import append_only
from trainer.core.db import Base


class CertificateEvent(Base):
    """One happening in the life of a term, its issue included; never changed and never deleted.

    `kind` is a kind of the public log, whose entry has the same `key`. `reason` is a class anybody may see, `detail`
    what only staff see. `second_id` is who confirmed what needs two people; both are null where the system acted.
    `until` is the last day of a review.
    """

    __tablename__ = "certificate_event"
    __table_args__ = (UniqueConstraint("certificate_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(40))
    detail: Mapped[str]
    until: Mapped[date | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    second_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


append_only(CertificateEvent)


class CertificateMotion(Base):
    """What one person proposes and another has to confirm. A term has at most one that is open.

    `verb` names the move; `outcome` is confirmed, declined or taken_back, and null while it waits.
    """

    __tablename__ = "certificate_motion"
    __table_args__ = (
        Index(
            "uq_certificate_motion_open", "certificate_id", unique=True,
            sqlite_where=text("outcome IS NULL"), postgresql_where=text("outcome IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), index=True)
    verb: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    outcome: Mapped[str | None] = mapped_column(String(12))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")
