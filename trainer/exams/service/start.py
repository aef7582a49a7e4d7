"""Starting an attempt: gates, acceptance, a frozen paper, and one running attempt whatever the race."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from question_bank.selection.paper import NoPaper
from trainer.accounts import queries as accounts
from trainer.core.errors import Unavailable
from trainer.exams import paper, queries, rules
from trainer.exams.errors import GateShut, NotAccepted
from trainer.exams.gates import gates_of
from trainer.exams.machine import Move, State, after
from trainer.exams.models import Acceptance, Attempt, Exam, Paper
from trainer.exams.service import trail
from trainer.library import queries as library
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
) -> Attempt:
    """Begin an attempt, or lead to the one that is running.

    GateShut when something must happen first, NotAccepted when a statement was not; nothing is stored then.
    """
    exam = queries.exam(session, exam_id)
    running = queries.running_attempt(session, person_id, exam_id)
    if running is not None and queries.is_open(running, now):
        return running
    _check_gates(session, exam, person_id, now)
    _check_accepted(session, exam, accepted)
    attempt = _new_attempt(session, exam, person_id, seed, grace_seconds, now)
    items = _paper(session, exam, person_id, seed)
    if not _is_first(session, attempt):
        return _winner(session, person_id, exam_id)
    session.add(Paper(attempt_id=attempt.id, items=items))
    for statement in queries.statements(session, exam.id):
        session.add(Acceptance(attempt_id=attempt.id, statement_id=statement.id, accepted_at=now))
    detail = {"exam": exam.slug, "number": attempt.number, "seed": seed}
    trail.leave(session, attempt, trail.STARTED, by=person_id, now=now, address=address, detail=detail)
    return attempt


def _check_gates(session: Session, exam: Exam, person_id: int, now: datetime) -> None:
    person = accounts.person(session, person_id)
    roles = frozenset(Role(row.role) for row in person.roles)
    shut = [gate for gate in gates_of(session, exam, person_id, roles, now=now) if not gate.is_open]
    if shut:
        raise GateShut(" ".join(gate.says for gate in shut))


def _check_accepted(session: Session, exam: Exam, accepted: Collection[int]) -> None:
    asked = {statement.id for statement in queries.statements(session, exam.id)}
    missing = frozenset(asked - set(accepted))
    if missing:
        raise NotAccepted(missing)


def _new_attempt(session: Session, exam: Exam, person_id: int, seed: int, grace_seconds: int, now: datetime) -> Attempt:
    earlier = queries.attempts_of(session, person_id, exam.id)
    limit = exam.rules["minutes"] * 60 if exam.rules["minutes"] is not None else None
    return Attempt(
        id=uuid4(),
        person_id=person_id,
        exam_id=exam.id,
        number=max((attempt.number for attempt in earlier), default=0) + 1,
        state=after(State.READY, Move.START).value,
        seed=seed,
        blueprint_version_id=exam.blueprint_version_id,
        policy_version_id=exam.policy_version_id,
        rules=dict(exam.rules),
        base_limit_seconds=limit,
        limit_seconds=limit,
        break_left_seconds=0,
        grace_seconds=grace_seconds,
        started_at=now,
        deadline=rules.deadline(now, limit),
    )


def _paper(session: Session, exam: Exam, person_id: int, seed: int) -> list[dict[str, object]]:
    met = queries.met_codes(session, person_id, exam.id)
    try:
        if exam.blueprint_version_id is not None and exam.policy_version_id is not None:
            bank = queries.bank(session, use="exam")
            blueprint = library.blueprint(session, exam.blueprint_version_id)
            policy = library.policy(session, exam.policy_version_id)
            drawn = paper.draw_final(bank, blueprint, policy, seed=seed, met=met)
        else:
            bank = queries.bank(session, use="practice", domains=queries.module_of(session, exam).domains)
            drawn = paper.draw_module_quiz(bank, count=exam.rules["items"], seed=seed, met=met)
    except NoPaper as error:
        raise Unavailable(f"No paper can be put together just now: {error}. Your tries are untouched.") from error
    wanted = set(drawn.codes)
    versions = library.versions_by_id(session, [item.version_id for item in bank if item.candidate.id in wanted])
    return paper.freeze(drawn, bank, lambda version_id: library.payload_of(versions[version_id]), seed=seed)


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
