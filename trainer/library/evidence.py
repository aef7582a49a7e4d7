"""What items rest on: sources with a date by which they are looked at again, and what follows when it has passed.

A source is due once its date has passed or something supersedes it. Then whatever cites it is listed, its owner and the
owners of the items get tasks, and where it is blocking, items that cite it stay off new papers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from question_bank.formats.faults import Fault
from question_bank.items.card import OUT_OF_USE, Card
from question_bank.lint import sources as lint
from trainer.core.errors import NotFound
from trainer.library.models import Item, ItemSource, ItemVersion, Source


@dataclass(frozen=True)
class Citing:
    """An item that cites a source: in its newest version, on papers, or both."""

    item: Item
    stem: str
    is_live: bool
    is_current: bool

    @property
    def is_awake(self) -> bool:
        """Whether the item is on papers or on its way there."""
        return self.is_live or self.item.status not in OUT_OF_USE


def is_due(source: Source, today: date) -> bool:
    """Whether a source has to be looked at before more rests on it; the day is the issuer's, as papers have it."""
    return lint.is_due(source.superseded_by, source.review_by, today)


def due(today: date) -> ColumnElement[bool]:
    """The same as a condition of a query."""
    return or_(Source.superseded_by.is_not(None), Source.review_by < today)


def why_due(source: Source) -> str:
    """What a source that is due is or was, in words that follow its key."""
    return lint.why_due(source.superseded_by, source.review_by)


def due_among(session: Session, keys: Collection[str], today: date) -> list[Source]:
    """Those of some sources that are due, by key."""
    return list(session.scalars(select(Source).where(Source.key.in_(keys), due(today)).order_by(Source.key)))


def faults_of(session: Session, card: Card, today: date) -> Iterator[Fault]:
    """The sources of an item that are due: an error where they block, else worth a look."""
    for source in due_among(session, card.sources, today):
        fault = lint.due_fault(card.code, source.key, why_due(source), "sources")
        yield replace(fault, is_warning=not source.is_blocking)


def one(session: Session, key: str) -> Source:
    """The source under this key; NotFound when there is none."""
    found = session.get(Source, key)
    if found is None:
        raise NotFound("There is no source under this key.")
    return found


def all_due(session: Session, today: date) -> list[Source]:
    """Every source that is due."""
    return list(session.scalars(select(Source).where(due(today)).order_by(Source.key)))


def blocked(today: date) -> Select[int]:
    """The versions that stay off new papers because a source they cite is due and blocks, as a query of their ids."""
    cited = select(ItemSource.version_id).join(Source, Source.key == ItemSource.key)
    return cited.where(Source.is_blocking, due(today))


def off_papers(session: Session, today: date, *, use: str) -> dict[str, list[str]]:
    """The live items of a pool that stay off new papers, by code, each with the sources that keep it off."""
    wanted = (
        select(Item.code, Source.key)
        .join(ItemVersion, (ItemVersion.item_id == Item.id) & (ItemVersion.number == Item.live_number))
        .join(ItemSource, ItemSource.version_id == ItemVersion.id)
        .join(Source, Source.key == ItemSource.key)
        .where(Item.use == use, Source.is_blocking, due(today))
        .order_by(Item.code, Source.key)
    )
    found: dict[str, list[str]] = {}
    for code, key in session.execute(wanted):
        found.setdefault(code, []).append(key)
    return found


def blocking(session: Session, item: Item, today: date) -> list[Source]:
    """The sources that keep an item off new papers though it is live, by key."""
    live = (ItemVersion.item_id == item.id) & (ItemVersion.number == item.live_number)
    cited = select(ItemSource.key).join(ItemVersion, ItemVersion.id == ItemSource.version_id).where(live)
    wanted = select(Source).where(Source.key.in_(cited), Source.is_blocking, due(today))
    return list(session.scalars(wanted.order_by(Source.key)))


def citing(session: Session, key: str) -> list[Citing]:
    """The items that cite a source in their newest version or in the one on papers, by code."""
    return citing_any(session, [key]).get(key, [])


def citing_any(session: Session, keys: Collection[str]) -> dict[str, list[Citing]]:
    """As `citing`, for several sources at once; a source that nothing cites is left out."""
    wanted = (
        select(ItemSource.key, Item, ItemVersion.number, ItemVersion.payload["stem"].as_string())
        .join(ItemVersion, ItemVersion.id == ItemSource.version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(ItemSource.key.in_(keys), ItemVersion.number.in_((Item.current_number, Item.live_number)))
        .order_by(Item.code, ItemVersion.number)
    )
    found: dict[str, dict[str, Citing]] = {}
    for key, item, number, stem in session.execute(wanted):
        before = found.setdefault(key, {}).get(item.code)
        is_live = number == item.live_number or bool(before and before.is_live)
        found[key][item.code] = Citing(item, stem, is_live, is_current=number == item.current_number)
    return {key: list(items.values()) for key, items in found.items()}


def versions_citing(key: str) -> Select[int]:
    """Every version, of whatever age, that cites a source, as a query of their ids."""
    return select(ItemSource.version_id).where(ItemSource.key == key)


def counts(session: Session) -> dict[str, int]:
    """How many items cite each source in their newest version or on papers."""
    wanted = (
        select(ItemSource.key, func.count(Item.id.distinct()))
        .join(ItemVersion, ItemVersion.id == ItemSource.version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(ItemVersion.number.in_((Item.current_number, Item.live_number)))
        .group_by(ItemSource.key)
    )
    return dict(session.execute(wanted).all())
