"""Taking a file of items into the bank: read first, then written in one short transaction, or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from trainer.audit import service as audit
from trainer.core.db import Database
from trainer.core.errors import Invalid
from trainer.library import exchange_plan, exchange_rows, pairs
from trainer.library.exchange_cards import Wishes
from trainer.library.exchange_plan import Plan, Tell
from trainer.library.exchange_report import Report
from trainer.library.models import Media
from trainer.storage import Storage

BANK = re.compile(r"[a-z][a-z0-9-]{0,39}")
COMPARED_AT_ONCE = 2_000
"""So many new items are compared with one another while somebody waits; more would take long, and much memory."""
BAD_BANK = "A bank's name has small letters, digits and dashes, begins with a letter, and has at most 40 of them."


def silent(_done: int) -> None:
    """Tell nobody how far an import is."""


def look(database: Database, path: Path, wishes: Wishes, *, name: str, tell: Tell = silent) -> Report:
    """What an import would do; nothing is changed and nothing is kept."""
    with _planned(database, path, wishes, name=name, is_dry=True, tell=tell) as plan:
        return plan.report


def take_in(
    database: Database, storage: Storage, path: Path, wishes: Wishes, *, name: str, by: int | None, now: datetime,
    tell: Tell = silent,
) -> Report:  # fmt: skip
    """Import a file. Nothing is written when anything is refused, unless the wishes allow a part of it.

    What is nearly the same among the new items, or gives another's key away, is suggested as pairs right after; beyond
    COMPARED_AT_ONCE that is left to the job that looks over the whole bank.
    """
    with _planned(database, path, wishes, name=name, is_dry=False, tell=tell) as plan:
        report = plan.report
        if report.problem or not report.taken or (report.refused and not wishes.is_partial):
            return report
        for digest in _digests(plan):
            storage.put((plan.media_folder / digest).read_bytes())
        with database.write() as session:
            write(session, plan, by=by, now=now)
    report.is_done = True
    is_few = len(report.written) <= COMPARED_AT_ONCE
    report.pairs = pairs.look_among(database, report.written, now=now) if is_few else None
    return report


def write(session: Session, plan: Plan, *, by: int | None, now: datetime) -> None:
    """Write what was planned, in the caller's transaction."""
    report = plan.report
    _add_media(session, plan, by=by, now=now)
    exchange_rows.write(session, plan, by=by, note=f"Imported from {report.file}", now=now)
    about = {"file": report.file, "sha256": report.sha256, "format": report.format, "counts": report.counts}
    subject = f"bank:{report.bank}"
    audit.record(session, "review.items.imported", subject, by=by, now=now, detail={**about, "codes": report.written})


@contextmanager
def _planned(database: Database, path: Path, wishes: Wishes, *, name: str, is_dry: bool, tell: Tell) -> Iterator[Plan]:
    if not BANK.fullmatch(wishes.bank):
        raise Invalid(BAD_BANK)
    with TemporaryDirectory(prefix="import-") as folder, database.session() as session:
        plan = exchange_plan.made(session, path, wishes, Path(folder), name=name, is_dry=is_dry, tell=tell)
        session.rollback()
        yield plan


def _digests(plan: Plan) -> list[str]:
    return sorted(path.name for path in plan.media_folder.iterdir() if not path.suffix)


def _add_media(session: Session, plan: Plan, *, by: int | None, now: datetime) -> None:
    """Note the pictures that came along, each once."""
    digests = _digests(plan)
    known = set(session.scalars(select(Media.digest)))
    about = {"name": plan.report.file[:200], "added_at": now, "added_by_id": by}
    made = [
        {"digest": digest, "size": (plan.media_folder / digest).stat().st_size, **about, **_shape(plan, digest)}
        for digest in digests
        if digest not in known
    ]
    if made:
        session.execute(insert(Media), made)


def _shape(plan: Plan, digest: str) -> dict[str, object]:
    told: dict[str, object] = json.loads((plan.media_folder / f"{digest}.json").read_text("utf-8"))
    return told
