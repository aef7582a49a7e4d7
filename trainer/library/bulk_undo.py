"""Changes of many items, as they are kept: which there were, and taking one back as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, aliased, selectinload

from trainer.accounts.models import Person
from trainer.audit import service as audit
from trainer.core.errors import Conflict, NotFound, Refused
from trainer.library.bulk import stand_of
from trainer.library.bulk_rules import KINDS, Stand
from trainer.library.models import BulkChange, Item, ItemMove, ItemVersion
from trainer.library.review import By
from trainer.library.writing import SAID, words_of

UNDO = "undo"
"""The verb under which the history of an item tells that a step was taken back."""


@dataclass(frozen=True)
class Told:
    """One change of many items in a list of them, without the items."""

    id: int
    verb: str
    says: str
    at: datetime
    by: str
    undone_at: datetime | None
    undone_by: str | None


def all_told(session: Session, *, limit: int = 100) -> list[Told]:
    """The last changes of many items, newest first."""
    other = aliased(Person)
    shown = (BulkChange.id, BulkChange.verb, BulkChange.says, BulkChange.at, Person.name, BulkChange.undone_at)
    wanted = select(*shown, other.name).join(Person, Person.id == BulkChange.by_id)
    wanted = wanted.outerjoin(other, other.id == BulkChange.undone_by_id)
    return [Told(*row) for row in session.execute(wanted.order_by(BulkChange.id.desc()).limit(limit))]


def one(session: Session, change_id: int, *, lock: bool = False) -> BulkChange:
    """A change of many items; NotFound when there is none."""
    found = session.get(BulkChange, change_id, with_for_update=lock or None, populate_existing=lock)
    if found is None:
        raise NotFound
    return found


def moved_on(session: Session, change: BulkChange) -> list[str]:
    """The codes of its items that have changed since, so that it cannot be taken back."""
    return _moved_on(session, change, _items(session, change))


def _items(session: Session, change: BulkChange, *, lock: bool = False) -> list[Item]:
    wanted = select(Item).where(Item.id.in_([UUID(each["id"]) for each in change.items])).order_by(Item.code)
    if lock:
        wanted = wanted.with_for_update().options(selectinload(Item.text)).execution_options(populate_existing=True)
    return list(session.scalars(wanted))


def _moved_on(session: Session, change: BulkChange, items: Sequence[Item]) -> list[str]:
    after = {UUID(each["id"]): Stand(**each["after"]) for each in change.items}
    later = select(ItemMove.item_id).where(ItemMove.item_id.in_(after), ItemMove.at > change.at)
    moved = set(session.scalars(later))
    return [item.code for item in items if item.id in moved or stand_of(item) != after[item.id]]


def undo(session: Session, change_id: int, *, by: By, now: datetime) -> BulkChange:
    """Put every item of a change back where it stood; Conflict when one has changed since, or it is undone."""
    change = one(session, change_id, lock=True)
    if KINDS[change.verb].needs not in by.permissions:
        raise Refused("Your role does not allow this change, so it does not allow taking it back.")
    if change.undone_at is not None:
        raise Conflict("This change has been taken back already.")
    items = _items(session, change, lock=True)
    if moved := _moved_on(session, change, items):
        raise Conflict(f"Changed since, so nothing was taken back: {', '.join(moved)}.")
    _put_back(session, change, items, by=by.id, now=now)
    change.undone_at, change.undone_by_id = now, by.id
    detail = {"says": change.says, "codes": [item.code for item in items]}
    action = f"{KINDS[change.verb].action.partition('.')[0]}.change.undone"
    audit.record(session, action, f"bulk-change:{change.id}", by=by.id, now=now, detail=detail)
    return change


def _put_back(session: Session, change: BulkChange, items: Sequence[Item], *, by: int, now: datetime) -> None:
    before = {UUID(each["id"]): Stand(**each["before"]) for each in change.items}
    versions = _versions(session, {own: stand.number for own, stand in before.items()})
    moves: list[dict[str, Any]] = []
    for item in items:
        stand, version = before[item.id], versions[item.id]
        if item.status != stand.status:
            step = {"came_from": item.status, "went_to": stand.status, "reason": f"Taken back: {change.says}"}
            own = {"item_id": item.id, "version_id": version.id, "verb": UNDO, "overrides": {}, "at": now, "by_id": by}
            moves.append(own | step)
        if item.current_number != stand.number and item.text is not None:
            item.text.words = words_of(item.code, {name: getattr(version, name) for name in SAID})
        item.current_number, item.status, item.owner_id = stand.number, stand.status, stand.owner
        item.live_number, item.published_number = stand.live, stand.published
    session.flush()
    if moves:
        session.execute(insert(ItemMove), moves)


def _versions(session: Session, numbers: dict[UUID, int]) -> dict[UUID, ItemVersion]:
    wanted = select(ItemVersion).join(Item, Item.id == ItemVersion.item_id).where(Item.id.in_(numbers))
    found = session.scalars(wanted.where(ItemVersion.number.in_(set(numbers.values()))))
    return {version.item_id: version for version in found if version.number == numbers[version.item_id]}
