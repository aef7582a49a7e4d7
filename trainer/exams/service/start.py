"""Starting an attempt: gates, acceptance, a frozen paper, and one running attempt whatever the race."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from trainer.accounts import queries as accounts
from trainer.core import clock
from trainer.exams import holds, queries, rules
from trainer.exams.errors import GateShut, NotAccepted
from trainer.exams.gates import gates_of
from trainer.exams.machine import Move, State, after
from trainer.exams.models import Acceptance, Attempt, Exam, ExamStatement, Paper
from trainer.exams.service import trail
from trainer.exams.service.draw import Call, Ready, paper_for
from trainer.exams.service.time import limit_for
from trainer.web.permissions import Role


def start(
    session: Session,
    exam_id: int,
    person_id: int,
    *,
    accepted: Collection[int],
    seed: int,
    grace_seconds: int,
    now: datetime,
    address: str | None = None,
    zone: str = "UTC",
) -> Attempt:
    """Begin an attempt, or lead to the one that is running. `zone` is the issuer's: by its days sources are due.

    GateShut when something must happen first, NotAccepted when a statement was not; nothing is stored then.
    """
    exam = queries.exam(session, exam_id)
    held = _held(session, exam, person_id)
    running = queries.running_attempt(session, person_id, exam_id)
    if running is not None and queries.is_open(running, now):
        return running
    _check_gates(session, exam, person_id, now)
    statements = queries.statements(session, exam.id)
    _check_accepted(statements, accepted)
    drawn = paper_for(session, Call(exam, person_id, seed, clock.day_of(now, zone)), held)
    attempt = _new_attempt(session, exam, person_id, seed, grace_seconds, now, _own_rules(exam, drawn))
    attempt.form_id = drawn.form_id
    if held is not None:
        attempt.parent_id, attempt.policy_version_id = held.id, held.policy_version_id
    if not _is_first(session, attempt):
        return _winner(session, person_id, exam_id)
    session.add(Paper(attempt_id=attempt.id, items=drawn.items))
    for statement in statements:
        session.add(Acceptance(attempt_id=attempt.id, statement_id=statement.id, accepted_at=now))
    detail = {"exam": exam.slug, "number": attempt.number, "seed": seed, "repeats": drawn.repeats}
    detail |= {"form": drawn.form_id} if drawn.form_id is not None else {}
    trail.leave(session, attempt, trail.STARTED, by=person_id, now=now, address=address, detail=detail)
    return attempt


def _check_gates(session: Session, exam: Exam, person_id: int, now: datetime) -> None:
    person = accounts.person(session, person_id)
    roles = frozenset(Role(row.role) for row in person.roles)
    shut = [gate for gate in gates_of(session, exam, person_id, roles, now=now) if not gate.is_open]
    if shut:
        raise GateShut(" ".join(gate.says for gate in shut))


def _check_accepted(asked: Collection[ExamStatement], accepted: Collection[int]) -> None:
    missing = frozenset({statement.id for statement in asked} - set(accepted))
    if missing:
        raise NotAccepted(missing)


def _new_attempt(
    session: Session, exam: Exam, person_id: int, seed: int, grace_seconds: int, now: datetime, own: dict[str, Any]
) -> Attempt:
    earlier = queries.attempts_of(session, person_id, exam.id)
    base = own["minutes"] * 60 if own["minutes"] is not None else None
    limit, breaks = limit_for(session, person_id, base)
    return Attempt(
        id=uuid4(),
        person_id=person_id,
        exam_id=exam.id,
        number=max((attempt.number for attempt in earlier), default=0) + 1,
        state=after(State.READY, Move.START).value,
        seed=seed,
        blueprint_version_id=exam.blueprint_version_id,
        policy_version_id=exam.policy_version_id,
        rules=own,
        base_limit_seconds=base,
        limit_seconds=limit,
        break_left_seconds=breaks,
        grace_seconds=grace_seconds,
        started_at=now,
        deadline=rules.deadline(now, limit),
    )


def _held(session: Session, exam: Exam, person_id: int) -> Attempt | None:
    """The held attempt a follow-up belongs to, locked: it is settled or sat, never both at once."""
    if exam.kind != holds.FOLLOW_UP:
        return None
    held = holds.held_attempt(session, person_id, holds.beside(session, exam, queries.FINAL).id)
    return queries.locked_attempt(session, held.id) if held else None


def _own_rules(exam: Exam, drawn: Ready) -> dict[str, Any]:
    """The exam's rules as an attempt keeps them; the length and time of a follow-up come from its paper."""
    own = {**exam.rules, "items": len(drawn.items)}
    if exam.kind == holds.FOLLOW_UP:
        own["minutes"] = len(drawn.items) * exam.rules["minutes_an_item"]
    return own


def _is_first(session: Session, attempt: Attempt) -> bool:
    """Whether this attempt is the one that stands; the unique keys settle a race."""
    try:
        with session.begin_nested():
            session.add(attempt)
    except IntegrityError:
        return False
    return True


def _winner(session: Session, person_id: int, exam_id: int) -> Attempt:
    running = queries.running_attempt(session, person_id, exam_id)
    if running is None:
        raise GateShut("Another start was under way at the same moment. Open the exam's page again.")
    return running
