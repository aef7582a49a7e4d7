"""Reading what follows an attempt: holds and their follow-ups, what was met before, and what was learned again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from question_bank.scoring.decision import Verdict
from trainer.core.errors import NotFound
from trainer.exams import queries
from trainer.exams.machine import State
from trainer.exams.models import Attempt, Exam, Paper, SealedRecord
from trainer.library.models import Item, ItemVersion

FOLLOW_UP, PRACTICE = "follow_up", "practice"


def beside(session: Session, exam: Exam, kind: str) -> Exam:
    """The exam of another kind in the same course, such as a final's follow-up; NotFound when there is none."""
    found = session.scalar(select(Exam).where(Exam.course_id == exam.course_id, Exam.kind == kind))
    if found is None:
        raise NotFound
    return found


def held_attempt(session: Session, person_id: int, final_id: int) -> Attempt | None:
    """The person's attempt whose decision is held at present, or None."""
    wanted = select(Attempt).where(Attempt.person_id == person_id, Attempt.exam_id == final_id, _is_held())
    return session.scalar(wanted.order_by(Attempt.number.desc()).limit(1))


def _is_held() -> ColumnElement[bool]:
    return (Attempt.state == State.GRADED.value) & (Attempt.outcome == Verdict.HELD.value)


def unmet(attempt: Attempt) -> list[str]:
    """The must-not-miss rules that held this attempt."""
    rules = (attempt.decision or {})["rules"]
    return [rule["name"] for rule in rules if rule["kind"] == "must_not_miss" and not rule["met"]]


def until(held: Attempt, days: int) -> datetime:
    """Until when the follow-up of a held attempt can be started."""
    return (held.graded_at or held.started_at) + timedelta(days=days)


def follow_ups(session: Session, held_id: UUID) -> list[Attempt]:
    """The follow-up attempts of a held one that count, in order."""
    wanted = select(Attempt).where(Attempt.parent_id == held_id, Attempt.state != State.VOID.value)
    return list(session.scalars(wanted.order_by(Attempt.number)))


def lapsing(session: Session, *, now: datetime) -> list[UUID]:
    """Held attempts whose days are over without a follow-up that is still being sat or marked, oldest first."""
    final, follow_up, later = aliased(Exam), aliased(Exam), aliased(Attempt)
    open_states = (State.SUBMITTED.value, State.GRADED.value)
    sat = exists().where(later.parent_id == Attempt.id, later.state.in_(open_states))
    timed = exists().where(
        later.parent_id == Attempt.id, later.state == State.RUNNING.value, later.deadline.is_not(None)
    )
    rows = session.execute(
        select(Attempt, follow_up.rules)
        .join(final, final.id == Attempt.exam_id)
        .join(follow_up, (follow_up.course_id == final.course_id) & (follow_up.kind == FOLLOW_UP))
        .where(_is_held(), ~sat, ~timed)
        .order_by(Attempt.graded_at)
    )
    return [held.id for held, rules in rows if now > until(held, rules["days"])]


def met(session: Session, person_id: int, exam: Exam, *, last: int | None = None) -> Counter[str]:
    """How often this person was shown each item in an exam and, for a final, its follow-ups; by code.

    With `last` only on so many of their newest papers of the exam itself, and on whatever came after those.
    """
    related = [exam.id]
    if exam.kind in (queries.FINAL, FOLLOW_UP):
        family = select(Exam.id).where(Exam.course_id == exam.course_id, Exam.kind.in_((queries.FINAL, FOLLOW_UP)))
        related = list(session.scalars(family))
    wanted = select(Paper.items).join(Attempt).where(Attempt.person_id == person_id, Attempt.exam_id.in_(related))
    if last is not None:
        wanted = wanted.where(Attempt.started_at >= _since(session, person_id, exam, last))
    shown = Counter(entry["version_id"] for items in session.scalars(wanted) for entry in items)
    found: Counter[str] = Counter()
    for version_id, code in _codes(session, shown).items():
        found[code] += shown[version_id]
    return found


def _since(session: Session, person_id: int, exam: Exam, last: int) -> datetime:
    """When the oldest of this person's last papers began: the end of time for none, the beginning for too few."""
    if last == 0:
        return datetime.max.replace(tzinfo=UTC)
    began = [attempt.started_at for attempt in queries.attempts_of(session, person_id, exam.id)]
    return sorted(began, reverse=True)[last - 1] if len(began) >= last else datetime.min.replace(tzinfo=UTC)


def codes_on(session: Session, attempt_id: UUID) -> set[str]:
    """The codes of the items on one paper."""
    versions = [entry["version_id"] for entry in queries.paper_items(session, attempt_id)]
    return set(_codes(session, versions).values())


def _codes(session: Session, version_ids: Collection[int]) -> dict[int, str]:
    if not version_ids:
        return {}
    wanted = select(ItemVersion.id, Item.code).join(Item, Item.id == ItemVersion.item_id)
    return {row.id: row.code for row in session.execute(wanted.where(ItemVersion.id.in_(version_ids)))}


def passed_since(session: Session, person_id: int, module_ids: Collection[int], since: datetime) -> set[int]:
    """Which of these modules' quizzes were begun after a moment and passed."""
    wanted = (
        select(Exam.module_id)
        .join(Attempt, Attempt.exam_id == Exam.id)
        .where(Exam.module_id.in_(module_ids), Attempt.person_id == person_id, Attempt.started_at >= since)
        .where(Attempt.state == State.GRADED.value, Attempt.outcome == Verdict.PASSED.value)
    )
    return {module_id for module_id in session.scalars(wanted) if module_id is not None}


def unsealed(session: Session, *, limit: int | None = None) -> list[UUID]:
    """Graded attempts that count and have no sealed record yet, oldest first."""
    wanted = (
        select(Attempt.id)
        .join(Exam, Exam.id == Attempt.exam_id)
        .outerjoin(SealedRecord, SealedRecord.attempt_id == Attempt.id)
        .where(Attempt.state == State.GRADED.value, Exam.kind != PRACTICE, SealedRecord.attempt_id.is_(None))
    )
    return list(session.scalars(wanted.order_by(Attempt.graded_at).limit(limit)))


def sealed(session: Session) -> list[UUID]:
    """Every attempt with a sealed record, oldest first."""
    return list(session.scalars(select(SealedRecord.attempt_id).order_by(SealedRecord.sealed_at)))
