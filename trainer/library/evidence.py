"""What items rest on: sources with a date by which they are looked at again, and what happens when it has passed.

A source is due once its date has passed or something supersedes it. Then whatever cites it is listed, its owner and the
owners of the items get tasks, and where it is blocking, items that cite it stay off new papers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from question_bank.formats.faults import Fault
from question_bank.items.card import Card
from trainer.audit import service as audit
from trainer.core.errors import Conflict, Invalid, NotFound
from trainer.library.models import Item, ItemSource, ItemVersion, Source

KINDS = (
    "guideline", "position statement", "systematic review", "randomised trial", "cohort study", "case series",
    "case report", "anatomy", "survey", "law or regulation", "textbook", "house rule",
)  # fmt: skip
"""What a source can be; content files may say others."""
GRADES = {
    "A": "A: consistent good evidence",
    "B": "B: some good evidence",
    "C": "C: weak or indirect",
    "D": "D: opinion",
}


@dataclass(frozen=True)
class Citing:
    """An item that cites a source: in its newest version, on papers, or both."""

    item: Item
    stem: str
    is_live: bool
    is_current: bool


def is_due(source: Source, today: date) -> bool:
    """Whether a source has to be looked at before more rests on it."""
    return source.superseded_by is not None or (source.review_by is not None and source.review_by < today)


def due(today: date) -> ColumnElement[bool]:
    """The same as a condition of a query."""
    return or_(Source.superseded_by.is_not(None), Source.review_by < today)


def why_due(source: Source) -> str:
    """Why a source is due, in words."""
    if source.superseded_by is not None:
        return f"superseded by {source.superseded_by}"
    return f"to be looked at again by {source.review_by:%-d %B %Y}"


def faults_of(session: Session, card: Card, today: date) -> Iterator[Fault]:
    """The sources of an item that are due: an error where they block, else worth a look."""
    for source in session.scalars(select(Source).where(Source.key.in_(card.sources), due(today)).order_by(Source.key)):
        says = f"{source.key} is {why_due(source)}; look at it again, or cite what holds now"
        yield Fault(card.code, "source-due", says, not source.is_blocking)


def one(session: Session, key: str) -> Source:
    """The source under this key; NotFound when there is none."""
    found = session.get(Source, key)
    if found is None:
        raise NotFound("There is no source under this key.")
    return found


def all_due(session: Session, today: date) -> list[Source]:
    """Every source that is due."""
    return list(session.scalars(select(Source).where(due(today)).order_by(Source.key)))


def blocked_versions(session: Session, today: date) -> set[int]:
    """The versions that stay off new papers because a source they cite is due and blocks."""
    cited = select(ItemSource.version_id).join(Source, Source.key == ItemSource.key)
    return set(session.scalars(cited.where(Source.is_blocking, due(today))))


def citing(session: Session, key: str) -> list[Citing]:
    """The items that cite a source in their newest version or in the one on papers, by code."""
    wanted = (
        select(Item, ItemVersion)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(ItemSource, ItemSource.version_id == ItemVersion.id)
        .where(ItemSource.key == key, ItemVersion.number.in_((Item.current_number, Item.live_number)))
        .order_by(Item.code, ItemVersion.number)
    )
    found: dict[str, Citing] = {}
    for item, version in session.execute(wanted):
        before = found.get(item.code)
        is_live = version.number == item.live_number or bool(before and before.is_live)
        is_current = version.number == item.current_number or bool(before and before.is_current)
        found[item.code] = Citing(item, str(version.payload["stem"]), is_live, is_current)
    return list(found.values())


def versions_citing(session: Session, key: str) -> set[int]:
    """Every version, of whatever age, that cites a source."""
    return set(session.scalars(select(ItemSource.version_id).where(ItemSource.key == key)))


def counts(session: Session) -> dict[str, int]:
    """How many items cite each source in their newest version or on papers."""
    wanted = (
        select(ItemSource.key, func.count(Item.id.distinct()))
        .join(ItemVersion, ItemVersion.id == ItemSource.version_id)
        .join(Item, (Item.id == ItemVersion.item_id))
        .where(ItemVersion.number.in_((Item.current_number, Item.live_number)))
        .group_by(ItemSource.key)
    )
    return dict(session.execute(wanted).all())


def add(session: Session, said: dict[str, Any], *, by: int, now: datetime) -> Source:
    """Add a source under the next free number."""
    numbers = [int(key[1:]) for key in session.scalars(select(Source.key)) if key[0] == "S" and key[1:].isdigit()]
    source = Source(key=f"S{max(numbers, default=0) + 1}", row_version=1, **said)
    _check(session, source)
    session.add(source)
    session.flush()
    _record(session, source, "added", by, now, {"title": source.title})
    return source


def change(session: Session, key: str, said: dict[str, Any], *, base: int, by: int, now: datetime) -> Source:
    """Change what is said of a source; Conflict when somebody else did since `base` was read."""
    source = session.get(Source, key, with_for_update=True, populate_existing=True)
    if source is None:
        raise NotFound("There is no source under this key.")
    if source.row_version != base:
        raise Conflict("Somebody changed this source while you wrote. Read theirs below, then save again.")
    before = {name: getattr(source, name) for name in said}
    for name, value in said.items():
        setattr(source, name, value)
    _check(session, source)
    source.row_version += 1
    changed = {name: [_said(before[name]), _said(said[name])] for name in said if before[name] != said[name]}
    _record(session, source, "changed", by, now, changed)
    return source


def _check(session: Session, source: Source) -> None:
    """A source is superseded by another one, and by none that it supersedes itself."""
    seen, at = [source.key], source.superseded_by
    while at is not None:
        if at in seen:
            raise Invalid(f"{' is superseded by '.join([*seen, at])}: a source cannot come after itself.")
        seen.append(at)
        later = session.get(Source, at)
        if later is None:
            raise Invalid(f"{at}: no source has this key.")
        at = later.superseded_by


def _said(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _record(session: Session, source: Source, verb: str, by: int, now: datetime, detail: dict[str, Any]) -> None:
    session.flush()
    audit.record(session, f"library.source.{verb}", f"source:{source.key}", by=by, now=now, detail=detail)


def known(session: Session, keys: Iterable[str]) -> set[str]:
    """Those of some keys under which there is a source."""
    return set(session.scalars(select(Source.key).where(Source.key.in_(set(keys)))))
