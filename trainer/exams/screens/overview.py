"""An exam before it is sat: what it is, its rules, its gates, and earlier attempts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from question_bank.scoring.policy import Policy
from trainer.courses.models import Course, Module
from trainer.exams import queries
from trainer.exams.gates import Gate, gates_of
from trainer.exams.models import Attempt, Exam, ExamStatement
from trainer.exams.screens import words
from trainer.library import queries as library
from trainer.web.permissions import Role


@dataclass(frozen=True)
class Past:
    """An earlier attempt and what came of it."""

    attempt: Attempt
    words: str
    icon: str
    kind: str


@dataclass(frozen=True)
class Overview:
    """Everything the page of an exam shows."""

    exam: Exam
    course: Course
    module: Module | None
    rules: list[tuple[str, str]]
    gates: list[Gate]
    running: Attempt | None
    past: list[Past]
    statements: list[ExamStatement]

    @property
    def is_open(self) -> bool:
        """Whether it can be started now."""
        return all(gate.is_open for gate in self.gates)


def overview(session: Session, exam: Exam, person_id: int, roles: frozenset[Role], *, now: datetime) -> Overview:
    """The page of an exam for one person."""
    attempts = queries.attempts_of(session, person_id, exam.id)
    running = next((attempt for attempt in attempts if queries.is_open(attempt, now)), None)
    return Overview(
        exam=exam,
        course=queries.course_of(session, exam),
        module=queries.module_of(session, exam) if exam.module_id is not None else None,
        rules=_rules(session, exam),
        gates=[] if running else gates_of(session, exam, person_id, roles, now=now),
        running=running,
        past=[_past(attempt) for attempt in reversed(attempts) if attempt is not running],
        statements=queries.statements(session, exam.id),
    )


def _rules(session: Session, exam: Exam) -> list[tuple[str, str]]:
    rules = exam.rules
    rows = [("Questions", f"{rules['items']}"), ("Time", f"{rules['minutes']} minutes, in one sitting")]
    if exam.policy_version_id is None:
        return [
            *rows,
            ("To pass", f"at least {rules['pass_mark']} of {rules['items']} right"),
            ("Tries", f"{rules['tries_a_day']} in 24 hours, each with other questions as far as the bank goes"),
        ]
    days = rules["cool_down_days"]
    tries = f"at most {rules['tries_a_year']} in twelve months, at least {days} days apart"
    return [*rows, *_policy(library.policy(session, exam.policy_version_id)), ("Tries", tries)]


def _policy(policy: Policy) -> list[tuple[str, str]]:
    rows = [("To pass, in all", f"at least {policy.total.at_least} of {policy.total.of}")]
    rows += [
        (f"To pass, {words.GROUPS[group.value].lower()}", f"at least {cut.at_least} of {cut.of}")
        for group, cut in policy.groups.items()
    ]
    if policy.must_not_miss:
        count = len(policy.must_not_miss)
        rows.append(("Must not be missed", f"{count} rules, two questions each; both wrong holds the decision"))
    return rows


def _past(attempt: Attempt) -> Past:
    said, icon, kind = words.outcome(attempt)
    return Past(attempt, said, icon, kind)
