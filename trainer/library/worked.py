"""Rows that the worker works through while pages tell how far it is: one worker takes each, and touches it going on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import or_, select

from trainer.core.db import Database
from trainer.library.models import BankReading, ItemImport

STALE = timedelta(minutes=3)
"""A row that nobody touched for so long is begun anew: its worker is gone."""
FAILED = "failed"
ONCE_MORE = "The reading broke off and was begun once more."
Now = Callable[[], datetime]
Row = TypeVar("Row", BankReading, ItemImport)


def claimed(
    database: Database, model: type[Row], at_work: Mapping[str, str], given_up: str, now: datetime
) -> Row | None:
    """The next row to work on, marked as being worked on; one over which a worker died twice has failed, `given_up`.

    `at_work` is, for each state in which a row waits, the one in which it is worked on.
    """
    is_left = model.state.in_(at_work.values()) & (model.touched_at < now - STALE)
    wanted = select(model).where(or_(model.state.in_(at_work), is_left)).order_by(model.at, model.id).limit(1)
    with database.session() as session:
        if session.scalars(wanted).first() is None:
            return None
    with database.write() as session:
        row = session.scalars(wanted.with_for_update(skip_locked=True)).first()
        if row is not None:
            _begin(row, at_work, given_up, now)
    return row


def _begin(row: BankReading | ItemImport, at_work: Mapping[str, str], given_up: str, now: datetime) -> None:
    if row.state in at_work:
        row.state, row.trouble = at_work[row.state], ""
    elif row.trouble:
        row.state, row.trouble = FAILED, given_up
    else:
        row.trouble = ONCE_MORE
    row.touched_at = now


def put(database: Database, model: type[Row], row_id: int | UUID, now: datetime, **values: object) -> None:
    """Put down how far the work on a row is, in a short transaction of its own."""
    with database.write() as session:
        row = session.get_one(model, row_id)
        row.touched_at = now
        for name, value in values.items():
            setattr(row, name, value)
