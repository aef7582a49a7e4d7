"""Finding items in a bank of any size: filters, order, counts. Reads only what a line of the list shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from trainer.library import search
from trainer.library.models import Item, ItemSource, ItemTag, ItemVersion

JOINED = and_(ItemVersion.item_id == Item.id, ItemVersion.number == Item.current_number)


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; an empty string or False narrows nothing."""

    words: str = ""
    domain: str = ""
    group: str = ""
    use: str = ""
    type: str = ""
    status: str = ""
    must_not_miss: str = ""
    level: str = ""
    bank: str = ""
    source: str = ""
    tag: str = ""
    is_live: bool = False
    safety_critical: bool = False
    vignette: bool = False


@dataclass(frozen=True)
class Line:
    """One line of the list: an item and what its newest version says in short."""

    id: UUID
    code: str
    use: str
    status: str
    live_number: int | None
    number: int
    type: str
    domain: str
    group: str
    level: str
    safety_critical: bool
    must_not_miss: str | None
    vignette: bool
    tags: list[str]
    changed_at: datetime
    stem: str


@dataclass(frozen=True)
class Count:
    """How many items of a bank and a pool stand so."""

    bank: str
    use: str
    status: str
    number: int


SHOWN = (
    Item.id, Item.code, Item.use, Item.status, Item.live_number, ItemVersion.number, ItemVersion.type,
    ItemVersion.domain, ItemVersion.group, ItemVersion.level, ItemVersion.safety_critical, ItemVersion.must_not_miss,
    ItemVersion.vignette, ItemVersion.tags, ItemVersion.created_at, ItemVersion.payload["stem"].as_string(),
)  # fmt: skip
"""The columns of a line, in its order: of what an item asks, its stem alone."""
ORDERS: dict[str, tuple[ColumnElement[Any] | Any, ...]] = {
    "code": (Item.code,),
    "newest": (ItemVersion.id.desc(),),
    "status": (Item.status, Item.code),
}
"""How a list is sorted, by the word in its address; versions are numbered in the order of time."""


def page(session: Session, filters: Filters, *, order: str = "code", offset: int = 0, limit: int = 50) -> list[Line]:
    """One stretch of the items that match: which they are is told from indexes alone, then they are read."""
    asked = (*_of_items(session, filters), *_of_versions(filters))
    chosen = select(Item.id, ItemVersion.id.label("version_id")).join(ItemVersion, JOINED).where(*asked)
    few = chosen.order_by(*ORDERS[order]).offset(offset).limit(limit).subquery()
    wanted = select(*SHOWN).join(few, few.c.id == Item.id).join(ItemVersion, ItemVersion.id == few.c.version_id)
    return [Line(*row) for row in session.execute(wanted.order_by(*ORDERS[order]))]


def rows(session: Session, filters: Filters, *, offset: int = 0, limit: int = 500) -> list[tuple[Item, ItemVersion]]:
    """One stretch of the items that match with their newest versions, whole, by code."""
    wanted = select(Item, ItemVersion).join(ItemVersion, JOINED)
    asked = wanted.where(*_of_items(session, filters), *_of_versions(filters)).order_by(Item.code)
    return [(item, version) for item, version in session.execute(asked.offset(offset).limit(limit))]


def count(session: Session, filters: Filters) -> int:
    """How many items match; versions are looked at only where the filters ask for something they say."""
    return session.scalar(_narrowed(session, filters, select(func.count()).select_from(Item))) or 0


def codes(session: Session, filters: Filters, limit: int) -> list[str]:
    """The codes of the items that match, in order, at most so many."""
    return list(session.scalars(_narrowed(session, filters, select(Item.code)).order_by(Item.code).limit(limit)))


def _narrowed(session: Session, filters: Filters, wanted: Select[Any]) -> Select[Any]:
    said = _of_versions(filters)
    return (wanted.join(ItemVersion, JOINED) if said else wanted).where(*_of_items(session, filters), *said)


def _of_items(session: Session, filters: Filters) -> list[ColumnElement[bool]]:
    exact = {Item.bank: filters.bank, Item.use: filters.use, Item.status: filters.status}
    asked = [own == value for own, value in exact.items() if value]
    if filters.is_live:
        asked.append(Item.live_number.is_not(None))
    if filters.words:
        asked.append(search.holds(session, filters.words))
    return asked


def _of_versions(filters: Filters) -> list[ColumnElement[bool]]:
    exact: dict[Any, str] = {
        ItemVersion.domain: filters.domain,
        ItemVersion.group: filters.group,
        ItemVersion.type: filters.type,
        ItemVersion.must_not_miss: filters.must_not_miss,
        ItemVersion.level: filters.level,
    }
    asked = [own == value for own, value in exact.items() if value]
    if filters.source:
        asked.append(ItemVersion.id.in_(select(ItemSource.version_id).where(ItemSource.key == filters.source)))
    if filters.tag:
        asked.append(ItemVersion.id.in_(select(ItemTag.version_id).where(ItemTag.tag == filters.tag)))
    asked += [ItemVersion.safety_critical] if filters.safety_critical else []
    return asked + ([ItemVersion.vignette] if filters.vignette else [])


def counts(session: Session) -> list[Count]:
    """How many items the library holds, by bank, use and status."""
    kinds = (Item.bank, Item.use, Item.status)
    return [Count(*row) for row in session.execute(select(*kinds, func.count()).group_by(*kinds).order_by(*kinds))]
