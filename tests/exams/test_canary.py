"""The answer key never leaves the server before release: every byte of a whole sitting is searched."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.exams import build
from tests.exams.conftest import Candidate
from trainer.exams import queries

WEIGHTS = ("rationale", "harm", "weight", "is_key", '"key"', "must_not_miss", "other_safety", "seed")
"""Words of the record that no paper may carry; a page of the final may name its groups."""


def sitting(alice: Candidate, slug: str) -> tuple[UUID, list[bytes]]:
    """Everything sent between start and result, with headers, through right, wrong, stale and broken saves."""
    attempt = alice.start(slug)
    paper = alice.paper(attempt)
    answers = [alice.get(f"/exams/{slug}"), alice.get(f"/attempts/{attempt}/paper")]
    for entry in paper:
        at = entry["position"]
        for shown, own in entry["options"]:
            given = [shown] if entry["type"] == "multiple_response" else shown
            answers += [
                alice.put(attempt, at, given, 1),
                alice.put(attempt, at, own, 2),
                alice.put(attempt, at, given, 9),
            ]
        answers.append(alice.get(f"/attempts/{attempt}?q={at}"))
        answers.append(alice.post(f"/attempts/{attempt}/answers/{at}", {"revision": "7"}))
    answers += [alice.get(f"/attempts/{attempt}/{page}") for page in ("review?show=all", "review?confirm=1", "clock")]
    answers += [alice.post(f"/attempts/{attempt}/submit"), alice.get(f"/attempts/{attempt}/result")]
    return attempt, [str(answer.headers).encode() + answer.data for answer in answers]


@pytest.mark.parametrize("slug", ["small-final", "small-first-quiz"])
def test_no_byte_of_a_sitting_holds_the_key(alice: Candidate, slug: str) -> None:
    _attempt, sent = sitting(alice, slug)
    assert len(sent) > 50
    for canary in build.CANARIES:
        assert not [answer for answer in sent if canary.encode() in answer], canary


def test_no_byte_of_a_practice_paper_holds_the_key_before_it_is_closed(alice: Candidate) -> None:
    attempt, sent = sitting(alice, "small-final-practice")
    for canary in build.CANARIES:
        assert not [answer for answer in sent if canary.encode() in answer], canary
    alice.sweep()
    assert b"rationale-canary" in alice.get(f"/attempts/{attempt}/result").data


def test_no_byte_of_a_follow_up_holds_the_key_before_or_after(alice: Candidate) -> None:
    held = alice.start()
    with alice.store.write() as session:
        mine = queries.own_attempt(session, held, alice.person_id)
        build.finished(session, mine, wrong=build.positions(session, mine, rule=build.RULE), now=alice.now)
    attempt, sent = sitting(alice, "small-final-follow-up")
    alice.sweep()
    after = [alice.get(path) for path in (f"/attempts/{attempt}/result", f"/attempts/{held}/result")]
    sent += [str(answer.headers).encode() + answer.data for answer in after]
    assert len(sent) > 40
    for canary in build.CANARIES:
        assert not [answer for answer in sent if canary.encode() in answer], canary


def test_the_paper_carries_no_weight_and_no_harm(alice: Candidate) -> None:
    attempt = alice.start()
    said = alice.get(f"/attempts/{attempt}/paper").data
    assert not [word for word in WEIGHTS if word.encode() in said]


def test_right_and_wrong_answers_are_acknowledged_alike(alice: Candidate) -> None:
    attempt = alice.start()
    entry = next(entry for entry in alice.paper(attempt) if entry["type"] == "single_choice")
    told = []
    for revision, (shown, _own) in enumerate(entry["options"], 1):
        answer = alice.put(attempt, entry["position"], shown, revision)
        told.append({name: answer.get_json()[name] for name in ("position", "saved_at", "seconds_left")})
        assert set(answer.get_json()) == {"position", "revision", "saved_at", "seconds_left", "receipt"}
    assert all(each == told[0] for each in told)


def test_a_finals_result_says_marks_but_no_items(alice: Candidate) -> None:
    attempt, _sent = sitting(alice, "small-final")
    alice.sweep()
    page = alice.get(f"/attempts/{attempt}/result").data
    assert b"The rules, one by one" in page
    held_back = [canary for canary in build.CANARIES if canary.encode() in page]
    assert held_back == []
