"""The story of a held decision: what held it, what follows, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from question_bank.scoring.decision import Verdict
from trainer.exams import holds, queries
from trainer.exams.models import Attempt, AttemptEvent, Exam
from trainer.exams.service.time import limit_for
from trainer.exams.service.trail import LAPSED, NOT_RELEASED, RELEASED
from trainer.library import queries as library


@dataclass(frozen=True)
class Story:
    """A hold from beginning to end. `settled` is released, not-released, lapsed, or empty while it is held."""

    held: Attempt
    exam: Exam
    missed: list[str]
    until: datetime
    is_in_time: bool
    items: int
    seconds: int | None
    follow_up: Attempt | None
    settled: str
    settled_at: datetime | None

    @property
    def asks(self) -> str:
        """What releases the decision, in a phrase."""
        rules = self.exam.rules
        each = " on each rule" if len(self.missed) > 1 else ""
        return f"at least {rules['pass_mark']} of {rules['items_a_rule']} right{each}"

    @property
    def can_start(self) -> bool:
        """Whether the follow-up has not been sat and still can be."""
        return not self.settled and self.follow_up is None and self.is_in_time


def story(session: Session, attempt: Attempt, *, now: datetime) -> Story | None:
    """The story of an attempt whose decision was held; None for any other."""
    if (attempt.decision or {}).get("verdict") != Verdict.HELD:
        return None
    exam = holds.beside(session, queries.exam(session, attempt.exam_id), holds.FOLLOW_UP)
    sat = holds.follow_ups(session, attempt.id)
    until = holds.until(attempt, exam.rules["days"])
    settled, at = _settled(session, attempt)
    items, seconds = extent(session, exam, attempt)
    return Story(
        held=attempt,
        exam=exam,
        missed=missed(session, attempt),
        until=until,
        is_in_time=now <= until,
        items=items,
        seconds=seconds,
        follow_up=sat[-1] if sat else None,
        settled=settled,
        settled_at=at,
    )


def extent(session: Session, exam: Exam, held: Attempt) -> tuple[int, int | None]:
    """How many questions the follow-up of a held attempt has, and this person's seconds for them."""
    items = exam.rules["items_a_rule"] * len(holds.unmet(held))
    seconds, _breaks = limit_for(session, held.person_id, items * exam.rules["minutes_an_item"] * 60)
    return items, seconds


def missed(session: Session, held: Attempt) -> list[str]:
    """The rules that held an attempt, in the words of its policy."""
    says = rule_words(session, held)
    return [says[name] for name in holds.unmet(held)]


def rule_words(session: Session, attempt: Attempt) -> dict[str, str]:
    """The must-not-miss rules of an attempt's policy in words."""
    if attempt.policy_version_id is None:
        return {}
    checks = library.policy(session, attempt.policy_version_id).must_not_miss
    return {check.rule.value: check.says for check in checks}


def _settled(session: Session, attempt: Attempt) -> tuple[str, datetime | None]:
    names = (RELEASED, NOT_RELEASED, LAPSED)
    wanted = select(AttemptEvent).where(AttemptEvent.attempt_id == attempt.id, AttemptEvent.name.in_(names))
    event: Any = session.scalar(wanted.order_by(AttemptEvent.id.desc()).limit(1))
    return (event.name.rpartition(".")[2], event.at) if event else ("", None)
