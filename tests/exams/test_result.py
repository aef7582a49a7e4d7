"""The result: the verdict in a sentence, every rule, the profile; a quiz with its reasons."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest

from tests.build import NOON
from tests.exams import build
from tests.exams.conftest import Candidate
from trainer.exams import queries, service
from trainer.exams.screens.result import result


def sit(alice: Candidate, wrong: list[int] | str, slug: str = "small-final") -> UUID:
    """Answer everything, some of it wrongly, hand in, and be graded."""
    attempt = alice.start(slug)
    with alice.store.write() as session:
        mine = queries.own_attempt(session, attempt, alice.person_id)
        missed = build.positions(session, mine, rule=build.RULE) if wrong == "rule" else wrong
        build.finished(session, mine, wrong=[int(each) for each in missed], now=alice.now)
    return attempt


def page_of(alice: Candidate, attempt: UUID) -> str:
    return re.sub(r"\s+", " ", alice.get(f"/attempts/{attempt}/result").text)


def test_a_pass_is_said_first(alice: Candidate) -> None:
    page = page_of(alice, sit(alice, [1]))
    assert "<h1>You passed</h1>" in page
    assert "You answered 7 of 8 correctly." in page
    assert "/certificates" in page


def test_not_passed_names_the_rule_and_the_day(alice: Candidate) -> None:
    page = page_of(alice, sit(alice, [1, 2, 3, 4, 5, 6, 7, 8]))
    assert "Not passed this time: two rules were not reached" in page
    assert "Overall asks for 5 of 8; you reached 0 of 8." in page
    assert "4 December 2026" in page


def test_a_hold_is_explained_as_a_hold(alice: Candidate) -> None:
    page = page_of(alice, sit(alice, "rule"))
    assert "Your decision is held: one rule needs another look" in page
    assert "A hold is not a fail" in page
    assert "No consent: stop" in page
    assert "Start the 4 questions" in page
    assert 'action="/exams/small-final-follow-up/attempts"' in page
    assert "4 December 2026, 12:00 UTC" in page
    assert "Not passed" not in page


def follow_up(alice: Candidate, wrong: list[int]) -> tuple[UUID, UUID]:
    """A hold and its follow-up, answered."""
    held = sit(alice, "rule")
    alice.at(60)
    return held, sit(alice, wrong, "small-final-follow-up")


@pytest.mark.parametrize(
    ("wrong", "told", "own"),
    [
        ([], "the follow-up questions released it", "Your decision is released"),
        ([1, 2], "the follow-up questions did not release it", "The decision is not released"),
    ],
)
def test_a_settled_hold_tells_its_whole_story(alice: Candidate, wrong: list[int], told: str, own: str) -> None:
    held, settled_by = follow_up(alice, wrong)
    page = page_of(alice, held)
    assert told in page
    assert re.findall(r"<time[^>]*>20 November 2026, (\d\d:\d\d)", page) == ["12:00", "12:00", "13:00", "13:00"]
    assert f'href="/attempts/{settled_by}/result"' in page
    assert f"<h1>{own}</h1>" in page_of(alice, settled_by)
    assert f'href="/attempts/{held}/result"' in page_of(alice, settled_by)


def test_a_lapsed_hold_says_that_its_days_ran_out(alice: Candidate) -> None:
    held = sit(alice, "rule")
    with alice.store.write() as session:
        service.lapse(session, held, now=NOON + timedelta(days=15))
    page = page_of(alice, held)
    assert "its days ran out" in page
    assert "no follow-up was sat: not passed" in page
    assert "Start the 4 questions" not in page


def test_a_follow_up_never_shows_its_items(alice: Candidate) -> None:
    _held, settled_by = follow_up(alice, [1])
    page = page_of(alice, settled_by)
    assert "3 of 4 right; it asks for at least 3 of 4 right." in page
    assert "No consent: stop" in page
    for word in ("canary", "choice is best", "D2 choice"):
        assert word not in page


def test_every_rule_says_what_it_asked_and_what_was_reached(alice: Candidate) -> None:
    page = page_of(alice, sit(alice, "rule"))
    table = page[page.index("The rules, one by one") : page.index("By domain")]
    assert re.findall(r'data-label="(Asked|Reached)">([^<]+)<', table) == [
        ("Asked", "5 of 8"), ("Reached", "6 of 8"), ("Asked", "1 of 2"), ("Reached", "0 of 2"),
    ]  # fmt: skip
    assert "Pass policy, version 1" in table
    assert "Short by 1" in table


def test_the_profile_is_drawn_and_told_in_numbers(alice: Candidate) -> None:
    page = page_of(alice, sit(alice, []))
    assert page.count('class="got"') == 2
    assert page.count('class="whisker"') == 2
    assert "D1 Scope and consent" in page
    assert "51% to 100%" in page


def test_a_final_never_shows_its_items(alice: Candidate) -> None:
    attempt = sit(alice, [1])
    page = page_of(alice, attempt)
    assert "canary" not in page
    assert "choice is best" not in page
    assert "D1 choice" not in page


def test_a_final_does_not_even_hand_its_items_to_the_template(alice: Candidate) -> None:
    attempt = sit(alice, [1])
    with alice.store.session() as session:
        mine = queries.own_attempt(session, attempt, alice.person_id)
        assert result(session, mine, now=alice.now).items == []


def test_a_quiz_shows_keys_and_reasons_after_closing(alice: Candidate) -> None:
    attempt = sit(alice, [1], "small-first-quiz")
    page = page_of(alice, attempt)
    assert "<h1>You passed</h1>" in page
    assert page.count("A rationale-canary for the key.") == 16
    assert page.count("Right, and your answer.") == 3
    assert page.count("Your answer, not right.") == 1


@pytest.mark.parametrize("path", ["/result", "", "/review", "/paper", "/clock"])
def test_before_grading_a_quiz_shows_no_reason(alice: Candidate, path: str) -> None:
    attempt = alice.start("small-first-quiz")
    alice.post(f"/attempts/{attempt}/submit")
    assert "canary" not in alice.get(f"/attempts/{attempt}{path}", follow_redirects=True).text


def test_a_quiz_not_passed_says_what_it_asked(alice: Candidate) -> None:
    page = page_of(alice, sit(alice, [1, 2], "small-first-quiz"))
    assert "Not passed this time: 2 of 4 right" in page
    assert "You answered 2 of 4 correctly. The quiz asks for 3 of 4." in page
    assert "Try again" in page


def test_after_two_tries_a_quiz_says_when_the_next_opens(alice: Candidate) -> None:
    sit(alice, [1, 2], "small-first-quiz")
    alice.at(60)
    page = page_of(alice, sit(alice, [1, 2], "small-first-quiz"))
    assert "21 November 2026, 12:00 UTC" in page


def test_earlier_attempts_are_listed(alice: Candidate) -> None:
    attempt = sit(alice, [1, 2, 3, 4, 5, 6, 7, 8])
    page = alice.get("/exams/small-final").text
    assert f"/attempts/{attempt}/result" in page
    assert "Not passed" in page
    assert "14 days between two tries" in page
