"""The desk of those who look after the bank: tasks, saved views, changes of many items at once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from trainer.core.db import Base


class Task(Base):
    """Something somebody is to do about an item or a source; open until done. Nobody's task is everybody's."""

    __tablename__ = "library_task"
    __table_args__ = (Index("ix_library_task_subject_done", "subject", "done_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    subject: Mapped[str] = mapped_column(String(60))
    says: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    due_on: Mapped[date | None]
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None] = mapped_column(index=True)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[str] = mapped_column(default="")


class SavedView(Base):
    """A list of items under a name: the filters as they stand in the address."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("person_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(80))
    query: Mapped[str]
    is_shared: Mapped[bool]
    created_at: Mapped[datetime]


class BulkChange(Base):
    """One change of many items at once, with what each was before, so that it can be taken back as a whole.

    `items` is a list of {id, code, before, after}: version numbers for a change of what items say, states for a move.
    """

    __tablename__ = "bulk_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    verb: Mapped[str] = mapped_column(String(20))
    says: Mapped[str]
    items: Mapped[list[Any]]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class BankReading(Base):
    """A report on the bank, or one domain of it, made by the worker. `state` is waiting, reading, done or failed.

    `told` is what it tells, as charts, once it is done at `touched_at`. Until then `touched_at` is when `read_count`
    was last put down: a reading that nobody touched for long begins anew.
    """

    __tablename__ = "bank_reading"

    id: Mapped[int] = mapped_column(primary_key=True)
    domain: Mapped[str] = mapped_column(String(4), index=True)
    state: Mapped[str] = mapped_column(String(10), index=True)
    read_count: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str] = mapped_column(default="")
    told: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    touched_at: Mapped[datetime]
