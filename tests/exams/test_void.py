"""Making attempts void, alone and many at once: with a reason, and never by accident while somebody is answering."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.build import NOON, person
from tests.exams import build
from trainer.accounts import queries as accounts
from trainer.core.errors import Conflict, Invalid, NotFound, Refused
from trainer.exams import queries, service
from trainer.exams.models import Attempt, AttemptEvent
from trainer.exams.service.time import AlreadyClosed
from trainer.exams.service.void import StillRunning, extend_many, void, void_many
from trainer.web.permissions import Role

MINUTE = timedelta(minutes=1)
LATER = NOON + 5 * MINUTE


@pytest.fixture
def bob(session: Session) -> int:
    return person(session, "Bob Birch", Role.ADMINISTRATOR).id


@pytest.fixture
def attempts(session: Session) -> list[Attempt]:
    """Three attempts under way."""
    own = build.world(session)
    return [build.started(session, own.final, build.ready(session, own, f"P{n} Ash")) for n in range(3)]


def states(attempts: list[Attempt]) -> list[str]:
    return [attempt.state for attempt in attempts]


@pytest.mark.parametrize("state", ["running", "submitted", "graded"])
def test_an_attempt_is_made_void_from_every_state(
    session: Session, attempts: list[Attempt], bob: int, state: str
) -> None:
    attempt = attempts[0]
    if state == "submitted":
        service.submit(session, attempt.id, by=attempt.person_id, now=NOON)
    if state == "graded":
        build.finished(session, attempt)
    before = (attempt.outcome, attempt.decision)
    void(session, attempt.id, reason="The wrong person sat", by=bob, now=LATER, address="192.0.2.9")
    assert (attempt.state, attempt.closed_by) == ("void", "staff" if state == "running" else "person")
    assert (attempt.outcome, attempt.decision) == before
    event = session.scalars(select(AttemptEvent).order_by(AttemptEvent.id.desc())).first()
    assert event is not None
    assert (event.name, event.by_id, event.address) == ("exam.attempt.voided", bob, "192.0.2.9")
    assert event.detail == {"reason": "The wrong person sat", "was": state}


def test_a_void_attempt_takes_nothing_and_is_never_graded(session: Session, attempts: list[Attempt], bob: int) -> None:
    void(session, attempts[0].id, reason="-", by=bob, now=LATER)
    sent = service.Save(1, None, True, 1)
    assert service.save(session, attempts[0].id, sent, by=attempts[0].person_id, now=LATER) is None
    assert service.expire(session, attempts[0].id, now=NOON + timedelta(days=2)) is False
    assert queries.awaiting_grade(session) == []
    with pytest.raises(Conflict, match="void already"):
        void(session, attempts[0].id, reason="-", by=bob, now=LATER)


def test_a_void_attempt_counts_as_no_try(session: Session, attempts: list[Attempt], bob: int) -> None:
    void(session, attempts[0].id, reason="-", by=bob, now=LATER)
    own = build.world(session)
    again = build.started(session, own.final, accounts.person(session, attempts[0].person_id), now=LATER)
    assert (again.number, again.state) == (2, "running")


def test_nobody_makes_their_own_attempt_void(session: Session, attempts: list[Attempt]) -> None:
    with pytest.raises(Refused):
        void(session, attempts[0].id, reason="-", by=attempts[0].person_id, now=LATER)


def test_what_is_not_there_cannot_be_void(session: Session, bob: int) -> None:
    with pytest.raises(NotFound):
        void(session, UUID(int=1), reason="-", by=bob, now=LATER)


Bulk = Callable[[Session, list[Attempt], int | None, int], int]


def void_all(session: Session, attempts: list[Attempt], confirmed: int | None, by: int) -> int:
    ids = [attempt.id for attempt in attempts]
    return void_many(session, ids, reason="The fire alarm rang", confirmed=confirmed, by=by, now=LATER)


def extend_all(session: Session, attempts: list[Attempt], confirmed: int | None, by: int) -> int:
    ids = [attempt.id for attempt in attempts]
    return extend_many(session, ids, minutes=10, why="The fire alarm rang", confirmed=confirmed, by=by, now=LATER)


@pytest.mark.parametrize("bulk", [void_all, extend_all])
@pytest.mark.parametrize("confirmed", [None, 0, 2, 4])
def test_a_bulk_action_refuses_until_the_number_of_running_ones_is_typed(
    session: Session, attempts: list[Attempt], bob: int, bulk: Bulk, confirmed: int | None
) -> None:
    with pytest.raises(StillRunning, match="3 of these attempts are running") as refused:
        bulk(session, attempts, confirmed, bob)
    assert refused.value.running == 3
    assert states(attempts) == ["running"] * 3
    assert [attempt.deadline for attempt in attempts] == [NOON + 60 * MINUTE] * 3


def test_many_are_made_void_once_confirmed(session: Session, attempts: list[Attempt], bob: int) -> None:
    service.submit(session, attempts[1].id, by=attempts[1].person_id, now=NOON)
    assert void_all(session, attempts, 2, bob) == 3
    assert states(attempts) == ["void"] * 3


def test_many_are_given_time_once_confirmed(session: Session, attempts: list[Attempt], bob: int) -> None:
    assert extend_all(session, attempts, 3, bob) == 3
    assert [attempt.deadline for attempt in attempts] == [NOON + 70 * MINUTE] * 3


def test_closed_attempts_need_no_number(session: Session, attempts: list[Attempt], bob: int) -> None:
    for attempt in attempts:
        service.submit(session, attempt.id, by=attempt.person_id, now=NOON)
    assert void_all(session, attempts, None, bob) == 3


def test_one_closed_attempt_refuses_the_time_of_all(session: Session, attempts: list[Attempt], bob: int) -> None:
    service.submit(session, attempts[1].id, by=attempts[1].person_id, now=NOON)
    with pytest.raises(AlreadyClosed), session.begin_nested():
        extend_all(session, attempts, 2, bob)
    session.expire_all()
    assert [attempt.deadline for attempt in attempts] == [NOON + 60 * MINUTE] * 3


@pytest.mark.parametrize("count", [0, 201])
def test_a_bulk_action_touches_neither_none_nor_everything(session: Session, bob: int, count: int) -> None:
    ids = [UUID(int=n) for n in range(count)]
    with pytest.raises(Invalid):
        void_many(session, ids, reason="-", confirmed=None, by=bob, now=LATER)
