"""Files of items that people send in, read and imported by the worker while a page tells how far it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from question_bank.items.card import Use
from trainer.accounts.models import Person
from trainer.audit import service as audit
from trainer.core.db import Database
from trainer.core.errors import Conflict, DomainError, NotFound
from trainer.library import importing
from trainer.library.exchange_cards import Wishes
from trainer.library.exchange_plan import Tell
from trainer.library.exchange_report import Report, report_of
from trainer.library.models import ItemImport
from trainer.storage import Storage

TASK = "library.imports"
EVERY = 1_000
"""After so many items the row says how far the reading is."""
STALE = timedelta(minutes=3)
"""A reading that nobody touched for so long is begun anew: its worker is gone."""
AT_WORK = {"waiting": "looking", "wanted": "taking"}
MOVED = "This file is being read, or was imported already. Load the page again."
ONCE_MORE = "The reading broke off and was begun once more."
GIVEN_UP = "Reading this file broke off twice. Nothing was imported; tell whoever looks after this site."
Now = Callable[[], datetime]


def send_in(
    session: Session, storage: Storage, path: Path, wishes: Wishes, *, name: str, by: int, now: datetime
) -> ItemImport:
    """Keep a file and have it looked at; nothing is imported yet."""
    made = ItemImport(
        id=uuid4(), name=name[:200], file_key=storage.put(path.read_bytes()), format=wishes.format, bank=wishes.bank,
        domain=wishes.domain, use=wishes.use.value, state="waiting", at=now, by_id=by, touched_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    detail = {"file": made.name, "sha256": made.file_key}
    audit.record(session, "review.items.sent_in", f"import:{made.id}", by=by, now=now, detail=detail)
    return made


def one(session: Session, import_id: UUID) -> ItemImport:
    """A file that was sent in; NotFound when there is none."""
    found = session.get(ItemImport, import_id)
    if found is None:
        raise NotFound
    return found


def newest(session: Session, limit: int = 20) -> list[tuple[ItemImport, str]]:
    """The files sent in last, with who sent them."""
    wanted = select(ItemImport, Person.name).join(Person, Person.id == ItemImport.by_id)
    return [(row, name) for row, name in session.execute(wanted.order_by(ItemImport.at.desc()).limit(limit))]


def report(storage: Storage, row: ItemImport) -> Report | None:
    """What the newest reading told; None before the first has ended."""
    return report_of(json.loads(storage.get(row.report_key))) if row.report_key else None


def want(session: Session, import_id: UUID, *, is_partial: bool, by: int, now: datetime) -> ItemImport:
    """Ask for the import of a file that was looked at; Conflict when it is not at that point."""
    row = session.get(ItemImport, import_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound
    if row.state != "looked":
        raise Conflict(MOVED)
    row.state, row.is_partial, row.by_id, row.read_count, row.touched_at = "wanted", is_partial, by, 0, now
    audit.record(session, "review.items.import_wanted", f"import:{row.id}", by=by, now=now)
    return row


def run(database: Database, storage: Storage, now: Now) -> int:
    """Read and import whatever waits; how many files were worked on."""
    done = 0
    while (row := _claimed(database, now())) is not None:
        if row.state != "failed":
            _work(database, storage, row, now)
        done += 1
    return done


def _claimed(database: Database, now: datetime) -> ItemImport | None:
    """The next file to work on, marked as being worked on."""
    is_left = ItemImport.state.in_(AT_WORK.values()) & (ItemImport.touched_at < now - STALE)
    wanted = select(ItemImport).where(or_(ItemImport.state.in_(AT_WORK), is_left)).order_by(ItemImport.at).limit(1)
    with database.session() as session:
        if session.scalars(wanted).first() is None:
            return None
    with database.write() as session:
        row = session.scalars(wanted.with_for_update(skip_locked=True)).first()
        if row is not None:
            _begin(row, now)
    return row


def _begin(row: ItemImport, now: datetime) -> None:
    """Mark a file as being worked on; one over which a worker died twice is given up."""
    if row.state in AT_WORK:
        row.state, row.trouble = AT_WORK[row.state], ""
    elif row.trouble:
        row.state, row.trouble = "failed", GIVEN_UP
    else:
        row.trouble = ONCE_MORE
    row.touched_at = now


def _work(database: Database, storage: Storage, row: ItemImport, now: Now) -> None:
    """Read one file, or import it, and put down what came of it."""
    wishes = Wishes(row.format, row.bank, row.domain, Use(row.use), row.is_partial)
    try:
        with TemporaryDirectory(prefix="sent-in-") as folder:
            path = Path(folder) / "file"
            path.write_bytes(storage.get(row.file_key))
            told = _read(database, storage, row, path, wishes, now)
    except DomainError as error:
        _put(database, row.id, now(), state="failed", trouble=error.detail)
        return
    key = storage.put(json.dumps(told.as_json(), ensure_ascii=False).encode())
    state = "done" if told.is_done else "looked"
    _put(database, row.id, now(), state=state, report_key=key, trouble="")


def _read(database: Database, storage: Storage, row: ItemImport, path: Path, wishes: Wishes, now: Now) -> Report:
    tell = _counting(database, row.id, now)
    if row.state == "looking":
        return importing.look(database, path, wishes, name=row.name, tell=tell)
    told = importing.take_in(database, storage, path, wishes, name=row.name, by=row.by_id, now=now(), tell=tell)
    return told if told.is_done else replace(told, is_dry=True)


def _counting(database: Database, import_id: UUID, now: Now) -> Tell:
    last = 0

    def tell(done: int) -> None:
        nonlocal last
        if done - last >= EVERY:
            last = done
            _put(database, import_id, now(), read_count=done)

    return tell


def _put(database: Database, import_id: UUID, now: datetime, **values: object) -> None:
    """Put down how far an import is, in a short transaction of its own."""
    with database.write() as session:
        row = session.get_one(ItemImport, import_id)
        row.touched_at = now
        for name, value in values.items():
            setattr(row, name, value)
