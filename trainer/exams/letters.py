"""The letters of a held decision: what was held, why and until when; and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from trainer.accounts.models import Person
from trainer.core.db import after_commit
from trainer.core.events import Hearer
from trainer.documents import fill
from trainer.exams import holds, queries
from trainer.exams.events import AttemptHeld, HoldSettled
from trainer.exams.models import Attempt
from trainer.library import queries as library
from trainer.mail import Letter, post

HELD, SETTLED = "Your decision is held: a few fresh questions decide", "Your held decision is settled"


class House(Protocol):
    """The facts of an installation that a letter states."""

    @property
    def issuer(self) -> str:
        """Who examines."""

    @property
    def base_url(self) -> str:
        """Where the site is."""


def hearer(house: House, tell: Callable[[str], None]) -> Hearer:
    """A hearer of holds and settlements: the letter is written in their transaction and sent after it."""

    def write(session: Session, event: AttemptHeld | HoldSettled) -> None:
        letter = held_letter if isinstance(event, AttemptHeld) else settled_letter
        post(session, letter(session, session.get_one(Attempt, event.attempt_id), house), now=event.at)
        after_commit(session, lambda: tell("mail.deliver"))

    return write


def held_letter(session: Session, attempt: Attempt, house: House) -> Letter:
    """What is held, why, and until when it can be settled."""
    exam = holds.beside(session, queries.exam(session, attempt.exam_id), holds.FOLLOW_UP)
    ends = holds.until(attempt, exam.rules["days"])
    more = {"rules": exam.rules, "until": _moment(ends), "missed": _rules(session, attempt)}
    return _letter(session, "attempt_held", HELD, attempt, house, **more)


def settled_letter(session: Session, attempt: Attempt, house: House) -> Letter:
    """What came of a held decision: released, not released, or its days are over."""
    days = holds.beside(session, queries.exam(session, attempt.exam_id), holds.FOLLOW_UP).rules["days"]
    more = {"is_passed": attempt.outcome == "passed", "has_lapsed": attempt.released_by_id is None, "days": days}
    return _letter(session, "hold_settled", SETTLED, attempt, house, **more)


def _rules(session: Session, attempt: Attempt) -> list[str]:
    """The rules that held an attempt, in the words of its policy."""
    if attempt.policy_version_id is None:
        return []
    says = {check.rule.value: check.says for check in library.policy(session, attempt.policy_version_id).must_not_miss}
    return [says[name] for name in holds.unmet(attempt)]


def _letter(session: Session, template: str, subject: str, attempt: Attempt, house: House, **more: Any) -> Letter:
    person = session.get_one(Person, attempt.person_id)
    said = {
        "subject": subject,
        "facts": {"issuer": house.issuer},
        "name": person.name,
        "exam": queries.exam(session, attempt.exam_id).title,
        "url": f"{house.base_url}/attempts/{attempt.id}/result",
        **more,
    }
    return Letter(
        key=f"{template}:{attempt.id}", to=person.email, subject=subject,
        body=fill(f"mail/{template}.txt", **said), html=fill(f"mail/{template}.html", **said),
    )  # fmt: skip


def _moment(at: datetime) -> str:
    return f"{at.day} {at:%B %Y, %H:%M} UTC"
