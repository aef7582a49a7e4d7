"""Tasks of those who look after the bank: made when a source becomes due, closed when nothing is left to do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from trainer.audit import service as audit
from trainer.core import clock
from trainer.core.errors import Conflict, NotFound, Refused
from trainer.library import evidence
from trainer.library.models import Source, Task

SOURCE_DUE, ITEM_DUE = "source-due", "item-due"
DONE_ALREADY = "Somebody has done this task already."
NOTHING_LEFT = "Nothing is left to do"
DESK_LOCK = 0x6465_736B  # one number for PostgreSQL's advisory lock on the desk: two looks must not make one task twice
Name = tuple[str, str]
"""What a task is about: its kind and its subject."""


def refresh(session: Session, *, now: datetime, zone: str = "UTC") -> int:
    """Make the tasks that due sources call for, close those that nothing calls for any more; how many changed.

    Asking twice makes nothing twice. An open task follows its owner and its reason. `zone` is the issuer's.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(DESK_LOCK)))
    wanted = {(task.kind, task.subject): task for task in _called_for(session, clock.day_of(now, zone), now)}
    open_ = select(Task).where(Task.done_at.is_(None), Task.kind.in_((SOURCE_DUE, ITEM_DUE)))
    standing = {(task.kind, task.subject): task for task in session.scalars(open_)}
    answered = _answered(session)
    fresh = [task for name, task in wanted.items() if name not in standing and (*name, task.says) not in answered]
    stale = [task for name, task in standing.items() if name not in wanted]
    moved = [task for name, task in standing.items() if name in wanted and _follows(task, wanted[name])]
    session.add_all(fresh)
    for task in stale:
        task.done_at, task.outcome = now, NOTHING_LEFT
    session.flush()
    if fresh or stale or moved:
        detail = {"made": len(fresh), "closed": len(stale), "moved": len(moved)}
        audit.record(session, "review.tasks.refreshed", "library", by=None, now=now, detail=detail)
    return len(fresh) + len(stale) + len(moved)


def _follows(task: Task, wanted: Task) -> bool:
    """Bring an open task in step with what is called for now; whether it had to change. What is new counts as made."""
    if (task.says, task.person_id, task.due_on) == (wanted.says, wanted.person_id, wanted.due_on):
        return False
    task.says, task.person_id, task.due_on, task.made_at = wanted.says, wanted.person_id, wanted.due_on, wanted.made_at
    return True


def _answered(session: Session) -> set[tuple[str, str, str]]:
    """What somebody has dealt with; it comes back only when there is another reason."""
    done = select(Task.kind, Task.subject, Task.says).where(Task.done_by_id.is_not(None))
    return {(kind, subject, says) for kind, subject, says in session.execute(done)}


def _called_for(session: Session, today: date, now: datetime) -> Iterator[Task]:
    due = {source.key: source for source in evidence.all_due(session, today)}
    cited = evidence.citing_any(session, due.keys())
    for key, source in due.items():
        why = evidence.why_due(source)
        yield _task(SOURCE_DUE, f"source:{key}", f"{key} {why}", source.owner_id, source, now)
        for one in cited.get(key, []):
            if one.is_awake:
                says = f"{one.item.code} cites {key}, which {why}"
                yield _task(ITEM_DUE, f"item:{one.item.code}:{key}", says, one.item.owner_id, source, now)


def _task(kind: str, subject: str, says: str, owner: int | None, source: Source, now: datetime) -> Task:
    return Task(kind=kind, subject=subject, says=says, person_id=owner, due_on=source.review_by, made_at=now)


def finish(session: Session, task_id: int, *, outcome: str, by: int, for_all: bool, now: datetime) -> Task:
    """Close a task with what came of it; Conflict when it is closed, Refused when it is another's, unless `for_all`."""
    task = session.get(Task, task_id, with_for_update=True, populate_existing=True)
    if task is None:
        raise NotFound
    if not for_all and task.person_id not in (None, by):
        raise Refused("This task is somebody else's. They or an administrator close it.")
    if task.done_at is not None:
        raise Conflict(DONE_ALREADY)
    task.done_at, task.done_by_id, task.outcome = now, by, outcome
    audit.record(session, "review.task.done", task.subject, by=by, now=now, detail={"id": task.id, "outcome": outcome})
    return task
