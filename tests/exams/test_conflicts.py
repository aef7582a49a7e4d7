"""Two windows: nothing is overwritten, both answers are told, and every text ever given is kept somewhere."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.build import NOON
from tests.exams import build
from tests.exams.conftest import Candidate
from trainer.core.db import Database
from trainer.exams import queries, service
from trainer.exams.errors import StaleRevision
from trainer.exams.models import Answer, Attempt, LostAnswer, Receipt
from trainer.exams.service import Save


def single(alice: Candidate, attempt: UUID) -> tuple[int, list[str]]:
    entry = next(entry for entry in alice.paper(attempt) if entry["type"] == "single_choice")
    return entry["position"], [shown for shown, _own in entry["options"]]


def lost(alice: Candidate, attempt: UUID, at: int) -> list[dict[str, Any]]:
    item = alice.get(f"/attempts/{attempt}/paper").get_json()["items"][at - 1]
    found: list[dict[str, Any]] = item.get("lost", [])
    return found


def test_a_conflict_tells_both_answers_in_words(alice: Candidate) -> None:
    attempt = alice.start()
    at, options = single(alice, attempt)
    alice.put(attempt, at, options[0])
    said = alice.put(attempt, at, options[2]).get_json()
    assert (said["stored_says"], said["sent_says"]) == ("A", "C")


def test_a_refused_answer_is_kept_and_shown_beside_the_question(alice: Candidate) -> None:
    attempt = alice.start()
    at, options = single(alice, attempt)
    alice.put(attempt, at, options[0])
    alice.at(1)
    alice.put(attempt, at, options[1])
    assert lost(alice, attempt, at) == [{"answer": options[1], "says": "B", "at": "2026-11-20T12:01:00Z"}]
    assert alice.get(f"/attempts/{attempt}/paper").get_json()["items"][at - 1]["answer"] == options[0]


def test_the_same_refusal_again_is_kept_once(alice: Candidate) -> None:
    attempt = alice.start()
    at, options = single(alice, attempt)
    alice.put(attempt, at, options[0])
    for revision in (1, 1, 7):
        assert alice.put(attempt, at, options[1], revision).status_code == 409
    assert len(lost(alice, attempt, at)) == 1


def test_a_refused_answer_that_is_saved_after_all_is_lost_no_more(alice: Candidate) -> None:
    attempt = alice.start()
    at, options = single(alice, attempt)
    alice.put(attempt, at, options[0])
    alice.put(attempt, at, options[1])
    alice.put(attempt, at, options[1], 2)
    assert lost(alice, attempt, at) == []


@pytest.mark.parametrize("answer", [None, "no such option", {"deep": [1] * 50}])
def test_nothing_is_kept_of_what_is_no_answer(alice: Candidate, answer: Any) -> None:
    attempt = alice.start()
    at, options = single(alice, attempt)
    alice.put(attempt, at, options[0])
    assert alice.put(attempt, at, answer).status_code == 409
    with alice.store.session() as session:
        assert session.scalar(select(func.count()).select_from(LostAnswer)) == 0


def test_a_revision_beyond_counting_is_still_only_stale(alice: Candidate) -> None:
    attempt = alice.start()
    at, options = single(alice, attempt)
    for revision in (10**30, -(10**30)):
        assert alice.put(attempt, at, options[0], revision).status_code == 409


def test_the_newest_window_to_claim_is_the_one_that_writes(alice: Candidate) -> None:
    attempt = alice.start()
    first, second = str(uuid4()), str(uuid4())
    for writer in (first, second):
        answer = alice.post(f"/attempts/{attempt}/window", json={"writer": writer})
        assert (answer.status_code, answer.get_json()) == (200, {"window": writer})
    assert alice.get(f"/attempts/{attempt}/clock").get_json()["window"] == second
    assert alice.put(attempt, 1, None, writer=first).status_code == 200


@pytest.mark.parametrize("body", [None, [], {}, {"writer": None}, {"writer": "me"}, {"writer": 7}])
def test_a_claim_names_a_window(alice: Candidate, body: Any) -> None:
    attempt = alice.start()
    assert alice.post(f"/attempts/{attempt}/window", json=body).status_code == 422


def test_nobody_claims_a_closed_or_anothers_attempt(alice: Candidate, carol: Candidate) -> None:
    attempt = alice.start()
    body = {"writer": str(uuid4())}
    assert carol.post(f"/attempts/{attempt}/window", json=body).status_code == 404
    alice.post(f"/attempts/{attempt}/submit")
    assert alice.post(f"/attempts/{attempt}/window", json=body).status_code == 409


def test_the_export_holds_every_answer_in_words_and_the_receipts(alice: Candidate) -> None:
    attempt = alice.start()
    at, options = single(alice, attempt)
    alice.put(attempt, at, options[1], flagged=True)
    alice.put(attempt, at, options[2])
    answer = alice.get(f"/attempts/{attempt}/export")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="answers-{attempt}.json"'
    said = answer.get_json()
    mine = said["answers"][at - 1]
    assert (mine["answer"], mine["says"], mine["flagged"], mine["revision"]) == (options[1], "B", True, 1)
    assert "choice" in mine["names"][0]
    assert mine["stem"].endswith("Which one choice is best?")
    assert [each["says"] for each in mine["refused"]] == ["C"]
    assert [line["position"] for line in said["receipts"]] == [at]
    assert len(said["answers"]) == 8


def test_the_export_is_the_owners_during_and_after_and_tells_no_key(alice: Candidate, carol: Candidate) -> None:
    attempt = alice.start()
    alice.put(attempt, 1, alice.right_answers(attempt)[1])
    alice.post(f"/attempts/{attempt}/submit")
    alice.sweep()
    answer = alice.get(f"/attempts/{attempt}/export")
    assert answer.get_json()["state"] == "graded"
    assert [word for word in build.CANARIES if word in answer.text] == []
    assert carol.get(f"/attempts/{attempt}/export").status_code == 404


STEPS = st.lists(st.tuples(st.sampled_from(["A", "B"]), st.integers(0, 3), st.booleans()), min_size=2, max_size=6)


class Tab:
    """A window that believes a revision to be stored, and learns of another only when it is refused."""

    def __init__(self) -> None:
        self.revision = 0


def play(session: Session, attempt: Attempt, at: int, options: list[str], steps: Any) -> set[str]:
    """Let two windows save what they like, some without looking again after a refusal; every text they sent."""
    tabs, sent_texts = {"A": Tab(), "B": Tab()}, set()
    for name, option, looks in steps:
        tab, before = tabs[name], stored(session, attempt)
        sent = Save(at, options[option], False, tab.revision + 1, None)
        sent_texts.add(sent.answer)
        try:
            saved = service.save(session, attempt.id, sent, by=attempt.person_id, now=NOON)
            assert saved is not None
            tab.revision = saved.revision
            assert saved.revision in (before[0], before[0] + 1)
        except StaleRevision as refusal:
            assert stored(session, attempt) == before
            tab.revision = refusal.stored["revision"] if looks else tab.revision
    return sent_texts


def stored(session: Session, attempt: Attempt) -> tuple[int, Any]:
    row = session.execute(select(Answer.revision, Answer.answer).where(Answer.attempt_id == attempt.id)).one_or_none()
    return (row.revision, row.answer) if row else (0, None)


def kept(session: Session, attempt: Attempt) -> set[Any]:
    tables = (Receipt, LostAnswer)
    return {
        answer for table in tables for answer in session.scalars(select(table.answer).filter_by(attempt_id=attempt.id))
    }


def test_two_windows_in_any_order_overwrite_and_discard_nothing(database: Database) -> None:
    """TRUST F12: a thousand interleavings."""
    with database.write() as session:
        own = build.world(session)
        attempt = build.started(session, own.final, build.ready(session, own))
        entry = next(e for e in queries.paper_items(session, attempt.id) if e["type"] == "single_choice")
    options = [shown for shown, _own in entry["options"]]

    @settings(max_examples=1000, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def interleave(steps: Any) -> None:
        session = database.session()
        session.connection(execution_options={"writes": True})
        mine = session.get_one(Attempt, attempt.id)
        assert play(session, mine, entry["position"], options, steps) <= kept(session, mine)
        session.rollback()
        session.close()

    interleave()
