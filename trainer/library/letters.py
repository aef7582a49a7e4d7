"""Letters to those who own items and sources: once a day at most, what is new on their desk."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from trainer.accounts.models import Person
from trainer.core import clock
from trainer.documents import fill
from trainer.library.models import Task
from trainer.mail import Letter, OutgoingMail, post

NAME = "tasks_due"
AT_MOST = 20
"""How many tasks a letter lists; the page has them all."""


class House(Protocol):
    """The facts of an installation that a letter states."""

    @property
    def issuer(self) -> str:
        """Who examines."""

    @property
    def base_url(self) -> str:
        """Where the site is."""

    @property
    def time_zone(self) -> str:
        """By whose days it writes."""


def tell_owners(session: Session, house: House, *, now: datetime) -> int:
    """Write to each owner whose desk has something new since their last letter; how many were written."""
    new = [(person, tasks) for person in _owners(session) if (tasks := _new_for(session, person, now, house.time_zone))]
    for person, tasks in new:
        post(session, letter(person, tasks, house, now=now), now=now)
    return len(new)


def _owners(session: Session) -> list[Person]:
    """Everybody with an open account and an open task."""
    open_ = select(Task.person_id).where(Task.done_at.is_(None))
    return list(session.scalars(select(Person).where(Person.id.in_(open_), Person.is_active).order_by(Person.id)))


def _new_for(session: Session, person: Person, now: datetime, zone: str) -> list[str]:
    """What somebody's open tasks say that were made since their last letter; nothing on a day that had one."""
    written = select(func.max(OutgoingMail.created_at)).where(OutgoingMail.key.startswith(f"{NAME}:{person.id}:"))
    last = session.scalar(written)
    if last is not None and clock.day_of(last, zone) == clock.day_of(now, zone):
        return []
    mine = select(Task.says).where(Task.person_id == person.id, Task.done_at.is_(None))
    if last is not None:
        mine = mine.where(Task.made_at > last)
    return list(session.scalars(mine.order_by(Task.id)))


def letter(person: Person, tasks: list[str], house: House, *, now: datetime) -> Letter:
    """What is new on somebody's desk."""
    subject = "1 new task in the question bank" if len(tasks) == 1 else f"{len(tasks)} new tasks in the question bank"
    said = {
        "subject": subject,
        "facts": {"issuer": house.issuer},
        "name": person.name,
        "tasks": tasks[:AT_MOST],
        "more": max(0, len(tasks) - AT_MOST),
        "url": f"{house.base_url}/staff/tasks",
    }
    key = f"{NAME}:{person.id}:{clock.day_of(now, house.time_zone)}"
    body, html = (fill(f"mail/{NAME}.{kind}", **said) for kind in ("txt", "html"))
    return Letter(key=key, to=person.email, subject=subject, body=body, html=html)
