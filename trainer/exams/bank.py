"""The live items of each pool, kept in memory for as long as they are what the database holds.

A start must not read every item of a large bank, nor who wrote each, so each process keeps what it read and asks, in
one statement, whether it still stands. Nothing in the library changes without an event of the library in the audit
trail, in the same transaction, and the trail has one order, in which events are committed. So what was read still
stands when the newest event seen then is there with its hash - it was neither rolled back nor is this another database
- and none of the library came after it. The number of live items and the newest version are compared as well, for
changes made by hand.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Row, Table, bindparam, exists, func, select
from sqlalchemy.orm import Session

from question_bank.items.card import Group, Rule
from question_bank.selection.paper import Candidate
from trainer.audit.models import AuditEvent
from trainer.exams.paper import Bank, Banked
from trainer.library import pairs
from trainer.library.models import Item, ItemVersion

EVENT, ITEM, VERSION = (cast(Table, model.__table__) for model in (AuditEvent, Item, ItemVersion))
_NEWEST = select(EVENT).order_by(EVENT.c.id.desc()).limit(1)
_LATER = exists().where(EVENT.c.id > bindparam("seen"), EVENT.c.action.startswith("library."))
_STAMP = select(
    select(EVENT.c.hash).where(EVENT.c.id == bindparam("seen")).scalar_subquery().label("then"),
    _NEWEST.with_only_columns(EVENT.c.id).scalar_subquery().label("last"),
    _NEWEST.with_only_columns(EVENT.c.hash).scalar_subquery().label("hash"),
    select(func.count()).select_from(ITEM).where(ITEM.c.live_number.is_not(None)).scalar_subquery().label("live"),
    select(func.max(VERSION.c.id)).scalar_subquery().label("newest"),
    _LATER.label("is_later"),
)
_CASE = VERSION.c.payload["case"]
_ITEMS = (
    select(*(VERSION.c[name] for name in ("id", "type", "domain", "item_group", "is_safety_critical", "is_vignette")))
    .add_columns(VERSION.c.must_not_miss, VERSION.c.enemies, ITEM.c.code)
    .add_columns(_CASE["code"].as_string().label("case"), _CASE["of"].as_integer().label("case_of"))
    .join(ITEM, (ITEM.c.id == VERSION.c.item_id) & (ITEM.c.live_number == VERSION.c.number))
    .where(ITEM.c.use == bindparam("use"))
    .order_by(ITEM.c.code)
)
_WRITERS = (
    select(VERSION.c.created_by_id)
    .distinct()
    .join(ITEM, ITEM.c.id == VERSION.c.item_id)
    .where(ITEM.c.use == bindparam("use"), VERSION.c.created_by_id.is_not(None))
)


@dataclass(frozen=True)
class Stamp:
    """Up to which event of the audit trail a bank was seen to stand, and what was counted then."""

    seen: int = 0
    hash: str | None = None
    live: int = 0
    newest: int | None = None


@dataclass(frozen=True)
class Kept:
    """A bank with everybody who ever wrote for it, and when it was last seen to be what the database holds."""

    stamp: Stamp
    bank: Bank
    writers: frozenset[int]


_kept: WeakKeyDictionary[Engine, dict[str, Kept]] = WeakKeyDictionary()
_lock = Lock()


def live(session: Session, *, use: str) -> Bank:
    """The live items of a pool, exam or practice, as this transaction sees them."""
    return _standing(session, use).bank


def writers(session: Session, *, use: str) -> frozenset[int]:
    """Everybody who ever wrote a version of an item of a pool, live or not."""
    return _standing(session, use).writers


def _standing(session: Session, use: str) -> Kept:
    engine = cast(Engine, session.get_bind())
    session.flush()
    with _lock:
        kept = _kept.setdefault(engine, {}).get(use)
    stands, stamp = _looked_at(session, kept.stamp if kept else Stamp())
    found = replace(kept, stamp=stamp) if kept and stands else _read(session, use, stamp)
    with _lock:
        _kept[engine][use] = found
    return found


def _looked_at(session: Session, before: Stamp) -> tuple[bool, Stamp]:
    """Whether what was read under a stamp still stands, and the stamp of this moment."""
    row = session.connection().execute(_STAMP, {"seen": before.seen}).one()
    stamp = Stamp(row.last or 0, row.hash, row.live, row.newest)
    is_as_before = replace(stamp, seen=before.seen, hash=row.then) == before
    return is_as_before and not row.is_later, stamp


def _read(session: Session, use: str, stamp: Stamp) -> Kept:
    rows = session.connection().execute(_ITEMS, {"use": use})
    apart = pairs.enemies(session)
    bank = Bank(_banked(row, apart.get(row.code, frozenset())) for row in rows)
    return Kept(stamp, bank, frozenset(session.connection().execute(_WRITERS, {"use": use}).scalars()))


def _banked(row: Row[Any], apart: Collection[str]) -> Banked:
    candidate = Candidate(
        id=row.code,
        domain=row.domain,
        group=Group(row.item_group),
        safety_critical=row.is_safety_critical,
        vignette=row.is_vignette,
        rule=Rule(row.must_not_miss) if row.must_not_miss else None,
        enemies=frozenset(row.enemies) | frozenset(apart),
        case=row.case,
        case_of=row.case_of or 1,
    )
    return Banked(row.id, candidate, row.type)
