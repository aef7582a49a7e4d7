"""What a blueprint can ask of a paper beyond its cells, one rule at a time."""

from __future__ import annotations

from collections import Counter
from statistics import fmean

import pytest
from hypothesis import given, settings

from question_bank.items.card import Group, Level
from question_bank.selection import balance
from question_bank.selection import paper as drawing
from question_bank.selection.blueprint import Blueprint, Difficulty, ExposureCap, Quota, Range
from question_bank.selection.candidate import FACILITIES, Candidate
from question_bank.selection.paper import NoPaper, Pool, draw
from question_bank.selection.quiz import draw_quiz
from question_bank.selection.solver import NoneFound, solve
from tests.question_bank.small_banks import SEEDS, item, plan, policy
from tests.question_bank.test_large_banks import BY_CODE, EXAM, LARGE, keeps_every_quota

pytestmark = pytest.mark.pure
POOL = Pool(LARGE)
QUOTAS = EXAM.blueprint.quotas
CODES = [f"D1-E-{n:03}" for n in range(8)]
PLAIN = [item(code) for code in CODES]
FOUR = plan(Quota(domain="D1", groups={Group.KNOWLEDGE: 4}))


@pytest.fixture
def solved(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many items each programme was solved over."""
    sizes: list[int] = []

    def spy(costs: list[float], *args: object, **more: object) -> list[bool]:
        sizes.append(len(costs))
        return solve(costs, *args, **more)

    monkeypatch.setattr(drawing, "solve", spy)
    return sizes


def changed(**more: object) -> Blueprint:
    return FOUR.model_copy(update=more)


def drawn(pool: list[Candidate], blueprint: Blueprint, seed: int, **more: object) -> set[str]:
    return set(draw(pool, blueprint, policy(blueprint), seed=seed, **more))


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_levels_of_a_large_bank_are_kept(seed: int) -> None:
    levels = {Level.RECALL: Range(at_most=3), Level.ANALYSE: Range(at_least=9, at_most=9)}
    quotas = [each.model_copy(update={"levels": levels}) if each.domain == "D4" else each for each in QUOTAS]
    codes = draw(POOL, EXAM.blueprint.model_copy(update={"quotas": tuple(quotas)}), EXAM.policy, seed=seed)
    keeps_every_quota(codes)
    found = Counter(BY_CODE[code].level for code in codes if code.startswith("D4"))
    assert found[Level.RECALL] <= 3
    assert found[Level.ANALYSE] == 9


def test_a_level_with_a_most_leaves_enough_of_the_others_in_a_thinned_bank(solved: list[int]) -> None:
    levels = {Level.RECALL: Range(at_most=1)}
    blueprint = plan(Quota(domain="D1", groups={Group.KNOWLEDGE: 10}, levels=levels))
    pool = [item(f"D1-E-{n:03}", level=Level.APPLY if n % 20 == 0 else Level.RECALL) for n in range(800)]
    for seed in range(5):
        assert len(drawn(pool, blueprint, seed)) == 10
    assert len(solved) == 5


def test_a_level_nobody_told_is_no_level() -> None:
    blueprint = changed(quotas=(FOUR.quotas[0].model_copy(update={"levels": {Level.RECALL: Range(at_least=1)}}),))
    with pytest.raises(NoPaper, match="a quota of 1 has only 0 items"):
        drawn([item(code, level=None) for code in CODES], blueprint, 1)


@given(SEEDS)
def test_an_item_at_its_cap_is_drawn_only_when_nothing_else_fits(seed: int) -> None:
    blueprint = changed(exposure=ExposureCap(share=0.25, papers=20))
    exposure = dict.fromkeys(CODES[:4], 5) | {CODES[4]: 4}
    assert drawn(PLAIN, blueprint, seed, exposure=exposure) == set(CODES[4:])
    exposure[CODES[4]] = 6
    assert set(CODES[5:]) < drawn(PLAIN, blueprint, seed, exposure=exposure)


def test_an_item_at_a_hard_cap_is_never_drawn() -> None:
    blueprint = changed(exposure=ExposureCap(share=0.25, papers=20, hold="hard"))
    assert drawn(PLAIN, blueprint, 1, exposure=dict.fromkeys(CODES[:4], 5)) == set(CODES[4:])
    with pytest.raises(NoPaper, match="a quota of 4 has only 3 items"):
        drawn(PLAIN, blueprint, 1, exposure=dict.fromkeys(CODES[:5], 5))


def test_exposure_is_nothing_to_a_blueprint_without_a_cap() -> None:
    assert drawn(PLAIN, FOUR, 3, exposure=dict.fromkeys(CODES, 99)) == drawn(PLAIN, FOUR, 3)


@pytest.mark.parametrize("hold", ["soft", "hard"])
def test_papers_drawn_one_after_the_other_keep_their_cap(hold: str) -> None:
    """Of any 8 papers in a row no item stands on more than 5, nor is anything ever used up by chance."""
    blueprint = changed(exposure=ExposureCap(share=0.63, papers=8, hold=hold))
    papers: list[set[str]] = []
    for seed in range(60):
        papers.append(drawn(PLAIN, blueprint, seed, exposure=Counter(code for paper in papers[-7:] for code in paper)))
        assert max(Counter(code for paper in papers[-8:] for code in paper).values()) <= 5


def test_what_was_drawn_less_is_drawn_more() -> None:
    blueprint = changed(exposure=ExposureCap(share=1, papers=20))
    counts = Counter(
        c for seed in range(60) for c in drawn(PLAIN, blueprint, seed, exposure=dict.fromkeys(CODES[:4], 12))
    )
    assert sum(counts[code] for code in CODES[:4]) < 0.7 * sum(counts[code] for code in CODES[4:])


def test_what_rests_on_expired_evidence_stands_on_no_paper_quiz_or_case() -> None:
    old = [item(CODES[0], is_current=False), item(CODES[1], case="C-001", case_of=2, is_current=False)]
    pool = [*old, item(CODES[2], case="C-001", case_of=2), *PLAIN[3:]]
    for seed in range(8):
        assert drawn(pool, FOUR, seed) <= set(CODES[3:])
        assert set(draw_quiz(pool, count=5, seed=seed)) == set(CODES[3:])


@given(SEEDS)
def test_a_paper_comes_within_the_tolerance_of_its_target(seed: int) -> None:
    pool = [item(code, facility=0.1 * (n + 1)) for n, code in enumerate(CODES)]
    for target in (0.3, 0.5, 0.65):
        codes = drawn(pool, changed(difficulty=Difficulty(target=target, tolerance=0.01)), seed)
        assert fmean(each.facility for each in pool if each.id in codes) == pytest.approx(target, abs=0.0102)


def test_a_target_out_of_reach_is_come_as_near_to_as_can_be() -> None:
    pool = [item(code, facility=0.1 * (n + 1)) for n, code in enumerate(CODES)]
    assert drawn(pool, changed(difficulty=Difficulty(target=0.99)), 1) == set(CODES[4:])
    assert drawn(pool, changed(difficulty=Difficulty(target=0.01)), 1) == set(CODES[:4])


def test_nobody_meets_an_item_again_for_the_sake_of_difficulty() -> None:
    pool = [item(code, facility=0.1 * (n + 1)) for n, code in enumerate(CODES)]
    assert drawn(pool, changed(difficulty=Difficulty(target=0.99)), 1, met=CODES[4:]) == set(CODES[:4])


def test_not_even_a_case_that_was_met_in_part_is_drawn_again_for_the_sake_of_difficulty() -> None:
    case = [item(f"D1-E-01{n}", case="C-001", case_of=3, facility=0.95) for n in range(3)]
    pool = [*case, *(item(code, facility=0.05) for code in CODES[:4])]
    blueprint = changed(difficulty=Difficulty(target=0.9))
    assert {each.id for each in case} < drawn(pool, blueprint, 1)
    assert drawn(pool, blueprint, 1, met=["D1-E-010"]) == set(CODES[:4])


def test_a_search_for_difficulty_that_ends_early_leaves_the_paper_there_was(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*everything: object, **more: object) -> None:
        raise NoneFound("no paper was found, and none was ruled out")

    monkeypatch.setattr(balance, "solve", unknown)
    assert len(drawn(PLAIN, changed(difficulty=Difficulty(target=0.5)), 1)) == 4


def test_an_item_nobody_answered_yet_is_expected_to_be_as_its_level() -> None:
    assert [item("D1-E-001", level=level).expected for level in FACILITIES] == list(FACILITIES.values())
    assert item("D1-E-001", facility=0.0).expected == 0.0


def test_the_programme_of_a_wish_does_not_grow_with_the_bank(solved: list[int]) -> None:
    more = {"exposure": ExposureCap(share=0.1, papers=100, hold="hard"), "difficulty": Difficulty(target=0.99)}
    worn = dict.fromkeys([candidate.id for candidate in LARGE[::7]], 10)
    codes = draw(POOL, EXAM.blueprint.model_copy(update=more), EXAM.policy, seed=1, exposure=worn)
    keeps_every_quota(codes)
    assert not worn.keys() & set(codes)
    assert len(solved) == len(drawing.BREADTHS)
    assert max(solved) < 1200 < len(LARGE)
