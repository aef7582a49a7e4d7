"""Files of items that people send in, read and imported by the worker while a page tells how far it is."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from sqlalchemy import select
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
from trainer.library.worked import FAILED, Now, claimed, put
from trainer.storage import Storage

TASK = "library.imports"
EVERY = 1_000
"""After so many items the row says how far the reading is."""
AT_WORK = {"waiting": "looking", "wanted": "taking"}
MOVED = "This file is being read, or was imported already. Load the page again."
GIVEN_UP = "Reading this file broke off twice. Nothing was imported; tell whoever looks after this site."


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
    while (row := claimed(database, ItemImport, AT_WORK, GIVEN_UP, now())) is not None:
        if row.state != FAILED:
            _work(database, storage, row, now)
        done += 1
    return done


def _work(database: Database, storage: Storage, row: ItemImport, now: Now) -> None:
    """Read one file, or import it, and put down what came of it."""
    wishes = Wishes(row.format, row.bank, row.domain, Use(row.use), row.is_partial)
    try:
        with TemporaryDirectory(prefix="sent-in-") as folder:
            path = Path(folder) / "file"
            path.write_bytes(storage.get(row.file_key))
            told = _read(database, storage, row, path, wishes, now)
    except DomainError as error:
        put(database, ItemImport, row.id, now(), state=FAILED, trouble=error.detail)
        return
    key = storage.put(json.dumps(told.as_json(), ensure_ascii=False).encode())
    state = "done" if told.is_done else "looked"
    put(database, ItemImport, row.id, now(), state=state, report_key=key, trouble="")


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
            put(database, ItemImport, import_id, now(), read_count=done)

    return tell
