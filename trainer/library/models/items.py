"""The question bank: items with immutable versions, and what they rest on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainer.core.db import Base

HOME = "dry-needling"
"""The bank from which the course's papers are drawn."""


class Source(Base):
    """What a claim or a key rests on.

    `review_by` is the last day on which it counts as looked at; from then on, and once something supersedes it, it is
    due. A due source keeps the items that cite it from new papers where `is_blocking`.
    """

    __tablename__ = "source"

    key: Mapped[str] = mapped_column(String(20), primary_key=True)
    title: Mapped[str]
    kind: Mapped[str] = mapped_column(String(60))
    n: Mapped[str | None] = mapped_column(String(80))
    seen: Mapped[str] = mapped_column(String(40))
    works: Mapped[list[Any]]
    grade: Mapped[str | None] = mapped_column(String(20))
    review_by: Mapped[date | None]
    superseded_by: Mapped[str | None] = mapped_column(ForeignKey("source.key"))
    is_blocking: Mapped[bool] = mapped_column(default=False)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(default="")
    row_version: Mapped[int] = mapped_column(default=1)


class Item(Base):
    """One question through all its versions, in one bank and one pool (`use`: exam or practice) for ever.

    `status` is where its newest version stands (see machine.py). `live_number` is the version new papers draw, if any;
    it stays while a newer one is written and reviewed. `published_number` is the last that was ever drawn.
    """

    __tablename__ = "item"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    bank: Mapped[str] = mapped_column(String(40), index=True, default=HOME)
    use: Mapped[str] = mapped_column(String(10), index=True)
    status: Mapped[str] = mapped_column(String(20), index=True)
    created_at: Mapped[datetime]
    current_number: Mapped[int]
    live_number: Mapped[int | None]
    published_number: Mapped[int | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    versions: Mapped[list[ItemVersion]] = relationship(back_populates="item", order_by="ItemVersion.number")
    text: Mapped[ItemText | None] = relationship(uselist=False)


class ItemVersion(Base):
    """One version of an item; never changed after it is written."""

    __tablename__ = "item_version"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"), index=True)
    number: Mapped[int]
    type: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]]
    domain: Mapped[str] = mapped_column(String(4), index=True)
    group: Mapped[str] = mapped_column("item_group", String(20))
    level: Mapped[str] = mapped_column(String(20))
    safety_critical: Mapped[bool] = mapped_column("is_safety_critical")
    must_not_miss: Mapped[str | None] = mapped_column(String(40))
    vignette: Mapped[bool] = mapped_column("is_vignette")
    title: Mapped[str] = mapped_column(default="")
    tags: Mapped[list[str]] = mapped_column(default=list)
    sources: Mapped[list[str]]
    enemies: Mapped[list[str]]
    note: Mapped[str]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    item: Mapped[Item] = relationship(back_populates="versions")
    cites: Mapped[list[ItemSource]] = relationship()


class ItemSource(Base):
    """That a version cites a source: what the list in the version says, the other way round."""

    __tablename__ = "item_source"

    version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(20), primary_key=True, index=True)


class ItemFigure(Base):
    """How a version did in finals: how often it was answered, and its facility, the mean credit, from 0 to 1."""

    __tablename__ = "item_figure"

    version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"), primary_key=True)
    answered: Mapped[int]
    facility: Mapped[float]
    counted_at: Mapped[datetime]


class ItemText(Base):
    """The words of an item's newest version, in which the list of items searches.

    An index over them is made by the migrations: FTS5 on SQLite, a GIN index of a tsvector on PostgreSQL.
    """

    __tablename__ = "item_text"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"), unique=True)
    words: Mapped[str]


class Media(Base):
    """A picture that items show, by the digest of its bytes, which the storage keeps."""

    __tablename__ = "media"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(40))
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
