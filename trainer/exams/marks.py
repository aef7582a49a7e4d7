"""Marking an attempt as it stands in the database: its paper, its answers, the item versions, and what decides."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from trainer.exams import holds, marking, queries
from trainer.exams.models import Attempt, Exam
from trainer.library import queries as library
from trainer.library.models import PolicyVersion


def marked(session: Session, attempt: Attempt) -> tuple[marking.Marked, ...]:
    """Every position of an attempt with what its stored answer earned."""
    items = queries.paper_items(session, attempt.id)
    given = {position: row.answer for position, row in queries.answers(session, attempt.id).items()}
    return marking.marked(items, given, library.payloads(session, [entry["version_id"] for entry in items]))


def policy_of(session: Session, attempt: Attempt) -> dict[str, Any]:
    """What decides an attempt, as its record says it: the kind, the version and its number where it has one, the spec.

    A quiz and a follow-up are decided by the rules of their start.
    """
    exam = queries.exam(session, attempt.exam_id)
    if exam.kind == queries.FINAL and attempt.policy_version_id is not None:
        found = session.get_one(PolicyVersion, attempt.policy_version_id)
        return {"kind": exam.kind, "version": found.id, "number": found.number, "spec": found.spec}
    return {"kind": exam.kind, "version": None, "number": None, "spec": _own_spec(session, exam, attempt)}


def _own_spec(session: Session, exam: Exam, attempt: Attempt) -> dict[str, Any]:
    if exam.kind == holds.FOLLOW_UP and attempt.parent_id is not None:
        held = holds.unmet(session.get_one(Attempt, attempt.parent_id))
        return {"pass_mark": attempt.rules["pass_mark"], "rules": held}
    if exam.kind == queries.QUIZ:
        return marking.quiz_policy(attempt.rules).model_dump(mode="json")
    return {}


def decision_of(session: Session, attempt: Attempt) -> dict[str, Any]:
    """The decision that follows from an attempt's record; the same today and in ten years."""
    return decided(session, attempt, marked(session, attempt))


def decided(session: Session, attempt: Attempt, marks: tuple[marking.Marked, ...]) -> dict[str, Any]:
    """The decision that follows from the marks of an attempt."""
    policy = policy_of(session, attempt)
    return marking.decided(marks, policy["kind"], policy["spec"])
