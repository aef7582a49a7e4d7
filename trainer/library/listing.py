"""Reading the bank for its staff: single items and versions, sources, and cards for lint and feasibility."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from question_bank.items.card import Card, Use
from question_bank.selection.blueprint import Blueprint
from trainer.accounts.models import Person
from trainer.core.errors import NotFound
from trainer.library import evidence, queries
from trainer.library.finding import JOINED
from trainer.library.models import BlueprintVersion, Item, ItemVersion, PolicyVersion, Source


@dataclass(frozen=True)
class Row:
    """An item and its current version."""

    item: Item
    version: ItemVersion


@dataclass(frozen=True)
class Cell:
    """The cell of a blueprint an item belongs to: how many a paper draws there, and out of how many."""

    blueprint: BlueprintVersion
    draws: int
    open: int


def current() -> Select[Item, ItemVersion]:
    """Every item with its newest version."""
    return select(Item, ItemVersion).join(ItemVersion, JOINED)


def row(session: Session, item_id: UUID) -> Row:
    """An item with its current version; NotFound when there is none."""
    found = session.execute(current().where(Item.id == item_id)).one_or_none()
    if found is None:
        raise NotFound
    return Row(*found)


def version(session: Session, item_id: UUID, number: int) -> ItemVersion:
    """One version of an item; NotFound when there is none."""
    found = session.scalar(select(ItemVersion).filter_by(item_id=item_id, number=number))
    if found is None:
        raise NotFound
    return found


def history(session: Session, item_id: UUID) -> list[tuple[ItemVersion, str | None]]:
    """Every version of an item with its author's name, newest first; content loaded from files has no author."""
    query = select(ItemVersion, Person.name).outerjoin(Person, Person.id == ItemVersion.created_by_id)
    found = session.execute(query.where(ItemVersion.item_id == item_id).order_by(ItemVersion.number.desc()))
    return [(own, name) for own, name in found]


def card_of(item: Item, version: ItemVersion) -> Card:
    """A stored version as the card its author wrote."""
    return Card.model_validate(
        {
            "code": item.code, "version": version.number, "type": version.type, "use": item.use, "status": item.status,
            "title": version.title, "tags": version.tags, "domain": version.domain, "group": version.group,
            "level": version.level,
            "safety_critical": version.safety_critical, "must_not_miss": version.must_not_miss,
            "vignette": version.vignette, "sources": version.sources, "enemies": version.enemies,
            "payload": version.payload,
        }
    )  # fmt: skip


def live_cards(session: Session, use: Use) -> list[Card]:
    """The version on papers of each live item of a pool, as cards."""
    return [card_of(version.item, version) for version in queries.live_versions(session, use=use.value)]


def all_sources(session: Session) -> list[Source]:
    """Every source the library knows, in the order of the list: S1, S2, ... S7b, ... F0.1."""
    return sorted(session.scalars(select(Source)), key=lambda source: _order(source.key))


def _order(key: str) -> tuple[bool, float, str]:
    number = key[1:].rstrip("b")
    return key.startswith("F"), float(number or 0), key


def ids_by_code(session: Session, wanted: Sequence[str]) -> dict[str, UUID]:
    """The ids of the items with these codes."""
    return dict(session.execute(select(Item.code, Item.id).where(Item.code.in_(wanted))).all())


def cells_of(session: Session, found: Row, today: date) -> list[Cell]:
    """Where the newest version of each blueprint draws items like this one; none for practice."""
    if found.item.use != Use.EXAM.value:
        return []
    version = found.version
    number = count_open(session, today, domain=version.domain, group=version.group)
    drawn = ((plan, _drawn(plan, version)) for plan in newest_blueprints(session))
    return [Cell(plan, draws, number) for plan, draws in drawn if draws]


def count_open(session: Session, today: date, *, domain: str, group: str) -> int:
    """How many exam items of a cell of the blueprint papers may draw on a day."""
    cell = ItemVersion.domain == domain, ItemVersion.group == group, Item.use == Use.EXAM.value
    is_open = ItemVersion.id.not_in(evidence.blocked(today))
    return session.scalar(select(func.count()).select_from(_live().where(*cell, is_open).subquery())) or 0


def _live() -> Select[Item, ItemVersion]:
    joined = and_(ItemVersion.item_id == Item.id, ItemVersion.number == Item.live_number)
    return select(Item, ItemVersion).join(ItemVersion, joined)


def _drawn(plan: BlueprintVersion, version: ItemVersion) -> int:
    quotas = Blueprint.model_validate(plan.spec).quotas
    return sum(n for q in quotas if q.domain == version.domain for g, n in q.groups.items() if g.value == version.group)


def newest_blueprints(session: Session) -> list[BlueprintVersion]:
    """The newest version of each blueprint."""
    newest = select(func.max(BlueprintVersion.id)).group_by(BlueprintVersion.slug)
    query = select(BlueprintVersion).where(BlueprintVersion.id.in_(newest)).order_by(BlueprintVersion.slug)
    return list(session.scalars(query))


def blueprint_versions(session: Session, slug: str) -> list[BlueprintVersion]:
    """Every version of a blueprint, newest first."""
    return list(session.scalars(select(BlueprintVersion).filter_by(slug=slug).order_by(BlueprintVersion.number.desc())))


def policy_versions(session: Session, slug: str) -> list[PolicyVersion]:
    """Every version of a pass policy, newest first."""
    return list(session.scalars(select(PolicyVersion).filter_by(slug=slug).order_by(PolicyVersion.number.desc())))
