"""The question bank in the database: items with immutable versions, sources, blueprints and policies."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainer.core.db import Base


class Source(Base):
    """What a claim or a key rests on."""

    __tablename__ = "source"

    key: Mapped[str] = mapped_column(String(20), primary_key=True)
    title: Mapped[str]
    kind: Mapped[str] = mapped_column(String(60))
    n: Mapped[str | None] = mapped_column(String(80))
    seen: Mapped[str] = mapped_column(String(40))
    works: Mapped[list[Any]]


class Item(Base):
    """One question through all its versions. `status`: draft, live or retired; `use`: exam or practice, for ever."""

    __tablename__ = "item"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    use: Mapped[str] = mapped_column(String(10), index=True)
    status: Mapped[str] = mapped_column(String(20), index=True)
    created_at: Mapped[datetime]
    current_number: Mapped[int]
    versions: Mapped[list[ItemVersion]] = relationship(back_populates="item", order_by="ItemVersion.number")


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
    sources: Mapped[list[str]]
    enemies: Mapped[list[str]]
    note: Mapped[str]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    item: Mapped[Item] = relationship(back_populates="versions")


class BlueprintVersion(Base):
    """One version of a blueprint, as the question bank reads it."""

    __tablename__ = "blueprint_version"
    __table_args__ = (UniqueConstraint("slug", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    spec: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class PolicyVersion(Base):
    """One version of a pass policy, as the question bank reads it."""

    __tablename__ = "policy_version"
    __table_args__ = (UniqueConstraint("slug", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    spec: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


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
