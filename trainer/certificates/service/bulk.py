"""Issuing by the thousand: pages are made by processes that were warmed once, and the log grows twice a batch."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from multiprocessing.pool import Pool

from trainer.certificates.models import Certificate
from trainer.certificates.service import status
from trainer.certificates.service.issuing import CANNOT_BE_MADE, make_credential, place, print_page, printable, tried
from trainer.certificates.service.render import certificate_pdf
from trainer.certificates.service.workshop import Workshop
from trainer.core.db import Database

BATCH = 200
"""So many certificates share two growths of the log; a stop loses the place of at most so many."""
WORTH_A_POOL = 4
_at_work: tuple[Database, Workshop] | None = None
Tell = Callable[[int], None]


def finish_many(
    database: Database, workshop: Workshop, certificates: Sequence[int], *, now: datetime, tell: Tell,
    workers: int | None = None,
) -> int:  # fmt: skip
    """Take these certificates through the steps they lack, telling of each that is done; returns how many got a page.

    Stopped anywhere, it goes on where it was. Raises NoKeys when there is nothing to sign with.
    """
    printed = 0
    with presses(database, workshop, certificates, workers or os.cpu_count() or 1) as press:
        for start in range(0, len(certificates), BATCH):
            batch = certificates[start : start + BATCH]
            for one in batch:
                tried(make_credential, database, workshop, one, now)
            place(workshop, now=now)
            ready = printable(database, workshop, batch, now)
            if waiting := len(batch) - len(ready):
                tell(waiting)
            for is_printed in press(ready, now):
                printed += is_printed
                tell(1)
            place(workshop, now=now)
    status.refresh(database, workshop, now=now)
    return printed


Press = Callable[[Sequence[int], datetime], Iterator[bool]]


@contextmanager
def presses(database: Database, workshop: Workshop, certificates: Sequence[int], workers: int) -> Iterator[Press]:
    """What prints: this process for a few, else processes forked from one that has its fonts and styles read.

    Each opens keys and connections of its own, whatever this one has opened: what is kept in a token begins anew in a
    forked process (`keys/pkcs11.py`), and the database's connections in `_begin`.
    """
    if workers == 1 or len(certificates) < WORTH_A_POOL:
        yield lambda batch, now: (tried(print_page, database, workshop, one, now) for one in batch)
        return
    with database.session() as session, suppress(*CANNOT_BE_MADE):
        certificate_pdf(session.get_one(Certificate, certificates[0]).record)
    with multiprocessing.get_context("fork").Pool(workers, _begin, (database, workshop)) as pool:
        yield partial(_spread, pool)


def _spread(pool: Pool, batch: Sequence[int], now: datetime) -> Iterator[bool]:
    return pool.imap_unordered(partial(_print, now), batch)


def _begin(database: Database, workshop: Workshop) -> None:
    """Begin a process: what it inherited of the database's connections belongs to its parent."""
    global _at_work  # noqa: PLW0603 - a process of the pool has one workshop
    database.engine.dispose(close=False)
    _at_work = database, workshop


def _print(now: datetime, certificate_id: int) -> bool:
    if _at_work is None:
        raise RuntimeError("this process was not begun")
    return tried(print_page, *_at_work, certificate_id, now)
