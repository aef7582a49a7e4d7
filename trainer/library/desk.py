"""Tasks of those who look after the bank: made when a source becomes due, closed when nothing is left to do."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from trainer.accounts.models import Person
from trainer.audit import service as audit
from trainer.core.db import Database
from trainer.core.errors import Conflict, NotFound
from trainer.library import evidence
from trainer.library.models import Source, Task

SOURCE_DUE, ITEM_DUE = "source-due", "item-due"
DONE_ALREADY = "Somebody has done this task already."


def look(database: Database, *, today: date, now: datetime) -> int:
    """Make the tasks that due sources call for and close those that nothing calls for any more; how many changed."""
    with database.write() as session:
        return refresh(session, today=today, now=now)


def refresh(session: Session, *, today: date, now: datetime) -> int:
    """As `look`, in the caller's transaction. Asking twice makes nothing twice."""
    wanted = {(task.kind, task.subject): task for task in _called_for(session, today, now)}
    open_ = select(Task).where(Task.done_at.is_(None), Task.kind.in_((SOURCE_DUE, ITEM_DUE)))
    standing = {(task.kind, task.subject): task for task in session.scalars(open_)}
    answered = _answered(session)
    fresh = [task for name, task in wanted.items() if name not in standing and (*name, task.says) not in answered]
    stale = [task for name, task in standing.items() if name not in wanted]
    session.add_all(fresh)
    for task in stale:
        task.done_at, task.outcome = now, "Nothing is left to do"
    session.flush()
    if fresh or stale:
        detail = {"made": len(fresh), "closed": len(stale)}
        audit.record(session, "review.tasks.refreshed", "library", by=None, now=now, detail=detail)
    return len(fresh) + len(stale)


def _answered(session: Session) -> set[tuple[str, str, str]]:
    """What somebody has dealt with; it comes back only when there is another reason."""
    done = select(Task.kind, Task.subject, Task.says).where(Task.done_by_id.is_not(None))
    return {(kind, subject, says) for kind, subject, says in session.execute(done)}


def _called_for(session: Session, today: date, now: datetime) -> list[Task]:
    found: list[Task] = []
    for source in evidence.all_due(session, today):
        why = evidence.why_due(source)
        found.append(_task(SOURCE_DUE, f"source:{source.key}", f"{source.key} is {why}", source.owner_id, source, now))
        for cited in evidence.citing(session, source.key):
            says = f"{cited.item.code} cites {source.key}, which is {why}"
            found.append(
                _task(ITEM_DUE, f"item:{cited.item.code}:{source.key}", says, cited.item.owner_id, source, now)
            )
    return found


def _task(kind: str, subject: str, says: str, owner: int | None, source: Source, now: datetime) -> Task:
    return Task(kind=kind, subject=subject, says=says, person_id=owner, due_on=source.review_by, made_at=now)


def open_tasks(session: Session, *, person_id: int | None = None) -> list[tuple[Task, str | None]]:
    """The open tasks with their owners' names, oldest date first; somebody's own and nobody's where one is named."""
    wanted = select(Task, Person.name).outerjoin(Person, Person.id == Task.person_id).where(Task.done_at.is_(None))
    if person_id is not None:
        wanted = wanted.where(or_(Task.person_id == person_id, Task.person_id.is_(None)))
    found = session.execute(wanted.order_by(Task.due_on.is_(None), Task.due_on, Task.id))
    return [(task, name) for task, name in found]


def count_open(session: Session) -> int:
    """How many tasks are open, whosever they are."""
    return session.scalar(select(func.count()).select_from(Task).where(Task.done_at.is_(None))) or 0


def finish(session: Session, task_id: int, *, outcome: str, by: int, now: datetime) -> Task:
    """Close a task with what came of it; Conflict when it is closed."""
    task = session.get(Task, task_id, with_for_update=True, populate_existing=True)
    if task is None:
        raise NotFound
    if task.done_at is not None:
        raise Conflict(DONE_ALREADY)
    task.done_at, task.done_by_id, task.outcome = now, by, outcome
    audit.record(session, "review.task.done", task.subject, by=by, now=now, detail={"id": task.id, "outcome": outcome})
    return task
