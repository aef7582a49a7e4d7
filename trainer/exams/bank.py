"""The live items of each pool, kept in memory for as long as they are what the database holds.

A start must not read every item of a large bank, nor who wrote each, so each process keeps what it read and asks, in
one statement, whether it still stands. Nothing in the library changes without an event of the library in the audit
trail, in the same transaction, and the trail has one order, in which events are committed. So what was read still
stands when the newest event seen then is there with its hash - it was neither rolled back nor is this another database
- and none of the library came after it. The number of live items and the newest version are compared as well, for
changes made by hand, and so is the last count of the figures. What rests on a blocking source is kept with the last day
on which papers may draw it, so that a day that passes is seen without a question.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from threading import Lock
from typing import Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Row, Table, bindparam, case, exists, func, literal, select
from sqlalchemy.orm import Session

from question_bank.items.card import Group, Level, Rule
from question_bank.selection.paper import Candidate
from trainer.audit.models import AuditEvent
from trainer.exams.paper import Bank, Banked
from trainer.library import pairs
from trainer.library.models import Item, ItemFigure, ItemSource, ItemVersion, Source

ENOUGH = 30
"""From so many answers on the facility of a version is believed."""
EVENT, ITEM, VERSION, FIGURE = (cast(Table, model.__table__) for model in (AuditEvent, Item, ItemVersion, ItemFigure))
_NEWEST = select(EVENT).order_by(EVENT.c.id.desc()).limit(1)
_LATER = exists().where(EVENT.c.id > bindparam("seen"), EVENT.c.action.startswith("library."))
_STAMP = select(
    select(EVENT.c.hash).where(EVENT.c.id == bindparam("seen")).scalar_subquery().label("then"),
    _NEWEST.with_only_columns(EVENT.c.id).scalar_subquery().label("last"),
    _NEWEST.with_only_columns(EVENT.c.hash).scalar_subquery().label("hash"),
    select(func.count()).select_from(ITEM).where(ITEM.c.live_number.is_not(None)).scalar_subquery().label("live"),
    select(func.max(VERSION.c.id)).scalar_subquery().label("newest"),
    select(FIGURE.c.counted_at).limit(1).scalar_subquery().label("counted"),  # all of them are counted together
    _LATER.label("is_later"),
)
_LAST = case((Source.superseded_by.is_not(None), literal(date.min)), else_=Source.review_by)
_UNTIL = (
    select(func.min(_LAST))
    .join(ItemSource, ItemSource.key == Source.key)
    .where(ItemSource.version_id == VERSION.c.id, Source.is_blocking)
    .correlate(VERSION)
    .scalar_subquery()
)
_CASE = VERSION.c.payload["case"]
_ITEMS = (
    select(*(VERSION.c[name] for name in ("id", "type", "domain", "item_group", "is_safety_critical", "is_vignette")))
    .add_columns(VERSION.c.must_not_miss, VERSION.c.enemies, VERSION.c.level, ITEM.c.code)
    .add_columns(case((FIGURE.c.answered >= ENOUGH, FIGURE.c.facility)).label("facility"))
    .add_columns(_CASE["code"].as_string().label("case"), _CASE["of"].as_integer().label("case_of"))
    .add_columns(_UNTIL.label("until"))
    .join(ITEM, (ITEM.c.id == VERSION.c.item_id) & (ITEM.c.live_number == VERSION.c.number))
    .outerjoin(FIGURE, FIGURE.c.version_id == VERSION.c.id)
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
    counted: datetime | None = None


@dataclass(frozen=True)
class Kept:
    """A bank with everybody who ever wrote for it, and when it was last seen to be what the database holds."""

    stamp: Stamp
    every: Bank
    writers: frozenset[int]
    without: dict[frozenset[int], Bank] = field(default_factory=dict)

    def on(self, today: date) -> Bank:
        """The items that papers may draw on a day; the same ones are always the same bank."""
        off = frozenset(item.version_id for item in self.every.ending if item.until and item.until < today)
        if not off:
            return self.every
        if off not in self.without:
            self.without[off] = Bank(item for item in self.every if item.version_id not in off)
        return self.without[off]


_kept: WeakKeyDictionary[Engine, dict[str, Kept]] = WeakKeyDictionary()
_lock = Lock()


def live(session: Session, *, use: str, today: date) -> Bank:
    """The items of a pool, exam or practice, that papers may draw on a day, as this transaction sees them."""
    return _standing(session, use).on(today)


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
    stamp = Stamp(row.last or 0, row.hash, row.live, row.newest, row.counted)
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
        level=Level(row.level),
        facility=row.facility,
    )
    return Banked(row.id, candidate, row.type, row.until)
