"""Drawing papers: every quota met, by seed, without repeats while the bank allows."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.items.card import Card, Group, Rule, Status, Use
from question_bank.selection import paper as drawing
from question_bank.selection.feasibility import shortfalls
from question_bank.selection.paper import Candidate, NoPaper, draw, eligible
from question_bank.selection.quiz import draw_quiz, shares
from tests.question_bank.cards import real_content

pytestmark = pytest.mark.pure
EXAM = real_content().course.exam
CARDS = {card.code: card for card in real_content().cards}
POOL = [Candidate.of(card) for card in eligible(CARDS.values())]
SEEDS = st.integers(min_value=0, max_value=2**63 - 1)


def paper(seed: int, met: set[str] | None = None) -> list[str]:
    return draw(POOL, EXAM.blueprint, EXAM.policy, seed=seed, met=met or set())


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_every_paper_of_the_real_bank_meets_every_quota(seed: int) -> None:
    drawn = [CARDS[code] for code in paper(seed)]
    assert len({card.code for card in drawn}) == len(drawn) == 124
    for quota in EXAM.blueprint.quotas:
        mine = [card for card in drawn if card.domain == quota.domain]
        assert Counter(card.group for card in mine) == quota.groups
        assert sum(card.safety_critical for card in mine) >= quota.safety_critical
        assert sum(card.vignette for card in mine) >= quota.vignettes


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_every_paper_tests_each_rule_by_two_items_and_keeps_enemies_apart(seed: int) -> None:
    codes = paper(seed)
    rules = Counter(drawing.tested([Candidate.of(CARDS[code]) for code in codes], EXAM.policy).values())
    assert rules == dict.fromkeys(Rule, 2)
    for code in codes:
        assert not set(CARDS[code].enemies) & set(codes), code


@settings(max_examples=5, deadline=None)
@given(SEEDS)
def test_a_seed_gives_one_paper_whatever_the_order_of_the_bank(seed: int) -> None:
    again = draw(POOL[::-1], EXAM.blueprint, EXAM.policy, seed=seed)
    assert again == paper(seed)


def test_seeds_give_different_papers() -> None:
    papers = {frozenset(paper(seed)) for seed in range(12)}
    assert len(papers) == 12


def test_items_are_not_bound_to_places() -> None:
    firsts = {paper(seed)[0] for seed in range(12)}
    assert len(firsts) > 6


def test_only_live_exam_items_are_eligible() -> None:
    cards = list(CARDS.values())[:40]
    retired = [card.model_copy(update={"status": Status.RETIRED}) for card in cards]
    assert eligible(retired) == []
    assert {card.use for card in eligible(CARDS.values())} == {Use.EXAM}


def test_a_retake_repeats_as_few_items_as_the_bank_allows() -> None:
    first = set(paper(1))
    again = set(paper(2, met=first))
    unmet = {group: sum(c.group is group and c.id not in first for c in POOL) for group in Group}
    for group in Group:
        fresh = sum(CARDS[code].group is group for code in again - first)
        assert fresh > 0.7 * min(unmet[group], sum(CARDS[code].group is group for code in again))


def small(code: str, **more: object) -> Candidate:
    values = {"domain": "D1", "group": Group.KNOWLEDGE, "safety_critical": False, "vignette": False, "rule": None}
    return Candidate(id=code, **values | more)


def test_a_bank_that_is_too_small_is_refused_in_words() -> None:
    with pytest.raises(NoPaper, match="only"):
        draw(POOL[:50], EXAM.blueprint, EXAM.policy, seed=1)


def test_more_items_on_a_rule_than_asked_only_earn_their_mark() -> None:
    rule = Rule.NO_CONSENT_STOP
    drawn = [small(f"D1-E-{n:03}", rule=rule) for n in range(5)]
    assert drawing.tested(drawn, EXAM.policy) == {"D1-E-000": rule, "D1-E-001": rule}


def test_the_real_bank_lacks_nothing() -> None:
    assert list(shortfalls(CARDS.values(), EXAM.blueprint, EXAM.policy)) == []


def without(*codes: str) -> list[Card]:
    return [card for card in CARDS.values() if card.code not in codes]


def test_a_shortfall_is_said_so_that_it_can_be_mended() -> None:
    evidence = [code for code in CARDS if code.startswith("D9-E")]
    said = list(shortfalls(without(*evidence), EXAM.blueprint, EXAM.policy))
    assert said == ["D9 needs 4 items of group knowledge; 0 are live"]


def test_enemies_that_leave_no_paper_are_a_shortfall_too() -> None:
    evidence = [code for code in CARDS if code.startswith("D9-E")]
    hostile = [
        card.model_copy(update={"enemies": tuple(set(evidence) - {card.code})}) if card.code in evidence else card
        for card in CARDS.values()
    ]
    said = list(shortfalls(hostile, EXAM.blueprint, EXAM.policy))
    assert len(said) == 1
    assert said[0].startswith("D9's 4 items of group knowledge cannot stand on one paper, because D9-E-")
    assert said[0].endswith("are enemies")


@pytest.mark.parametrize("module", real_content().course.modules, ids=lambda module: module.slug)
def test_every_module_of_the_content_can_hold_its_quiz(module: object) -> None:
    pool = [Candidate.of(card) for card in CARDS.values() if card.use is Use.PRACTICE and card.domain in module.domains]
    count = module.quiz.items
    drawn = draw_quiz(pool, count=count, seed=3)
    assert len(set(drawn)) == count
    sizes = Counter(candidate.domain for candidate in pool)
    for domain, size in sizes.items():
        assert abs(sum(CARDS[code].domain == domain for code in drawn) - count * size / len(pool)) < 1


QUIZ_POOL = [small(f"D1-P-{n:03}") for n in range(6)] + [small(f"D2-P-{n:03}", domain="D2") for n in range(3)]


@given(SEEDS)
def test_a_quiz_takes_fresh_items_first(seed: int) -> None:
    met = {"D1-P-000", "D1-P-001", "D2-P-000"}
    assert not met & set(draw_quiz(QUIZ_POOL, count=6, seed=seed, met=met))
    assert len(set(draw_quiz(QUIZ_POOL, count=9, seed=seed, met=met))) == 9


@given(SEEDS)
def test_a_quiz_keeps_enemies_apart_while_it_can(seed: int) -> None:
    pool = [small("D1-P-000", enemies=frozenset({"D1-P-001"})), *QUIZ_POOL[1:6]]
    assert not {"D1-P-000", "D1-P-001"} <= set(draw_quiz(pool, count=5, seed=seed))
    assert len(draw_quiz(pool, count=6, seed=seed)) == 6


def test_a_quiz_needs_enough_items() -> None:
    with pytest.raises(NoPaper, match="a quiz of 10 has only 9"):
        draw_quiz(QUIZ_POOL, count=10, seed=1)


@given(st.dictionaries(st.sampled_from("ABCDE"), st.integers(1, 60), min_size=1), st.data())
def test_shares_add_up_and_never_exceed_a_domain(sizes: dict[str, int], data: st.DataObject) -> None:
    count = data.draw(st.integers(min_value=0, max_value=sum(sizes.values())))
    given_out = shares(sizes, count)
    assert sum(given_out.values()) == count
    assert all(0 <= given_out[name] <= size for name, size in sizes.items())
