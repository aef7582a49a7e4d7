"""Integrity signals: kept as evidence, bounded, and never in the way of a save."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.exams import build
from tests.exams.conftest import Candidate
from trainer.exams import service
from trainer.exams.models import Attempt
from trainer.exams.service import Save
from trainer.exams.service.receipts import Seen
from trainer.exams.service.signals import Signal


def signals(alice: Candidate, attempt: UUID) -> list[Signal]:
    with alice.store.session() as session:
        return service.signals_of(session, attempt)


def tell(alice: Candidate, attempt: UUID, body: Any) -> Any:
    return alice.post(f"/attempts/{attempt}/signals", json=body)


def test_what_the_player_notices_is_kept_with_time_and_place(alice: Candidate) -> None:
    attempt = alice.start()
    alice.at(3)
    said = tell(alice, attempt, [{"kind": "focus-lost", "seconds": 12.4, "position": 2}, {"kind": "paste"}])
    assert (said.status_code, said.get_json()) == (200, {"kept": 2})
    found = signals(alice, attempt)
    assert [(each.kind, each.detail) for each in found] == [
        ("focus-lost", {"seconds": 12, "position": 2}),
        ("paste", {"seconds": 0, "position": None}),
    ]
    assert found[0].at == NOON + timedelta(minutes=3)


@pytest.mark.parametrize(
    "body",
    [
        None,
        {},
        [1],
        [{"kind": "guilty"}],
        [{"kind": "paste", "seconds": -1}],
        [{"kind": "paste", "seconds": "1"}],
        [{"kind": "paste", "seconds": 1e9}],
        [{"kind": "paste", "position": 0}],
        [{"kind": "paste", "position": 1.5}],
        [{"kind": "paste"}] * 21,
    ],
)
def test_what_is_no_signal_is_told(alice: Candidate, body: Any) -> None:
    attempt = alice.start()
    assert tell(alice, attempt, body).status_code == 422
    assert signals(alice, attempt) == []


def test_two_hundred_are_kept_and_no_more(alice: Candidate) -> None:
    attempt = alice.start()
    kept = [tell(alice, attempt, [{"kind": "paste"}] * 19).get_json()["kept"] for _ in range(12)]
    assert kept == [19] * 10 + [10, 0]
    assert len(signals(alice, attempt)) == 200


def test_nobody_tells_of_a_closed_or_anothers_attempt(alice: Candidate, carol: Candidate) -> None:
    attempt = alice.start()
    assert tell(carol, attempt, [{"kind": "paste"}]).status_code == 404
    alice.post(f"/attempts/{attempt}/submit")
    assert tell(alice, attempt, [{"kind": "paste"}]).get_json() == {"kept": 0}


def test_another_address_and_another_browser_are_noticed_at_the_next_save(alice: Candidate) -> None:
    attempt = alice.start()
    body = {"answer": None, "flagged": False, "revision": 1}
    for position, address, agent in ((1, "192.0.2.1", "One"), (2, "192.0.2.1", "One"), (3, "192.0.2.9", "Two")):
        url, environ = f"/attempts/{attempt}/answers/{position}", {"REMOTE_ADDR": address}
        sent = alice.send("PUT", url, json=body, environ_base=environ, headers={"User-Agent": agent})
        assert sent.status_code == 200
    address, browser = signals(alice, attempt)
    assert (address.kind, address.address) == ("address-changed", "192.0.2.9")
    assert address.detail == {"before": "192.0.2.1", "after": "192.0.2.9", "position": 3}
    assert browser.kind == "browser-changed"
    assert browser.detail["before"] != browser.detail["after"]


@pytest.fixture
def attempt(session: Session) -> Attempt:
    own = build.world(session)
    return build.started(session, own.final, build.ready(session, own))


def answer(session: Session, attempt: Attempt, seconds: list[float]) -> list[Signal]:
    """Answer one question after the other at these seconds; the signals found."""
    answers = build.right_answers(session, attempt)
    for position, second in enumerate(seconds, 1):
        sent, now = Save(position, answers[position], False, 1), NOON + timedelta(seconds=second)
        service.save(session, attempt.id, sent, by=attempt.person_id, now=now, seen=Seen("192.0.2.1", "a"))
    return service.signals_of(session, attempt.id)


def test_answers_nobody_can_have_read_are_one_stretch(session: Session, attempt: Attempt) -> None:
    (found,) = answer(session, attempt, [60, 100, 101, 102, 103, 104, 105, 400])
    assert (found.kind, found.at) == ("impossible-speed", NOON + timedelta(seconds=100))
    assert found.detail == {"answers": 6, "seconds": 5, "positions": [2, 3, 4, 5, 6, 7]}


@pytest.mark.parametrize("seconds", [[0, 1, 2, 3], [0, 3, 6, 9, 12, 15, 18, 21], [0, 2, 4, 6, 10.1]])
def test_a_quick_reader_is_no_signal(session: Session, attempt: Attempt, seconds: list[float]) -> None:
    assert answer(session, attempt, seconds) == []


def test_changing_one_answer_often_is_no_speed(session: Session, attempt: Attempt) -> None:
    right = build.right_answers(session, attempt)[1]
    for revision in range(1, 9):
        sent = Save(1, right if revision % 2 else None, False, revision)
        service.save(session, attempt.id, sent, by=attempt.person_id, now=NOON)
    assert service.signals_of(session, attempt.id) == []
