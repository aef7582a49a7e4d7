"""Saving an answer: the revision rules of the contract, in their order, and the deadline."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.build import NOON, person
from tests.exams import build
from trainer.core.errors import NotFound
from trainer.exams import queries, service
from trainer.exams.errors import StaleRevision, UnreadableSave
from trainer.exams.models import Attempt
from trainer.exams.service import Save, Saved

END = NOON + timedelta(minutes=60)
SECOND = timedelta(seconds=1)


@pytest.fixture
def attempt(session: Session) -> Attempt:
    own = build.world(session)
    return build.started(session, own.final, build.ready(session, own))


def save(
    session: Session, attempt: Attempt, answer: Any, revision: int | None, *, flagged: bool | None = False,
    now: datetime = NOON, position: int = 1,
) -> Saved | None:  # fmt: skip
    sent = Save(position, answer, flagged, revision, "11111111-1111-4111-8111-111111111111")
    return service.save(session, attempt.id, sent, by=attempt.person_id, now=now)


def options(session: Session, attempt: Attempt, position: int = 1) -> list[str]:
    return [shown for shown, _own in queries.paper_items(session, attempt.id)[position - 1]["options"]]


def single(session: Session, attempt: Attempt) -> int:
    items = queries.paper_items(session, attempt.id)
    return next(entry["position"] for entry in items if entry["type"] == "single_choice")


def multiple(session: Session, attempt: Attempt) -> int:
    items = queries.paper_items(session, attempt.id)
    return next(entry["position"] for entry in items if entry["type"] == "multiple_response")


def test_the_first_save_becomes_revision_one(session: Session, attempt: Attempt) -> None:
    at = single(session, attempt)
    answer = options(session, attempt, at)[0]
    saved = save(session, attempt, answer, 1, position=at, flagged=True, now=NOON + SECOND)
    assert saved is not None
    assert saved == Saved(at, 1, NOON + SECOND, 3599, saved.receipt)
    row = build.answer_rows(session, attempt)[0]
    assert (row.answer, row.is_flagged, row.revision) == (answer, True, 1)
    assert row.writer == "11111111-1111-4111-8111-111111111111"


def test_the_same_save_again_says_when_it_was_first_stored(session: Session, attempt: Attempt) -> None:
    at = single(session, attempt)
    answer = options(session, attempt, at)[0]
    save(session, attempt, answer, 1, position=at)
    again = save(session, attempt, answer, 1, position=at, now=NOON + 60 * SECOND)
    assert again is not None
    assert (again.saved_at, again.revision) == (NOON, 1)


def test_the_same_save_is_repeated_even_after_closing(session: Session, attempt: Attempt) -> None:
    at = single(session, attempt)
    answer = options(session, attempt, at)[0]
    first = save(session, attempt, answer, 1, position=at)
    service.submit(session, attempt.id, by=attempt.person_id, now=NOON)
    again = save(session, attempt, answer, 1, position=at, now=END + 3600 * SECOND)
    assert first is not None
    assert again == Saved(at, 1, NOON, 0, first.receipt)


def test_a_list_in_another_order_is_the_same_answer(session: Session, attempt: Attempt) -> None:
    at = multiple(session, attempt)
    one, two = options(session, attempt, at)[:2]
    save(session, attempt, [one, two], 1, position=at)
    again = save(session, attempt, [two, one], 1, position=at, now=NOON + SECOND)
    assert again is not None
    assert again.saved_at == NOON


def test_closed_comes_before_stale_and_unreadable(session: Session, attempt: Attempt) -> None:
    service.submit(session, attempt.id, by=attempt.person_id, now=NOON)
    assert save(session, attempt, None, 9) is None
    assert save(session, attempt, {"no": "answer"}, 1) is None
    assert save(session, attempt, None, None) is None


@pytest.mark.parametrize("revision", [0, 1, 3, -1, 999])
def test_any_other_revision_is_stale_and_says_what_is_stored(session: Session, attempt: Attempt, revision: int) -> None:
    at = single(session, attempt)
    mine, theirs = options(session, attempt, at)[:2]
    save(session, attempt, theirs, 1, position=at)
    with pytest.raises(StaleRevision) as refusal:
        save(session, attempt, mine, revision, position=at, now=NOON + SECOND)
    assert refusal.value.stored["answer"] == theirs
    assert refusal.value.stored["revision"] == 1
    assert refusal.value.stored["saved_at"] == "2026-11-20T12:00:00Z"
    assert build.answer_rows(session, attempt)[0].answer == theirs


def test_stale_comes_before_unreadable(session: Session, attempt: Attempt) -> None:
    with pytest.raises(StaleRevision) as refusal:
        save(session, attempt, "no such option", 2, position=single(session, attempt))
    assert refusal.value.stored["revision"] == 0


def test_the_same_revision_with_another_flag_is_a_conflict(session: Session, attempt: Attempt) -> None:
    save(session, attempt, None, 1)
    with pytest.raises(StaleRevision):
        save(session, attempt, None, 1, flagged=True)


@pytest.mark.parametrize(
    ("answer", "revision", "flagged", "location"),
    [
        (None, None, False, "revision"),
        (None, 1, None, "flagged"),
        ("no such option", 1, False, "answer"),
        (["list"], 1, False, "answer"),
        ({"a": 1}, 1, False, "answer"),
        (7, 1, False, "answer"),
        (True, 1, False, "answer"),
    ],
)
def test_what_cannot_be_read_names_its_part(
    session: Session, attempt: Attempt, answer: Any, revision: int | None, flagged: bool | None, location: str
) -> None:
    with pytest.raises(UnreadableSave) as refusal:
        save(session, attempt, answer, revision, flagged=flagged, position=single(session, attempt))
    assert refusal.value.location == location
    assert build.answer_rows(session, attempt) == []


def test_an_option_of_another_question_is_not_an_answer(session: Session, attempt: Attempt) -> None:
    at = single(session, attempt)
    other = options(session, attempt, at % 8 + 1)[0]
    with pytest.raises(UnreadableSave):
        save(session, attempt, other, 1, position=at)


def test_null_clears(session: Session, attempt: Attempt) -> None:
    at = single(session, attempt)
    save(session, attempt, options(session, attempt, at)[0], 1, position=at)
    save(session, attempt, None, 2, position=at)
    assert build.answer_rows(session, attempt)[0].answer is None


@pytest.mark.parametrize(
    ("moment", "is_stored"),
    [
        (END, True),
        (END + 15 * SECOND, True),
        (END + 15 * SECOND + timedelta(microseconds=1), False),
        (END + timedelta(days=1), False),
        (NOON - timedelta(hours=1), True),
    ],
)
def test_the_deadline_and_its_grace_decide(
    session: Session, attempt: Attempt, moment: datetime, is_stored: bool
) -> None:
    assert (save(session, attempt, None, 1, now=moment) is not None) is is_stored
    assert len(build.answer_rows(session, attempt)) == is_stored


def test_a_late_save_latches_the_closing(session: Session, attempt: Attempt) -> None:
    assert save(session, attempt, None, 1, now=END + timedelta(hours=1)) is None
    assert save(session, attempt, None, 1, now=NOON + SECOND) is None
    assert (attempt.state, attempt.closed_by, attempt.closed_at) == ("submitted", "time", END)


def test_nobody_saves_into_anothers_attempt(session: Session, attempt: Attempt) -> None:
    carol = person(session, "Carol Crane")
    with pytest.raises(NotFound):
        service.save(session, attempt.id, Save(1, None, False, 1), by=carol.id, now=NOON)


@pytest.mark.parametrize("position", [0, -1, 9, 10_000, 10**30])
def test_there_is_nothing_outside_the_paper(session: Session, attempt: Attempt, position: int) -> None:
    with pytest.raises(NotFound):
        save(session, attempt, None, 1, position=position)
