"""What a save must know, read in one statement under the attempt's lock: time, answer, newest receipt.

What is asked at a position never changes once an attempt has begun, so each process keeps it after the first look.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from sys import intern
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Engine, Select, Table, bindparam, func, select
from sqlalchemy.orm import Session

from question_bank.items import Payload, Presented, payload_from
from trainer.core.db import Base
from trainer.core.errors import NotFound
from trainer.core.keep import Shelf
from trainer.exams.marking import presented
from trainer.exams.models import Answer, Attempt, Paper, Receipt
from trainer.library.models import ItemVersion
from trainer.library.queries import PAYLOADS

ATTEMPT, ANSWER, RECEIPT, PAPER, VERSION = (
    cast(Table, model.__table__) for model in (Attempt, Answer, Receipt, Paper, ItemVersion)
)
LONGEST_PAPER = 10_000
"""No paper is longer; a database must not be asked for a position it cannot even count."""


@dataclass(frozen=True, slots=True)
class Place:
    """One position of a paper: the item version it asks, and the shown ids, in shown order, with the own ids behind."""

    version_id: int
    known: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Head:
    """The newest receipt of an attempt."""

    number: int
    hash: str
    address: str | None
    agent: str | None


@dataclass(frozen=True, slots=True)
class Stored:
    """The answer that is stored at a position, with the receipt its client was given."""

    answer: Any
    is_flagged: bool
    revision: int
    saved_at: datetime
    writer: str | None
    receipt: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a position stands: what it asks, what is stored, what was acknowledged last in the attempt.

    `attempt` has the columns of the attempt that its time follows from, under their own names.
    """

    attempt: Any
    position: int
    place: Place
    payload: Payload
    stored: Stored | None
    head: Head | None

    @property
    def shown(self) -> Presented:
        """What the candidate sees there."""
        return presented(self.place.known, self.payload)


_papers: Shelf[UUID, tuple[Place, ...]] = Shelf(512)

_MINE = (ATTEMPT.c.id == bindparam("attempt"), ATTEMPT.c.person_id == bindparam("person"))
_LOCK = select(ATTEMPT.c.id).where(*_MINE).with_for_update()
_TIME = [
    ATTEMPT.c[name] for name in ("state", "started_at", "deadline", "grace_seconds", "paused_at", "break_left_seconds")
]
_OWN = RECEIPT.alias("own")
_NEWEST = RECEIPT.alias("newest")
_LAST = select(func.max(RECEIPT.c.number)).where(RECEIPT.c.attempt_id == bindparam("attempt")).scalar_subquery()
_STORED = [ANSWER.c[name] for name in ("answer", "is_flagged", "revision", "saved_at", "writer")]
_HEAD = [_NEWEST.c[name] for name in ("number", "hash", "address", "agent")]
_PAYLOAD = [VERSION.c.id.label("version_id"), VERSION.c.type, VERSION.c.payload]
_JOINED = (
    ATTEMPT.outerjoin(ANSWER, (ANSWER.c.attempt_id == ATTEMPT.c.id) & (ANSWER.c.position == bindparam("position")))
    .outerjoin(
        _OWN,
        (_OWN.c.attempt_id == ATTEMPT.c.id)
        & (_OWN.c.position == ANSWER.c.position)
        & (_OWN.c.revision == ANSWER.c.revision),
    )
    .outerjoin(_NEWEST, (_NEWEST.c.attempt_id == ATTEMPT.c.id) & (_NEWEST.c.number == _LAST))
)
_READ = select(*_TIME, *_STORED, _OWN.c.signature, *_HEAD).select_from(_JOINED).where(*_MINE)


def hold(session: Session, attempt_id: UUID, person_id: int, position: int) -> Standing:
    """Where a position of a person's attempt stands, held until the transaction ends; NotFound when there is none.

    PostgreSQL locks in a statement of its own: what is read after it is what stands, where one statement that locks and
    reads would show the answers as they were before it had to wait. SQLite lets one writer in at a time.
    """
    engine = cast(Engine, session.get_bind())
    session.flush()
    connection = session.connection()
    if engine.dialect.name != "sqlite":
        connection.execute(_LOCK, {"attempt": attempt_id, "person": person_id})
    paper = _papers.get(engine, attempt_id)
    if paper is not None and position > len(paper):
        raise NotFound
    payload = None if paper is None else PAYLOADS.get(engine, paper[position - 1].version_id)
    wanted = _READ if payload is not None else _cold(paper, position)
    mine = {"attempt": attempt_id, "person": person_id, "position": position}
    row = connection.execute(wanted, mine).one_or_none()
    if row is None:
        raise NotFound
    if paper is None:
        paper = _papers.put(engine, attempt_id, tuple(_place(entry) for entry in row.sheet))
    if payload is None:
        payload = PAYLOADS.put(engine, row.version_id, payload_from(row.type, row.payload))
    return Standing(row, position, paper[position - 1], payload, _stored(row), _head(row))


def _cold(paper: tuple[Place, ...] | None, position: int) -> Select[Any]:
    """The statement that also reads what this process has not seen yet: the item, and perhaps the paper."""
    if paper is not None:
        known = VERSION.c.id == paper[position - 1].version_id
        return _READ.add_columns(*_PAYLOAD).join(VERSION, known)
    asked = VERSION.c.id == Paper.items[position - 1]["version_id"].as_integer()
    return (
        _READ.add_columns(*_PAYLOAD, PAPER.c["items"].label("sheet"))
        .join(PAPER, PAPER.c.attempt_id == ATTEMPT.c.id)
        .join(VERSION, asked)
    )


def _place(entry: Mapping[str, Any]) -> Place:
    return Place(entry["version_id"], {shown: intern(own) for shown, own in entry["options"]})


def _stored(row: Any) -> Stored | None:
    if row.revision is None:
        return None
    return Stored(row.answer, row.is_flagged, row.revision, row.saved_at, row.writer, row.signature)


def _head(row: Any) -> Head | None:
    return None if row.number is None else Head(row.number, row.hash, row.address, row.agent)


def forget(session: Session, table: type[Base], key: tuple[Any, ...]) -> None:
    """Let the session read a row anew that was written past it."""
    found = session.identity_map.get(session.identity_key(table, key))
    if found is not None:
        session.expire(found)
