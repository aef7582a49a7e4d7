"""Reading the tasks of those who look after the bank: whose they are, what they are about, what is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, or_, select, true
from sqlalchemy.orm import Session

from trainer.accounts.models import Person
from trainer.library import listing
from trainer.library.models import Task


@dataclass(frozen=True)
class Wish:
    """What the list is narrowed to; an empty word narrows nothing. `whose` is mine, nobody or all."""

    whose: str = ""
    kind: str = ""
    source: str = ""
    is_done: bool = False


@dataclass(frozen=True)
class Line:
    """A task with its owner, and where it leads: the item, if it is about one, and the source."""

    task: Task
    owner: str | None
    code: str | None
    item_id: UUID | None
    source: str


def lines(session: Session, wish: Wish, *, me: int, sees_all: bool, offset: int, limit: int) -> list[Line]:
    """A stretch of the tasks: one's own first, then nobody's, each by date; done ones newest first."""
    nearness = case((Task.person_id == me, 0), (Task.person_id.is_(None), 1), else_=2)
    soonest = (nearness, Task.due_on.is_(None), Task.due_on, Task.id)
    wanted = select(Task, Person.name).outerjoin(Person, Person.id == Task.person_id)
    wanted = wanted.where(_fits(wish, me=me, sees_all=sees_all))
    order = (Task.done_at.desc(), Task.id.desc()) if wish.is_done else soonest
    found = session.execute(wanted.order_by(*order).offset(offset).limit(limit)).all()
    ids = listing.ids_by_code(session, [code for task, _name in found if (code := _about(task)[0])])
    return [_line(task, name, ids) for task, name in found]


def count(session: Session, wish: Wish, *, me: int, sees_all: bool) -> int:
    """How many tasks fit."""
    wanted = select(func.count()).select_from(Task).where(_fits(wish, me=me, sees_all=sees_all))
    return session.scalar(wanted) or 0


def count_open(session: Session, *, me: int) -> int:
    """How many tasks wait for this person: their own and nobody's."""
    return count(session, Wish(), me=me, sees_all=False)


def _fits(wish: Wish, *, me: int, sees_all: bool) -> ColumnElement[bool]:
    mine, nobodys = Task.person_id == me, Task.person_id.is_(None)
    everybodys = true() if sees_all else or_(mine, nobodys)
    whose: dict[str, ColumnElement[bool]] = {"mine": mine, "nobody": nobodys, "all": everybodys}
    fits = whose.get(wish.whose, or_(mine, nobodys))
    fits &= Task.done_at.is_not(None) if wish.is_done else Task.done_at.is_(None)
    if wish.kind:
        fits &= Task.kind == wish.kind
    if wish.source:
        fits &= or_(Task.subject == f"source:{wish.source}", Task.subject.endswith(f":{wish.source}", autoescape=True))
    return fits


def _line(task: Task, owner: str | None, ids: dict[str, UUID]) -> Line:
    code, source = _about(task)
    return Line(task, owner, code, ids.get(code or ""), source)


def _about(task: Task) -> tuple[str | None, str]:
    """The code of the item a task is about, if any, and the key of the source: `item:D4-E-001:S8`, `source:S8`."""
    _kind, *rest = task.subject.split(":")
    return (rest[0], rest[1]) if len(rest) > 1 else (None, rest[0])
