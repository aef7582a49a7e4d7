"""The practice paper: every kind of question once, unscored, open to every learner, recorded nowhere that counts."""

from __future__ import annotations

import re
from collections import Counter
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from question_bank.selection.paper import NoPaper
from question_bank.selection.practice import draw_practice
from tests.build import NOON
from tests.exams import build
from tests.exams.conftest import Candidate
from trainer.courses.models import ModulePass
from trainer.exams import holds, queries
from trainer.exams.models import Attempt, SealedRecord
from trainer.pages import exam_plans, records

SLUG = "small-final-practice"
TYPES = ["single_choice", "ordering", "numeric", "needle_vector"]


@given(st.dictionaries(st.text("abc", min_size=1), st.sampled_from(TYPES), min_size=1), st.integers(0, 99))
def test_one_of_every_type_then_a_second_in_the_order_of_types(pool: dict[str, str], seed: int) -> None:
    kinds = [pool[code] for code in draw_practice(pool, TYPES, most=6, seed=seed)]
    held = Counter(pool.values())
    assert kinds == sorted(kinds, key=TYPES.index)
    assert set(kinds) == set(held)
    assert all(Counter(kinds)[kind] <= min(2, held[kind]) for kind in held)
    assert len(kinds) == min(6, sum(min(2, count) for count in held.values()))


def test_an_empty_pool_gives_no_practice_paper() -> None:
    with pytest.raises(NoPaper):
        draw_practice({}, TYPES, most=6, seed=1)


@pytest.fixture
def own(session: Session) -> build.World:
    return build.world(session)


def practised(session: Session, own: build.World, wrong: list[int]) -> Attempt:
    """Somebody who has done nothing yet sits a practice paper."""
    bea = build.person(session, "Bea Birch")
    return build.finished(session, build.started(session, practice_of(session, own), bea), wrong=wrong)


def practice_of(session: Session, own: build.World) -> build.Exam:
    return holds.beside(session, own.final, holds.PRACTICE)


@pytest.mark.parametrize("wrong", [[], [1, 2]])
def test_it_is_graded_without_a_score_an_outcome_or_a_seal(
    session: Session, own: build.World, wrong: list[int]
) -> None:
    attempt = practised(session, own, wrong)
    assert (attempt.state, attempt.outcome) == ("graded", None)
    assert attempt.decision == {"verdict": None, "rules": [], "profile": []}
    assert session.get(SealedRecord, attempt.id) is None
    assert session.scalars(select(ModulePass).where(ModulePass.person_id == attempt.person_id)).all() == []


def test_it_draws_from_the_practice_pool_alone(session: Session, own: build.World) -> None:
    codes = holds.codes_on(session, practised(session, own, []).id)
    assert codes
    assert all("-P-" in code for code in codes)


def test_it_uses_up_no_try_and_no_item_of_the_final(session: Session, own: build.World) -> None:
    attempt = practised(session, own, [])
    assert holds.met(session, attempt.person_id, own.final) == Counter()
    assert queries.attempts_of(session, attempt.person_id, own.final.id) == []


def test_it_stands_in_no_staff_list(session: Session, own: build.World) -> None:
    attempt = practised(session, own, [])
    assert records.sittings(session, attempt.person_id) == []
    assert {exam.kind for exam in exam_plans.exams(session)} == {"final", "quiz"}


def test_it_can_be_repeated_at_once(session: Session, own: build.World) -> None:
    attempt = practised(session, own, [])
    bea = session.get_one(build.Person, attempt.person_id)
    for number in (2, 3, 4):
        again = build.started(session, practice_of(session, own), bea, seed=number)
        assert again.number == number
        build.finished(session, again)


def page_of(alice: Candidate, path: str) -> str:
    return re.sub(r"\s+", " ", alice.get(path).text)


def sit(alice: Candidate) -> UUID:
    attempt = alice.start(SLUG)
    alice.post(f"/attempts/{attempt}/submit")
    alice.sweep()
    return attempt


def test_before_the_first_try_the_final_offers_it(alice: Candidate) -> None:
    page = page_of(alice, "/exams/small-final")
    assert "Try the player first" in page
    assert f'action="/exams/{SLUG}/attempts"' in page
    assert "Start: the clock runs from here" in page, "an offer, not a gate"


def test_after_the_first_try_it_is_a_link(alice: Candidate) -> None:
    attempt = alice.start()
    with alice.store.write() as session:
        build.finished(session, queries.own_attempt(session, attempt, alice.person_id), now=NOON)
    page = page_of(alice, "/exams/small-final")
    assert "Try the player first" not in page
    assert f'href="/exams/{SLUG}"' in page


def test_its_own_page_asks_for_nothing_but_to_start(alice: Candidate) -> None:
    page = page_of(alice, f"/exams/{SLUG}")
    assert "Practice, not scored" in page
    assert 'type="checkbox"' not in page
    assert "15 minutes" in page
    assert "Before you can start" not in page


def test_its_result_says_that_nothing_is_recorded_and_why_each_answer_is_right(alice: Candidate) -> None:
    page = page_of(alice, f"/attempts/{sit(alice)}/result")
    assert "<h1>Practice: nothing is recorded</h1>" in page
    assert "A rationale-canary for the key." in page
    assert "Report question 1" in page
    assert "You passed" not in page


def test_nobody_sees_the_practice_of_another(alice: Candidate, carol: Candidate) -> None:
    assert carol.get(f"/attempts/{sit(alice)}/result").status_code == 404
