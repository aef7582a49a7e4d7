"""The life of items: moves, approvals, comments, reports, pairs that do not go together."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from trainer.core.db import Base


class ItemMove(Base):
    """One step of an item's life: which version, by which verb of machine.py, from where to where, by whom and why.

    `overrides` gives, for each warning that stood against a version that went live, the reason to let it stand.
    """

    __tablename__ = "item_move"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"))
    verb: Mapped[str] = mapped_column(String(20))
    came_from: Mapped[str] = mapped_column(String(20))
    went_to: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str]
    overrides: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ItemApproval(Base):
    """That a reviewer approves a version; void once the version was sent back."""

    __tablename__ = "item_approval"
    __table_args__ = (
        Index(
            "uq_item_approval_standing", "version_id", "person_id", unique=True,
            sqlite_where=text("void_at IS NULL"), postgresql_where=text("void_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str]
    at: Mapped[datetime]
    void_at: Mapped[datetime | None]


class ItemComment(Base):
    """A remark on a version, on one of its parts if `field` names it; open until somebody settles it."""

    __tablename__ = "item_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"))
    field: Mapped[str] = mapped_column(String(60))
    text: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ItemPair(Base):
    """Two items that look alike or give each other away: suggested, made enemies, or dismissed. `one` sorts first."""

    __tablename__ = "item_pair"
    __table_args__ = (UniqueConstraint("one_id", "other_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    one_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"), index=True)
    other_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    says: Mapped[str]
    score: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), index=True)
    at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")


class ItemReport(Base):
    """A note about an item from somebody who met it, for those who own the bank. `state` is open or answered."""

    __tablename__ = "item_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    where: Mapped[str] = mapped_column("found_in", String(120))
    text: Mapped[str]
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(12), index=True)
    answer: Mapped[str | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
