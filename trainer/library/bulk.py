"""Changing many items at once: first a plan, then all of it in one transaction or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session, defer, selectinload

from trainer.accounts.models import Person, PersonRole
from trainer.audit import service as audit
from trainer.core.errors import Conflict, Invalid, Refused
from trainer.library import editing
from trainer.library.bulk_rules import KINDS, MOST, Plan, Stand, Subject, Wish, propose, sorted_after, tags_after, told
from trainer.library.finding import JOINED
from trainer.library.machine import LEAVES_PAPERS, MOVES
from trainer.library.models import BulkChange, Item, ItemMove, ItemSource, ItemTag, ItemVersion
from trainer.library.review import By
from trainer.library.writing import SAID, words_of
from trainer.web.permissions import GRANTS, Permission, Role


@dataclass(frozen=True)
class Held:
    """An item with its newest version, and how it stood."""

    item: Item
    version: ItemVersion
    before: Subject


class PlanMoved(Conflict):
    """What was shown is no longer what would happen."""

    title = "Something changed since you looked"


def held(session: Session, codes: Sequence[str], *, lock: bool = False) -> list[Held]:
    """The items with these codes, in order; where they are to change, whole and held until the transaction ends."""
    wanted = select(Item, ItemVersion).join(ItemVersion, JOINED).where(Item.code.in_(codes)).order_by(Item.code)
    if lock:
        wanted = wanted.with_for_update(of=Item).options(selectinload(Item.text))
        wanted = wanted.execution_options(populate_existing=True)
    else:
        wanted = wanted.options(defer(ItemVersion.payload))
    return [Held(item, version, subject_of(item, version)) for item, version in session.execute(wanted)]


def subject_of(item: Item, version: ItemVersion) -> Subject:
    """An item as a plan looks at it."""
    return Subject(item.code, stand_of(item), tuple(version.tags), version.domain, version.group, version.level)


def stand_of(item: Item) -> Stand:
    """How an item stands."""
    return Stand(item.current_number, item.status, item.live_number, item.published_number, item.owner_id)


def plan(session: Session, codes: Sequence[str], wish: Wish) -> Plan:
    """What a wish would do to these items."""
    return Plan(wish, tuple(propose(each.before, wish) for each in held(session, codes)))


def apply(session: Session, codes: Sequence[str], wish: Wish, *, mark: str, by: By, now: datetime) -> BulkChange:
    """Do what the plan with this mark says, to every item it changes; PlanMoved when it would be another by now."""
    kind = KINDS[wish.kind]
    if kind.needs not in by.permissions:
        raise Refused("Your role does not allow this change.")
    if len(codes) > MOST:
        raise Invalid(f"At most {MOST:,} items change at a time. Nothing was changed.")
    found = held(session, codes, lock=True)
    now_planned = Plan(wish, tuple(propose(each.before, wish) for each in found))
    if now_planned.mark != mark:
        raise PlanMoved("Nothing was changed. Below is what would happen now; look at it again.")
    agreed = {each.subject.code for each in now_planned.changed}
    if not agreed:
        raise Invalid("No item would change.")
    changing = [each for each in found if each.item.code in agreed]
    CHANGES[wish.kind](session, changing, wish, by.id, now)
    session.flush()
    change = BulkChange(
        verb=wish.kind, says=told(wish, len(changing)), items=[_kept(each) for each in changing], at=now, by_id=by.id
    )
    session.add(change)
    session.flush()
    detail = {"says": change.says, "codes": [each.item.code for each in changing]}
    audit.record(session, kind.action, f"bulk-change:{change.id}", by=by.id, now=now, detail=detail)
    return change


def _kept(each: Held) -> dict[str, Any]:
    """An item as a change of many remembers it."""
    before, after = asdict(each.before.stand), asdict(stand_of(each.item))
    return {"id": str(each.item.id), "code": each.item.code, "before": before, "after": after}


def _retag(session: Session, changing: Sequence[Held], wish: Wish, by: int, now: datetime) -> None:
    said = [{"tags": list(tags_after(each.before, wish))} for each in changing]
    _rewrite(session, changing, said, note=told(wish, 1), by=by, now=now)


def _sort(session: Session, changing: Sequence[Held], wish: Wish, by: int, now: datetime) -> None:
    _rewrite(session, changing, [sorted_after(wish)] * len(changing), note=told(wish, 1), by=by, now=now)


def _rewrite(
    session: Session, changing: Sequence[Held], said: Sequence[Mapping[str, Any]], *, note: str, by: int, now: datetime
) -> None:
    """Write the next version of each item, which says some things otherwise; no statement for each item."""
    of_these = ItemVersion.item_id.in_([each.item.id for each in changing])
    numbered = select(ItemVersion.item_id, func.max(ItemVersion.number)).where(of_these)
    last = dict(session.execute(numbered.group_by(ItemVersion.item_id)).all())
    rows: list[dict[str, Any]] = []
    for each, changed in zip(changing, said, strict=True):
        whole = {**{name: getattr(each.version, name) for name in SAID}, **changed}
        number = last[each.item.id] + 1
        own = {"item_id": each.item.id, "number": number, "note": note, "created_at": now, "created_by_id": by}
        rows.append(own | whole)
        each.item.current_number = number
        if each.item.text is not None:
            each.item.text.words = words_of(each.item.code, whole)
    session.execute(insert(ItemVersion), rows)
    session.flush()
    new = select(ItemVersion).join(Item, JOINED).where(of_these).options(defer(ItemVersion.payload))
    written = {version.item_id: version for version in session.scalars(new)}
    _add(session, ItemSource, "key", [(written[row["item_id"]].id, row["sources"]) for row in rows])
    _add(session, ItemTag, "tag", [(written[row["item_id"]].id, row["tags"]) for row in rows])
    editing.stand(session, [(each.item, each.version, written[each.item.id]) for each in changing], said[0].keys())


def _add(
    session: Session, table: type[ItemSource | ItemTag], column: str, listed: Sequence[tuple[int, list[str]]]
) -> None:
    """Say the other way round what lists in versions say."""
    rows = [{"version_id": own, column: value} for own, values in listed for value in dict.fromkeys(values)]
    if rows:
        session.execute(insert(table), rows)


def _owner(_session: Session, changing: Sequence[Held], wish: Wish, _by: int, _now: datetime) -> None:
    for each in changing:
        each.item.owner_id = wish.owner_id


def _move(session: Session, changing: Sequence[Held], wish: Wish, by: int, now: datetime) -> None:
    step = MOVES[wish.kind]
    own: dict[str, Any] = {
        "verb": step.verb,
        "went_to": step.to.value,
        "reason": wish.reason,
        "overrides": {},
        "at": now,
        "by_id": by,
    }
    rows = [
        {"item_id": each.item.id, "version_id": each.version.id, "came_from": each.item.status, **own}
        for each in changing
    ]
    session.execute(insert(ItemMove), rows)
    for each in changing:
        each.item.status = step.to.value
        if step.verb in LEAVES_PAPERS:
            each.item.live_number = None


CHANGES: dict[str, Callable[[Session, Sequence[Held], Wish, int, datetime], None]] = {
    "retag": _retag, "sort": _sort, "owner": _owner, "submit": _move, "retire": _move,
}  # fmt: skip


def owners(session: Session) -> dict[int, str]:
    """Everybody active who may edit items, by id, in the order of their names."""
    roles = [role for role in Role if Permission.EDIT_ITEMS in GRANTS[role]]
    wanted = select(Person.id, Person.name).join(PersonRole, PersonRole.person_id == Person.id)
    found = wanted.where(PersonRole.role.in_(roles), Person.is_active).distinct().order_by(Person.name, Person.id)
    return dict(session.execute(found).all())
