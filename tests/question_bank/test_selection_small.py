"""Against every paper there is: what is drawn keeps all that is asked, and nothing is drawn only where nothing can."""

from __future__ import annotations

from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.selection.blueprint import Difficulty
from question_bank.selection.paper import NoPaper, draw
from tests.question_bank.small_banks import SEEDS, Small, banks

pytestmark = pytest.mark.pure
TARGET = Difficulty(target=0.6, tolerance=0.05)


def drawn(bank: Small, seed: int) -> list[str] | None:
    """A paper, or None."""
    try:
        return draw(bank.pool, bank.blueprint, bank.policy, seed=seed, met=bank.met, exposure=bank.exposure)
    except NoPaper:
        return None


def avoided(bank: Small) -> set[str]:
    cap = bank.blueprint.exposure
    return set(bank.met) | {code for code, papers in (bank.exposure or {}).items() if cap and papers >= cap.most}


def distance(bank: Small, codes: set[str]) -> float:
    return max(0.0, abs(fmean(each.expected for each in bank.pool if each.id in codes) - TARGET.target) - 0.05)


@settings(max_examples=250, deadline=None)
@given(banks() | banks(hold="soft") | banks(hold="hard"), SEEDS)
def test_a_paper_is_one_of_all_there_are_with_the_fewest_to_be_avoided(bank: Small, seed: int) -> None:
    every = [{each.id for each in paper} for paper in bank.papers()]
    codes = drawn(bank, seed)
    assert (codes is None) == (not every)
    if codes is not None:
        assert set(codes) in every
        assert len(set(codes)) == len(codes)
        stale = avoided(bank)
        assert len(stale & set(codes)) == min(len(stale & paper) for paper in every)


@settings(max_examples=150, deadline=None)
@given(banks(difficulty=TARGET) | banks(hold="soft", difficulty=TARGET), SEEDS)
def test_of_the_papers_with_the_fewest_to_be_avoided_one_nearest_to_the_target_is_drawn(bank: Small, seed: int) -> None:
    every = [{each.id for each in paper} for paper in bank.papers()]
    codes = drawn(bank, seed)
    assert (codes is None) == (not every)
    if codes is not None:
        stale = avoided(bank)
        fewest = min(len(stale & paper) for paper in every)
        best = min(distance(bank, paper) for paper in every if len(stale & paper) == fewest)
        assert len(stale & set(codes)) == fewest
        assert distance(bank, set(codes)) == pytest.approx(best, abs=2e-4)


@settings(max_examples=60, deadline=None)
@given(banks(hold="soft", difficulty=TARGET), SEEDS, st.randoms(use_true_random=False))
def test_a_seed_gives_one_paper_whatever_the_order_of_the_pool(bank: Small, seed: int, chance: object) -> None:
    again = Small(tuple(chance.sample(bank.pool, len(bank.pool))), bank.blueprint, bank.policy, bank.met, bank.exposure)
    assert drawn(bank, seed) == drawn(again, seed)
