"""Reading a file against the bank without changing anything: a report, and beside it what is to be written.

What is to be written waits in a folder, so that memory does not grow with the file and the writing is short.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, TextIO
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from question_bank.exchange.formats import AUTO, FORMATS, detected
from question_bank.exchange.found import Draft, Found, Refused, Unreadable
from question_bank.items.card import Card
from question_bank.items.media import digest_of
from trainer.library import listing
from trainer.library.exchange_cards import Codes, Wishes, card_of, domain_told, own_code, use_of
from trainer.library.exchange_near import Neighbours
from trainer.library.exchange_report import Becomes, Line, Report
from trainer.library.models import Item, ItemVersion, Media, Source
from trainer.library.writing import said_by, words_of

CHUNK = 200
MOST = 50_000
"""So many items one file may hold."""
Tell = Callable[[int], None]
"""Hears how many items have been looked at."""


@dataclass
class Plan:
    """A report, and the folder in which rows and pictures wait; `renamed` is what the file's codes became."""

    report: Report
    folder: Path
    renamed: dict[str, str] = field(default_factory=dict)

    @property
    def rows_path(self) -> Path:
        """Where the rows wait, one line each."""
        return self.folder / "rows.jsonl"

    @property
    def media_folder(self) -> Path:
        """Where the pictures wait, each under its digest."""
        return self.folder / "media"

    def rows(self) -> Iterator[dict[str, Any]]:
        """What is to be written, in the order of the file."""
        with self.rows_path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def made(session: Session, path: Path, wishes: Wishes, folder: Path, *, name: str, is_dry: bool, tell: Tell) -> Plan:
    """Read a whole file and say what would become of each of its items; a file that is none is told in the report."""
    report = Report(name, _digest(path), wishes.format, wishes.bank, is_dry)
    plan = Plan(report, folder)
    plan.media_folder.mkdir()
    with plan.rows_path.open("w", encoding="utf-8") as rows:
        judge = _Judge(session, wishes, plan, rows)
        try:
            report.format = detected(path) if wishes.format == AUTO else wishes.format
            found = FORMATS[report.format].read(path)
            while some := list(islice(found, CHUNK)):
                report.lines.extend(judge.lines(some))
                tell(len(report.lines))
                if len(report.lines) > MOST:
                    raise Unreadable(f"the file holds more than {MOST} items; split it")
        except Unreadable as error:
            report.problem = str(error)
    return plan


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _Judge:
    """Says of each item what becomes of it."""

    def __init__(self, session: Session, wishes: Wishes, plan: Plan, rows: TextIO) -> None:
        self._session, self._wishes, self._plan, self._rows = session, wishes, plan, rows
        self._near, self._seen = Neighbours(session), set[str]()
        self._codes = Codes.of(session.scalars(select(Item.code)).all())
        self._sources = set(session.scalars(select(Source.key)))
        self._kept = set(session.scalars(select(Media.digest)))

    def lines(self, some: list[Found]) -> Iterator[Line]:
        """A line for each of some items."""
        codes = [own_code(found.draft, use_of(found.draft, self._wishes)) for found in some if found.draft]
        known = self._known([code for code in codes if code])
        for found in some:
            try:
                yield self._line(found, known)
            except Refused as refusal:
                yield Line(found.where, found.name, Found(found.where, found.name).outcome, refusal=str(refusal))

    def _known(self, codes: list[str]) -> dict[str, listing.Row]:
        """The items of this bank with these codes."""
        wanted = (
            select(Item, ItemVersion)
            .join(ItemVersion, (ItemVersion.item_id == Item.id) & (ItemVersion.number == Item.current_number))
            .where(Item.code.in_(codes), Item.bank == self._wishes.bank)
        )
        return {item.code: listing.Row(item, version) for item, version in self._session.execute(wanted)}

    def _line(self, found: Found, known: dict[str, listing.Row]) -> Line:
        if found.draft is None:
            raise Refused(found.refusal)
        use = use_of(found.draft, self._wishes)
        own = own_code(found.draft, use)
        if own in self._seen:
            raise Refused(f"the code {own} stands in this file twice")
        self._seen |= {own} - {""}
        self._keep_media(found.draft)
        if own in known:
            return self._next(found, found.draft, known[own])
        domain = domain_told(found.draft) or self._wishes.domain or "D0"
        is_free = own and own not in self._codes.taken
        code = self._codes.keep(own) if is_free else self._codes.give(domain, use)
        if own and not is_free:
            self._plan.renamed[own] = code
        card, notes = card_of(found.draft, code, self._wishes, None)
        renamed = (f"the code {own} is taken elsewhere; this item is {code}",) if own and not is_free else ()
        self._write(card, {"id": str(uuid4()), "number": 1, "base": 0})
        return self._told(found, card, Becomes.NEW, 1, (*renamed, *notes, *self._near.note(card)))

    def _next(self, found: Found, draft: Draft, row: listing.Row) -> Line:
        """The next version of an item the bank has, if it says anything new."""
        before = listing.card_of(row.item, row.version)
        card, notes = card_of(draft, row.item.code, self._wishes, before)
        if said_by(card) == said_by(before):
            return self._told(found, card, Becomes.UNCHANGED, row.version.number, notes)
        highest = select(func.max(ItemVersion.number)).where(ItemVersion.item_id == row.item.id)
        number = self._session.scalars(highest).one() + 1
        self._write(card, {"id": str(row.item.id), "number": number, "base": row.item.current_number})
        return self._told(found, card, Becomes.VERSION, number, notes)

    def _told(self, found: Found, card: Card, becomes: Becomes, number: int, notes: tuple[str, ...]) -> Line:
        strange = [key for key in card.sources if key not in self._sources]
        if strange:
            notes = (*notes, f"it cites {', '.join(strange)}, which the library does not hold")
        return Line(found.where, found.name, found.outcome, card.code, becomes, number, found.losses, notes)

    def _write(self, card: Card, about: dict[str, Any]) -> None:
        said = said_by(card)
        row = {**about, "code": card.code, "use": card.use, "said": said, "words": words_of(card.code, said)}
        self._rows.write(json.dumps(row, ensure_ascii=False) + "\n")

    def _keep_media(self, draft: Draft) -> None:
        """Keep the pictures of an item until it is written; Refused when one is not to be had."""
        case = draft.payload.case
        for picture in (draft.payload.picture, case.picture if case else None):
            if picture is None or not picture.digest or picture.digest in self._kept:
                continue
            data = draft.media.get(picture.digest)
            if data is None or digest_of(data) != picture.digest:
                raise Refused(f"its picture {picture.digest[:12]} is neither in the file nor kept here")
            (self._plan.media_folder / picture.digest).write_bytes(data)
            about = {"media_type": picture.media_type, "width": picture.width, "height": picture.height}
            (self._plan.media_folder / f"{picture.digest}.json").write_text(json.dumps(about), "utf-8")
            self._kept.add(picture.digest)
