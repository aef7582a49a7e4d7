"""The state of the bank: what waits for somebody, and what its items give away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from question_bank.items.card import OUT_OF_USE, Card
from question_bank.lint.report import BankReport, report
from trainer.accounts.models import Person
from trainer.library import evidence, listing
from trainer.library.models import Item, ItemComment, ItemVersion, Source, Task

MOST = 3000
"""So many items are read while somebody waits; more are read by the worker."""
CHUNK = 500


@dataclass(frozen=True)
class Remark:
    """An open comment: on which item, by whom, what."""

    item_id: UUID
    code: str
    by: str
    text: str


@dataclass(frozen=True)
class Desk:
    """What waits for somebody."""

    tasks: int
    sources: list[Source]
    comments: int
    remarks: list[Remark]


def waiting(session: Session, today: date) -> Desk:
    """What waits: tasks, sources that are due, and comments, of which the newest are told."""
    open_ = ItemComment.settled_at.is_(None)
    newest = (
        select(Item.id, Item.code, Person.name, ItemComment.text)
        .join(ItemComment, ItemComment.item_id == Item.id)
        .join(Person, Person.id == ItemComment.by_id)
        .where(open_)
        .order_by(ItemComment.id.desc())
        .limit(10)
    )
    number = session.scalar(select(func.count()).select_from(ItemComment).where(open_)) or 0
    tasks = session.scalar(select(func.count()).select_from(Task).where(Task.done_at.is_(None))) or 0
    remarks = [Remark(*row) for row in session.execute(newest)]
    return Desk(
        tasks,
        evidence.all_due(session, today),
        number,
        remarks,
    )


def report_of(session: Session, domain: str = "") -> BankReport | None:
    """What is found in the newest versions of the items in use, of one domain if it is named; None beyond MOST."""
    if count(session, domain) > MOST:
        return None
    return report(cards(session, domain))


def count(session: Session, domain: str) -> int:
    """How many items are in use, in one domain if it is named."""
    return session.scalar(_in_use(domain).with_only_columns(func.count(), maintain_column_froms=True)) or 0


def cards(session: Session, domain: str) -> Iterator[Card]:
    """The newest versions of the items in use, a few at a time."""
    found = session.execute(_in_use(domain).execution_options(yield_per=CHUNK))
    return (listing.card_of(*row) for row in found)


def _in_use(domain: str) -> Select[Item, ItemVersion]:
    wanted = listing.current().where(Item.status.not_in(OUT_OF_USE))
    return wanted.where(ItemVersion.domain == domain) if domain else wanted
