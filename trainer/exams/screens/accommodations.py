"""Accommodations in words."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from trainer.accounts.models import Person
from trainer.core.errors import NotFound
from trainer.exams.models import Accommodation
from trainer.exams.service.accommodate import ASKED, ENDED, GRANTED, REFUSED

STATES = {
    ASKED: ("Waiting", "half", "now"),
    GRANTED: ("Granted", "ok", "ok"),
    REFUSED: ("Not granted", "bad", "bad"),
    ENDED: ("Ended", "older", ""),
}
"""Words, icon and kind of each state."""


@dataclass(frozen=True)
class Row:
    """One accommodation with its person, what it grants in words, and who decided."""

    asked: Accommodation
    person: Person
    grants: str
    by: str | None

    @property
    def state(self) -> tuple[str, str, str]:
        """Words, icon and kind."""
        return STATES[self.asked.state]


def accommodation(session: Session, accommodation_id: int) -> Accommodation:
    """The accommodation with this id; NotFound when there is none."""
    found = session.get(Accommodation, accommodation_id)
    if found is None:
        raise NotFound
    return found


def how_many(session: Session) -> int:
    """How many there are."""
    return session.scalar(select(func.count()).select_from(Accommodation)) or 0


def queue(session: Session, *, offset: int, limit: int) -> list[Row]:
    """A stretch of all of them: those that wait first, the longest waiting first, then the newest decided."""
    waits = case((Accommodation.state == ASKED, 0), else_=1)
    found = select(Accommodation, Person).join(Person, Person.id == Accommodation.person_id)
    moments = case((waits == 0, Accommodation.asked_at)), Accommodation.decided_at.desc()
    ordered = found.order_by(waits, *moments, Accommodation.id.desc())
    return [row(session, asked, person) for asked, person in session.execute(ordered.offset(offset).limit(limit))]


def of(session: Session, person_id: int) -> list[Row]:
    """Everything a person asked for, newest first."""
    found = select(Accommodation).where(Accommodation.person_id == person_id).order_by(Accommodation.id.desc())
    person = session.get_one(Person, person_id)
    return [row(session, asked, person) for asked in session.scalars(found)]


def row(session: Session, asked: Accommodation, person: Person) -> Row:
    """One accommodation in words."""
    by = session.get(Person, asked.decided_by_id) if asked.decided_by_id else None
    return Row(asked, person, in_words(asked), by.name if by else None)


def in_words(asked: Accommodation) -> str:
    """What is granted: more time, breaks, both, or no limit; empty where nothing was."""
    if asked.state not in (GRANTED, ENDED):
        return ""
    said = [] if asked.multiplier == "1" else [f"{asked.multiplier} times the time"]
    if asked.is_untimed:
        said = ["no time limit"]
    if asked.break_minutes and not asked.is_untimed:
        said.append(f"{asked.break_minutes} minutes of breaks in which the clock stands")
    return " and ".join(said).capitalize()
