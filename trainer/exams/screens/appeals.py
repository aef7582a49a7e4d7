"""Appeals in words."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from trainer.accounts.models import Person, PersonRole
from trainer.core.errors import NotFound
from trainer.exams.models import Appeal, Attempt, Exam
from trainer.exams.service.appeal import ABOUT, REJECTED, UPHELD
from trainer.web.permissions import GRANTS, Permission

STATES = {
    None: ("Waiting", "half", "now"),
    UPHELD: ("Upheld", "ok", "ok"),
    REJECTED: ("Rejected", "bad", "bad"),
}
"""Words, icon and kind of each state."""


@dataclass(frozen=True)
class Row:
    """One appeal with its attempt, exam and candidate, and who decided."""

    appeal: Appeal
    attempt: Attempt
    exam: Exam
    person: Person
    by: str | None

    @property
    def state(self) -> tuple[str, str, str]:
        """Words, icon and kind."""
        return STATES[self.appeal.outcome]

    @property
    def about(self) -> str:
        """What is appealed."""
        return ABOUT[self.appeal.about]


def how_many(session: Session) -> int:
    """How many there are."""
    return session.scalar(select(func.count()).select_from(Appeal)) or 0


def queue(session: Session, *, offset: int, limit: int) -> list[Row]:
    """A stretch of all of them: those that wait first, the longest waiting first, then the newest decided."""
    waits = case((Appeal.outcome.is_(None), 0), else_=1)
    ordered = _rows().order_by(waits, case((waits == 0, Appeal.made_at)), Appeal.decided_at.desc(), Appeal.id)
    return [_row(session, *found) for found in session.execute(ordered.offset(offset).limit(limit)).all()]


def of(session: Session, attempt_id: UUID) -> list[Row]:
    """The appeals of one attempt, newest first."""
    found = _rows().where(Appeal.attempt_id == attempt_id).order_by(Appeal.id.desc())
    return [_row(session, *each) for each in session.execute(found).all()]


def one(session: Session, appeal_id: int) -> Row:
    """One appeal; NotFound when there is none."""
    found = session.execute(_rows().where(Appeal.id == appeal_id)).one_or_none()
    if found is None:
        raise NotFound
    return _row(session, *found)


def who_decides(session: Session, *, apart_from: int) -> list[Person]:
    """Everybody who may decide an appeal, but for the one it is about."""
    roles = [role.value for role, granted in GRANTS.items() if Permission.DECIDE_APPEALS in granted]
    held = select(PersonRole.person_id).where(PersonRole.role.in_(roles))
    query = select(Person).where(Person.id.in_(held), Person.is_active, Person.id != apart_from)
    return list(session.scalars(query.order_by(Person.id)))


def _rows() -> Select[Appeal, Attempt, Exam, Person]:
    return (
        select(Appeal, Attempt, Exam, Person)
        .join(Attempt, Attempt.id == Appeal.attempt_id)
        .join(Exam, Exam.id == Attempt.exam_id)
        .join(Person, Person.id == Attempt.person_id)
    )


def _row(session: Session, appeal: Appeal, attempt: Attempt, exam: Exam, person: Person) -> Row:
    by = session.get(Person, appeal.decided_by_id) if appeal.decided_by_id else None
    return Row(appeal, attempt, exam, person, by.name if by else None)
