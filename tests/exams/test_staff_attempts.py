"""The staff pages about attempts: they show everything, change nothing by looking, and never act by accident."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from tests import build as people
from tests.build import NOON
from tests.exams.conftest import Candidate, Staff
from trainer.core.db import Base, Database
from trainer.exams.models import Attempt, AttemptEvent, Exam, Receipt
from trainer.exams.service import fix, pick
from trainer.exams.service.pick import Wish
from trainer.web.permissions import Role

MINUTE = timedelta(minutes=1)


@pytest.fixture
def bob(staff: Staff) -> Candidate:
    return staff(Role.ADMINISTRATOR)


def attempt_of(store: Database, attempt_id: UUID) -> Attempt:
    with store.session() as session:
        return session.get_one(Attempt, attempt_id)


def test_the_list_narrows_by_person_exam_and_state(alice: Candidate, carol: Candidate, bob: Candidate) -> None:
    alice.start()
    carol.post(f"/attempts/{carol.start()}/submit")
    assert "2 attempts" in bob.get("/staff/attempts").text
    for wish, there, gone in (
        ("person=alice", "Alice Ash", "Carol Crane"),
        ("state=submitted", "Carol Crane", "Alice Ash"),
        ("exam=small-final&person=crane", "Carol Crane", "Alice Ash"),
    ):
        page = bob.get(f"/staff/attempts?{wish}").text
        assert "1 attempt" in page
        assert there in page
        assert gone not in page
    assert "No attempt fits" in bob.get("/staff/attempts?person=nobody").text
    assert "2 attempts" in bob.get("/staff/attempts?state=nonsense&exam=nonsense").text


def test_an_attempt_names_the_form_it_was_given(alice: Candidate, carol: Candidate, bob: Candidate) -> None:
    assert "Drawn for this attempt" in bob.get(f"/staff/attempts/{carol.start()}").text
    codes = [*(f"D1-E-{n:03}" for n in range(1, 5)), *(f"D2-E-{n:03}" for n in (1, 2, 5, 6))]
    by, today = bob.person_id, NOON.date()
    with bob.store.write() as session:
        exam = session.scalars(select(Exam).where(Exam.slug == "small-final")).one()
        form = pick.keep(session, exam, Wish("Spring", codes), by=by, today=today, now=NOON)
        fix.move(session, exam, form.id, "use", reason="So", by=by, today=today, now=NOON)
    page = bob.get(f"/staff/attempts/{alice.start()}").text
    assert f'<a href="/staff/exams/small-final/forms/{form.id}">Spring</a>' in page


def test_one_attempt_shows_facts_time_trail_and_that_signals_decide_nothing(alice: Candidate, bob: Candidate) -> None:
    attempt = alice.start()
    answer = next(iter(alice.right_answers(attempt).items()))
    alice.put(attempt, *answer)
    alice.send("POST", f"/attempts/{attempt}/signals", json=[{"kind": "paste", "seconds": 0, "position": 2}])
    bob.post(f"/staff/attempts/{attempt}/time", {"minutes": "7", "why": "The room was cold"})
    page = bob.get(f"/staff/attempts/{attempt}").text
    for words in (
        "Alice Ash", "The small final", "1 of 8", "1 given", "the whole chain hold", "The room was cold",
        "Given by staff: Bob Birch", "Time given by Bob Birch", "Started by Alice Ash", "Text was pasted", "question 2",
        "They are for a person to review and decide nothing by themselves", "20 November 2026, 13:07 UTC",
    ):  # fmt: skip
        assert words in page, words


def test_a_changed_receipt_is_found(alice: Candidate, bob: Candidate, store: Database) -> None:
    attempt = alice.start()
    for position, answer in alice.right_answers(attempt).items():
        alice.put(attempt, position, answer)
    with store.write() as session:
        changed = Receipt.attempt_id == attempt, Receipt.number == 5
        session.execute(update(Receipt).where(*changed).values(answer="something else"))
    assert "Receipt 5 does not hold" in bob.get(f"/staff/attempts/{attempt}").text


def everything(store: Database) -> dict[str, list[object]]:
    with store.session() as session:
        return {table.name: list(session.execute(select(table))) for table in Base.metadata.sorted_tables}


@pytest.mark.parametrize("minutes", [10, 59.9, 61, 600])
def test_looking_at_an_attempt_changes_nothing(
    alice: Candidate, bob: Candidate, store: Database, minutes: float
) -> None:
    attempt = alice.start()
    bob.at(minutes)
    before = everything(store)
    assert bob.get(f"/staff/attempts/{attempt}").status_code == 200
    assert bob.get("/staff/attempts").status_code == 200
    assert everything(store) == before


def test_time_is_given_with_a_reason_the_candidate_reads(alice: Candidate, bob: Candidate) -> None:
    attempt = alice.start()
    answer = bob.post(f"/staff/attempts/{attempt}/time", {"minutes": "10", "why": "The fire alarm rang"})
    assert (answer.status_code, answer.location) == (303, f"/staff/attempts/{attempt}")
    said = alice.get(f"/attempts/{attempt}/clock").get_json()
    assert said["seconds_left"] == 70 * 60
    assert said["credits"][0]["why"] == "The fire alarm rang"


@pytest.mark.parametrize(
    "typed",
    [
        {"minutes": "10"},
        {"why": "Cold"},
        *({"minutes": each, "why": "Cold"} for each in ("0", "x", "9999", "-5")),
    ],
)
def test_bad_input_gives_nothing_and_keeps_what_was_typed(
    alice: Candidate, bob: Candidate, store: Database, typed: dict[str, str]
) -> None:
    attempt = alice.start()
    answer = bob.post(f"/staff/attempts/{attempt}/time", typed)
    assert answer.status_code == 422
    for value in typed.values():
        assert f'value="{value}"' in answer.text
    assert attempt_of(store, attempt).deadline == NOON + 60 * MINUTE


def test_a_closed_attempt_is_refused_in_words(alice: Candidate, bob: Candidate) -> None:
    attempt = alice.start()
    alice.post(f"/attempts/{attempt}/submit")
    answer = bob.post(f"/staff/attempts/{attempt}/time", {"minutes": "10", "why": "Cold"})
    assert answer.status_code == 409
    assert "A closed attempt never opens again" in answer.text


def test_an_attempt_is_made_void_with_a_reason(alice: Candidate, bob: Candidate, store: Database) -> None:
    attempt = alice.start()
    assert bob.post(f"/staff/attempts/{attempt}/void", {}).status_code == 422
    assert attempt_of(store, attempt).state == "running"
    assert bob.post(f"/staff/attempts/{attempt}/void", {"reason": "Somebody else sat"}).status_code == 303
    assert attempt_of(store, attempt).state == "void"
    assert "Somebody else sat" in bob.get(f"/staff/attempts/{attempt}").text
    assert alice.get(f"/attempts/{attempt}/clock").get_json()["state"] == "void"


def test_many_change_only_when_the_number_of_running_ones_is_typed(
    alice: Candidate, carol: Candidate, bob: Candidate, store: Database
) -> None:
    ids = [alice.start(), carol.start()]
    typed = {"action": "void", "why": "The fire alarm rang", "attempt": [str(each) for each in ids]}
    for running in (None, "1", "3"):
        answer = bob.post("/staff/attempts/bulk?state=running", typed | ({"running": running} if running else {}))
        assert answer.status_code == 409
        assert "Type 2 to confirm" in answer.text
        assert 'value="The fire alarm rang"' in answer.text
        assert answer.text.count("checked") == 2
        assert [attempt_of(store, each).state for each in ids] == ["running"] * 2
    answer = bob.post("/staff/attempts/bulk?state=running", typed | {"running": "2"})
    assert (answer.status_code, answer.location) == (303, "/staff/attempts?person=&exam=&state=running")
    assert [attempt_of(store, each).state for each in ids] == ["void"] * 2


def test_many_are_given_time(alice: Candidate, carol: Candidate, bob: Candidate, store: Database) -> None:
    ids = [alice.start(), carol.start()]
    typed = {"action": "extend", "why": "Cold", "running": "2", "attempt": [str(each) for each in ids]}
    assert bob.post("/staff/attempts/bulk", typed).status_code == 422
    assert bob.post("/staff/attempts/bulk", typed | {"minutes": "5"}).status_code == 303
    assert [attempt_of(store, each).deadline for each in ids] == [NOON + 65 * MINUTE] * 2


def test_a_bulk_action_without_a_choice_says_so(alice: Candidate, bob: Candidate) -> None:
    alice.start()
    answer = bob.post("/staff/attempts/bulk", {"action": "void", "why": "Cold", "attempt": ["nonsense"]})
    assert answer.status_code == 422
    assert "Choose between 1 and 200 attempts" in answer.text


def test_nobody_acts_on_their_own_attempt(alice: Candidate, store: Database) -> None:
    attempt = alice.start()
    with store.write() as session:
        people.accounts.grant(session, alice.person_id, Role.ADMINISTRATOR, by=None, now=NOON)
    assert "Your own attempt" in alice.get(f"/staff/attempts/{attempt}").text
    for path, typed in (("time", {"minutes": "5", "why": "-"}), ("void", {"reason": "-"})):
        assert alice.post(f"/staff/attempts/{attempt}/{path}", typed).status_code == 403
    assert attempt_of(store, attempt).state == "running"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_look_after_attempts(alice: Candidate, staff: Staff, role: Role) -> None:
    attempt, other = alice.start(), staff(role, name="Dora Dale")
    for path in ("/staff/attempts", f"/staff/attempts/{attempt}"):
        assert other.get(path).status_code == 403
    assert other.post(f"/staff/attempts/{attempt}/time", {"minutes": "5", "why": "-"}).status_code == 403


def test_what_is_not_there_is_not_found(bob: Candidate) -> None:
    assert bob.get(f"/staff/attempts/{UUID(int=1)}").status_code == 404


def test_the_trail_names_every_event_in_words(alice: Candidate, bob: Candidate, store: Database) -> None:
    attempt = alice.start()
    alice.post(f"/attempts/{attempt}/submit")
    alice.sweep()
    bob.post(f"/staff/attempts/{attempt}/void", {"reason": "-"})
    page = bob.get(f"/staff/attempts/{attempt}").text
    with store.session() as session:
        count = len(session.scalars(select(AttemptEvent).where(AttemptEvent.attempt_id == attempt)).all())
    assert count == 4
    for words in ("Started", "Submitted", "Marked", "Made void"):
        assert words in page
