"""Giving items away as a file: which ones, in which format, and what that costs each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from question_bank.exchange.formats import FORMATS
from question_bank.exchange.found import Written
from question_bank.items.card import Card, Status
from trainer.audit import service as audit
from trainer.core.errors import Invalid
from trainer.library import finding, listing
from trainer.library.finding import Filters
from trainer.library.listing import Row
from trainer.library.models import Media
from trainer.storage import Storage

CHUNK = 500


@dataclass
class Cost:
    """What writing some items cost: how many are in the file, what others lost or why they are not in it."""

    written: int = 0
    lossy: int = 0
    losses: Counter[str] = field(default_factory=Counter)
    refusals: dict[str, str] = field(default_factory=dict)

    def add(self, told: Written) -> None:
        """Count one item."""
        if told.refusal:
            self.refusals[told.code] = told.refusal
            return
        self.written += 1
        self.lossy += bool(told.losses)
        self.losses.update(told.losses)


class Pictures(Mapping[str, bytes]):
    """The bytes of some pictures, each fetched when it is asked for."""

    def __init__(self, storage: Storage, digests: Iterable[str]) -> None:
        self._storage, self._digests = storage, frozenset(digests)

    def __getitem__(self, digest: str) -> bytes:
        if digest not in self._digests:
            raise KeyError(digest)
        return self._storage.get(digest)

    def __iter__(self) -> Iterator[str]:
        return iter(self._digests)

    def __len__(self) -> int:
        return len(self._digests)


def write(session: Session, storage: Storage, name: str, filters: Filters, out: BinaryIO) -> Cost:
    """Write the items that match, in the order of their codes; Invalid where a format is only read."""
    writer = FORMATS[name].write if name in FORMATS else None
    if writer is None:
        raise Invalid(f"Items are not written as {name}.")
    cost = Cost()
    for told in writer(cards(session, filters), out, pictures(session, storage, filters)):
        cost.add(told)
    return cost


def cards(session: Session, filters: Filters) -> Iterator[Card]:
    """The items that match: their newest versions, or of live ones the version that papers draw."""
    for row in _rows(session, filters):
        yield listing.card_of(row.item, row.version)


def _rows(session: Session, filters: Filters) -> Iterator[Row]:
    is_live = filters.status == Status.LIVE
    asked = replace(filters, status="", is_live=True) if is_live else filters
    offset = 0
    while some := finding.rows(session, asked, offset=offset, limit=CHUNK):
        for row in (Row(*each) for each in some):
            yield _as_live(session, row) if is_live else row
        offset += CHUNK
        session.expunge_all()


def _as_live(session: Session, row: Row) -> Row:
    """The item as papers draw it, while a newer version may be on its way."""
    number = row.item.live_number or row.item.current_number
    version = row.version if row.version.number == number else listing.version(session, row.item.id, number)
    session.expunge(row.item)
    row.item.status = Status.LIVE.value
    return Row(row.item, version)


def pictures(session: Session, storage: Storage, filters: Filters) -> Pictures:
    """The pictures that the items which match show."""
    known = set(session.scalars(select(Media.digest)))
    return Pictures(
        storage, known & {digest for row in _rows(session, filters) for digest in _shown(row)} if known else ()
    )


def _shown(row: Row) -> Iterator[str]:
    payload: dict[str, Any] = row.version.payload
    for holder in (payload, payload.get("case") or {}):
        yield (holder.get("picture") or {}).get("digest", "")


def note(session: Session, name: str, filters: Filters, cost: Cost, *, by: int | None, now: datetime) -> None:
    """Put down who took which items out, and how many."""
    asked = {name: value for name, value in vars(filters).items() if value}
    detail = {"format": name, "filters": asked, "written": cost.written, "left_out": len(cost.refusals)}
    audit.record(session, "review.items.exported", f"bank:{filters.bank or 'all'}", by=by, now=now, detail=detail)
