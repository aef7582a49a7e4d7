"""Breaks: the clock stands for as long as was granted, without any job, and saves are still stored (TRUST I12)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.build import NOON, person
from tests.exams import build
from tests.exams.conftest import Candidate
from trainer.core.db import Database
from trainer.core.errors import NotFound
from trainer.exams import queries, service
from trainer.exams.models import Accommodation, Attempt, AttemptEvent
from trainer.exams.service import Save, breaks
from trainer.exams.service.breaks import NoBreak

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
END = NOON + HOUR


def granted(session: Session, person_id: int, **more: Any) -> Accommodation:
    """What a registrar granted before."""
    values: dict[str, Any] = {
        "person_id": person_id, "state": "granted", "asked": "-", "asked_at": NOON, "multiplier": "1",
        "is_untimed": False, "break_minutes": 10, "reason": "-", "decided_at": NOON,
    }  # fmt: skip
    row = Accommodation(**values | more)
    session.add(row)
    session.flush()
    return row


@pytest.fixture
def attempt(session: Session) -> Attempt:
    own = build.world(session)
    alice = build.ready(session, own)
    granted(session, alice.id)
    return build.started(session, own.final, alice)


def pause(session: Session, attempt: Attempt, minutes: float) -> None:
    breaks.pause(session, attempt.id, by=attempt.person_id, now=NOON + minutes * MINUTE)


def resume(session: Session, attempt: Attempt, minutes: float) -> None:
    breaks.resume(session, attempt.id, by=attempt.person_id, now=NOON + minutes * MINUTE)


def left(attempt: Attempt, minutes: float) -> int | None:
    return queries.timing(attempt).seconds_left(NOON + minutes * MINUTE)


def test_the_clock_stands_while_it_is_paused_and_runs_on_after(session: Session, attempt: Attempt) -> None:
    pause(session, attempt, 20)
    assert [left(attempt, minutes) for minutes in (20, 23, 25)] == [2400] * 3
    resume(session, attempt, 25)
    assert (left(attempt, 25), left(attempt, 26), attempt.deadline) == (2400, 2340, END + 5 * MINUTE)
    assert (attempt.paused_at, attempt.break_left_seconds) == (None, 300)
    given_ = [(each.kind, each.seconds, each.from_at, each.to_at) for each in attempt.credits]
    assert given_ == [("break", 300, NOON + 20 * MINUTE, NOON + 25 * MINUTE)]


def test_after_what_was_left_the_clock_runs_by_itself(session: Session, attempt: Attempt) -> None:
    pause(session, attempt, 20)
    assert [left(attempt, minutes) for minutes in (30, 31, 45)] == [2400, 2340, 1500]
    assert not queries.timing(attempt).is_paused(NOON + 30 * MINUTE)
    resume(session, attempt, 45)
    assert (left(attempt, 45), attempt.deadline, attempt.break_left_seconds) == (1500, END + 10 * MINUTE, 0)
    with pytest.raises(NoBreak, match="no break time left"):
        pause(session, attempt, 46)


def test_breaks_share_what_was_granted(session: Session, attempt: Attempt) -> None:
    for begin, end in ((10, 14), (20, 25), (30, 40)):
        pause(session, attempt, begin)
        resume(session, attempt, end)
    assert (attempt.deadline, attempt.break_left_seconds) == (END + 10 * MINUTE, 0)


def test_pausing_and_resuming_twice_is_once(session: Session, attempt: Attempt) -> None:
    pause(session, attempt, 20)
    pause(session, attempt, 22)
    resume(session, attempt, 25)
    resume(session, attempt, 26)
    assert (attempt.deadline, len(attempt.credits)) == (END + 5 * MINUTE, 1)
    names = session.scalars(select(AttemptEvent.name).order_by(AttemptEvent.id)).all()
    assert [name.removeprefix("exam.attempt.") for name in names] == ["started", "paused", "credited", "resumed"]


def test_the_sweep_leaves_a_paused_attempt_alone_until_its_break_and_its_time_are_over(
    session: Session, attempt: Attempt
) -> None:
    pause(session, attempt, 59)
    for minutes in (61, 68, 69, 70, 70.25):
        assert service.expire(session, attempt.id, now=NOON + minutes * MINUTE) is False
    assert service.expire(session, attempt.id, now=NOON + 70 * MINUTE + 16 * SECOND) is True
    assert (attempt.closed_at, attempt.closed_by, attempt.deadline) == (END + 10 * MINUTE, "time", END + 10 * MINUTE)


def test_answers_are_stored_while_the_clock_stands(session: Session, attempt: Attempt) -> None:
    pause(session, attempt, 59)
    sent = Save(1, None, True, 1)
    saved = service.save(session, attempt.id, sent, by=attempt.person_id, now=NOON + 65 * MINUTE)
    assert saved is not None
    assert saved.seconds_left == 60


def test_handing_in_during_a_break_ends_it(session: Session, attempt: Attempt) -> None:
    pause(session, attempt, 58)
    service.submit(session, attempt.id, by=attempt.person_id, now=NOON + 63 * MINUTE)
    assert (attempt.closed_by, attempt.paused_at) == ("person", None)
    assert attempt.deadline == END + 5 * MINUTE


def test_nobody_pauses_what_is_anothers(session: Session, attempt: Attempt) -> None:
    carol = person(session, "Carol Crane").id
    for verb in (breaks.pause, breaks.resume):
        with pytest.raises(NotFound):
            verb(session, attempt.id, by=carol, now=NOON)


@pytest.mark.parametrize("minutes", [60.1, 60.2, 75])
def test_no_break_begins_after_the_end(session: Session, attempt: Attempt, minutes: float) -> None:
    with pytest.raises(NoBreak):
        pause(session, attempt, minutes)


def test_without_a_grant_there_is_no_break(session: Session) -> None:
    own = build.world(session)
    attempt = build.started(session, own.final, build.ready(session, own))
    with pytest.raises(NoBreak):
        pause(session, attempt, 1)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.integers(1, 200_000), min_size=1, max_size=12))
def test_no_order_of_breaks_gives_more_than_was_granted_or_takes_anything(
    session: Session, attempt: Attempt, milliseconds: list[int]
) -> None:
    with session.begin_nested() as nested:
        now = NOON
        for n, step in enumerate(milliseconds):
            if n % 2 == 0 and attempt.break_left_seconds:
                breaks.pause(session, attempt.id, by=attempt.person_id, now=now)
            now += step * SECOND / 1000
            breaks.resume(session, attempt.id, by=attempt.person_id, now=now)
        credited = sum(each.seconds for each in attempt.credits)
        assert credited + attempt.break_left_seconds == 600
        assert attempt.deadline == END + credited * SECOND
        seconds = queries.timing(attempt).seconds_left(now)
        assert seconds is not None
        assert seconds == max(0, (END - now) // SECOND + credited)
        nested.rollback()
    session.expire_all()


@pytest.fixture
def resting(alice: Candidate, store: Database) -> UUID:
    with store.write() as session:
        granted(session, alice.person_id)
    return alice.start()


def test_a_program_pauses_and_resumes(alice: Candidate, resting: UUID) -> None:
    alice.at(20)
    said = alice.post(f"/attempts/{resting}/pause", headers={"Accept": "application/json"}).get_json()
    assert (said["paused"], said["seconds_left"], said["break_left_seconds"]) == (True, 2400, 600)
    alice.at(24)
    said = alice.get(f"/attempts/{resting}/clock").get_json()
    assert (said["paused"], said["seconds_left"], said["break_left_seconds"]) == (True, 2400, 360)
    assert said["deadline"] == "2026-11-20T13:04:00Z"
    said = alice.post(f"/attempts/{resting}/resume", headers={"Accept": "application/json"}).get_json()
    assert (said["paused"], said["seconds_left"], said["break_left_seconds"]) == (False, 2400, 360)
    assert "csrf_token" in said


def test_a_form_pauses_and_goes_back_to_the_exam(alice: Candidate, resting: UUID) -> None:
    answer = alice.post(f"/attempts/{resting}/pause")
    assert (answer.status_code, answer.location) == (303, f"/attempts/{resting}")
    assert alice.get(f"/attempts/{resting}/clock").get_json()["paused"]


def test_anothers_break_is_not_there(carol: Candidate, resting: UUID) -> None:
    assert carol.post(f"/attempts/{resting}/pause").status_code == 404
    assert carol.post(f"/attempts/{resting}/resume").status_code == 404
