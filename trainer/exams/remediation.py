"""What has to be learned again before the next try: the modules behind a group that was not reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from question_bank.scoring.decision import Verdict
from trainer.courses.rules import quiz_slug
from trainer.exams import holds, marking, queries
from trainer.exams.marks import marked
from trainer.exams.models import Attempt


@dataclass(frozen=True)
class Lesson:
    """One module to learn again: its quiz, and whether that was passed since."""

    title: str
    url: str
    is_done: bool


def of(session: Session, attempt: Attempt) -> list[Lesson]:
    """The modules that an attempt which did not pass opens again, in the order of the course; none for any other."""
    if attempt.outcome != Verdict.NOT_PASSED or attempt.closed_at is None:
        return []
    groups = failed_groups(attempt)
    if not groups:
        return []
    domains = weak_domains(marked(session, attempt), groups)
    course = queries.course_of(session, queries.exam(session, attempt.exam_id))
    modules = [module for module in course.modules if domains & set(module.domains)]
    done = holds.passed_since(session, attempt.person_id, [module.id for module in modules], attempt.closed_at)
    return [
        Lesson(module.title, f"/exams/{quiz_slug(course.slug, module.slug)}", module.id in done) for module in modules
    ]


def failed_groups(attempt: Attempt) -> set[str]:
    """The groups whose minimum an attempt did not reach."""
    rules: Sequence[dict[str, object]] = (attempt.decision or {})["rules"]
    return {str(rule["name"]) for rule in rules if rule["kind"] == "group" and not rule["met"]}


def weak_domains(paper: Iterable[marking.Marked], groups: set[str]) -> set[str]:
    """The domains in which items of these groups lost marks."""
    lost = (each.entry for each in paper if each.outcome.credit < 1)
    return {entry["domain"] for entry in lost if entry["group"] in groups}
