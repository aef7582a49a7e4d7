"""What a follow-up asks: a decision that is held, within its days, not sat before, and a licence still good."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from trainer.exams import holds, queries
from trainer.exams.gates.gate import Gate, account, licence, moment
from trainer.exams.models import Attempt, Exam
from trainer.web.permissions import Role


def follow_up_gates(
    session: Session, exam: Exam, person_id: int, roles: frozenset[Role], *, now: datetime
) -> list[Gate]:
    """The gates of a follow-up; without a held decision that is all there is to say."""
    final = holds.beside(session, exam, queries.FINAL)
    held = holds.held_attempt(session, person_id, final.id)
    if held is None:
        says = "No decision of yours is held. These questions are only for one that is."
        return [Gate("held", False, says, f"/exams/{final.slug}")]
    return [
        Gate(
            "held", True, "A decision of yours is held, and these questions settle it.", f"/attempts/{held.id}/result"
        ),
        _in_time(exam, held, now),
        _once(session, held),
        account(session, person_id, roles),
        licence(session, person_id, now),
    ]


def _in_time(exam: Exam, held: Attempt, now: datetime) -> Gate:
    days = exam.rules["days"]
    ends, url = holds.until(held, days), f"/attempts/{held.id}/result"
    if now > ends:
        return Gate("days", False, f"The {days} days for these questions were over on {moment(ends)}.", url)
    return Gate("days", True, f"You can start until {moment(ends)}; once started, your time is yours.", url)


def _once(session: Session, held: Attempt) -> Gate:
    sat = holds.follow_ups(session, held.id)
    if sat:
        url = f"/attempts/{sat[-1].id}/result"
        return Gate("once", False, "You have had this follow-up. It is marked within a minute, and settles it.", url)
    return Gate("once", True, "You can sit this follow-up once.", f"/attempts/{held.id}/result")
