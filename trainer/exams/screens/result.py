"""A graded attempt: the verdict in a sentence, the rules, the profile; for a quiz and a practice paper the items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from question_bank.items import Explained, Payload, Presented
from trainer.courses.models import Course, Module
from trainer.exams import holds, marking, marks, queries, remediation, rules
from trainer.exams.models import Attempt, Exam
from trainer.exams.remediation import Lesson
from trainer.exams.screens import words
from trainer.exams.screens.chart import Bar, bars
from trainer.exams.screens.story import Story, rule_words, story
from trainer.library import queries as library

EXPLAINED = (queries.QUIZ, holds.PRACTICE)
"""The kinds whose items are shown with keys and reasons after closing; an exam's own items never are."""


@dataclass(frozen=True)
class RuleRow:
    """One rule of the policy: what it asked, what was reached."""

    name: str
    asked: str
    reached: str
    is_met: bool
    short_by: str


@dataclass(frozen=True)
class ItemRow:
    """One item with its keys and reasons."""

    position: int
    shown: Presented
    options: tuple[Explained, ...]
    is_right: bool


@dataclass(frozen=True)
class Result:
    """Everything a result page shows; `items` is empty for a final exam and its follow-up, always.

    `story` is that of a hold, told with the final as with its follow-up; `lessons` what is to be learned again first.
    """

    attempt: Attempt
    exam: Exam
    course: Course
    module: Module | None
    final: Exam | None
    rules: list[RuleRow]
    bars: list[Bar]
    items: list[ItemRow]
    policy_number: int | None
    again_from: datetime | None
    story: Story | None
    lessons: list[Lesson]

    @property
    def total(self) -> RuleRow:
        """The overall rule; where there is none, what was right in all."""
        if self.rules and self.exam.kind != holds.FOLLOW_UP:
            return self.rules[0]
        scores = [Fraction(rule["reached"]) for rule in (self.attempt.decision or {})["rules"]]
        right = sum(scores) if scores else sum(row.is_right for row in self.items)
        reached = f"{_mark(str(right))} of {self.attempt.rules['items']}"
        return RuleRow("Overall", "", reached, is_met=True, short_by="")

    @property
    def unmet(self) -> list[RuleRow]:
        """The rules that were not reached."""
        return [rule for rule in self.rules if not rule.is_met]

    @property
    def headline(self) -> str:
        """The verdict in a sentence."""
        if self.exam.kind == holds.PRACTICE:
            return "Practice: nothing is recorded"
        if self.exam.kind == holds.FOLLOW_UP:
            return "Your decision is released" if self.attempt.outcome == "passed" else "The decision is not released"
        if self.attempt.outcome == "passed":
            return "You passed"
        count = words.number(len(self.unmet))
        if self.attempt.outcome == "held":
            need = "rule needs" if len(self.unmet) == 1 else "rules need"
            return f"Your decision is held: {count} {need} another look"
        if self.exam.kind == queries.QUIZ:
            return f"Not passed this time: {self.total.reached} right"
        plural = "rule was" if len(self.unmet) == 1 else "rules were"
        return f"Not passed this time: {count} {plural} not reached"


def result(session: Session, attempt: Attempt, *, now: datetime) -> Result:
    """The result of a graded attempt. Items, keys and reasons are for quizzes and practice papers only."""
    exam = queries.exam(session, attempt.exam_id)
    course = queries.course_of(session, exam)
    decision = attempt.decision or {}
    return Result(
        attempt=attempt,
        exam=exam,
        course=course,
        module=queries.module_of(session, exam) if exam.module_id is not None else None,
        final=holds.beside(session, exam, queries.FINAL) if exam.kind in (holds.FOLLOW_UP, holds.PRACTICE) else None,
        rules=_rules(session, attempt, decision),
        bars=bars(decision["profile"], course.domains) if exam.kind == queries.FINAL else [],
        items=_items(session, attempt) if exam.kind in EXPLAINED else [],
        policy_number=_policy_number(session, attempt, exam),
        again_from=_again_from(session, attempt, exam, now),
        story=_story(session, attempt, now),
        lessons=remediation.of(session, attempt) if exam.kind == queries.FINAL else [],
    )


def _story(session: Session, attempt: Attempt, now: datetime) -> Story | None:
    held = session.get_one(Attempt, attempt.parent_id) if attempt.parent_id else attempt
    return story(session, held, now=now)


def _rules(session: Session, attempt: Attempt, decision: Mapping[str, Any]) -> list[RuleRow]:
    says = {**words.GROUPS, **rule_words(session, attempt)}
    return [_rule(rule, says) for rule in decision["rules"]]


def _rule(rule: Mapping[str, Any], says: Mapping[str, str]) -> RuleRow:
    missing = rule["asked"] - Fraction(rule["reached"])
    return RuleRow(
        name=says[rule["name"]],
        asked=f"{rule['asked']} of {rule['of']}",
        reached=f"{_mark(rule['reached'])} of {rule['of']}",
        is_met=rule["met"],
        short_by="" if rule["met"] else f"Short by {_mark(str(missing))}",
    )


def _mark(reached: str) -> str:
    """A mark where a person reads it: whole as it is, a fraction to one decimal."""
    mark = Fraction(reached)
    return str(mark) if mark.denominator == 1 else f"{float(mark):.1f}"


def _policy_number(session: Session, attempt: Attempt, exam: Exam) -> int | None:
    if attempt.policy_version_id is None or exam.kind != queries.FINAL:
        return None
    return library.policy(session, attempt.policy_version_id).version


def _items(session: Session, attempt: Attempt) -> list[ItemRow]:
    marked = marks.marked(session, attempt)
    payloads = library.payloads(session, [each.entry["version_id"] for each in marked])
    return [_item(each, payloads[each.entry["version_id"]]) for each in marked]


def _item(each: marking.Marked, payload: Payload) -> ItemRow:
    known = marking.known_ids(each.entry)
    explained = payload.explain(list(known.values()), each.response)
    shown = marking.presented(known, payload)
    return ItemRow(each.entry["position"], shown, explained, each.outcome.credit == 1)


def _again_from(session: Session, attempt: Attempt, exam: Exam, now: datetime) -> datetime | None:
    """From when this person may sit it again, when that is later than now."""
    if exam.kind not in (queries.FINAL, queries.QUIZ):
        return None
    attempts = queries.attempts_of(session, attempt.person_id, exam.id)
    starts = [each.started_at for each in attempts]
    if exam.kind == queries.QUIZ:
        return rules.daily_cap_ends(starts, exam.rules["tries_a_day"], now)
    cooled = rules.opens_again(attempts[-1].closed_at, exam.rules["cool_down_days"])
    capped = rules.yearly_cap_ends(starts, exam.rules["tries_a_year"], now)
    latest = max([moment for moment in (cooled, capped) if moment is not None], default=now)
    return latest if latest > now else None
