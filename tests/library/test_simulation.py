"""The simulation behind a pass policy's editor, against the course fact sheet and against common sense."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType

import pytest

from question_bank.formats import course_yaml
from question_bank.items.card import Group
from question_bank.scoring.policy import Cut, Policy
from question_bank.scoring.simulation import CANDIDATES, TRUE_SCORES, pass_rates
from question_bank.selection.blueprint import Blueprint, Quota

CONTENT = Path(__file__).resolve().parents[2] / "question_bank" / "content"
SHEET = dict(zip(TRUE_SCORES, (9.0, 48.0, 91.0, 97.5, 99.9), strict=True))
"""Fact sheet, section 0.3: of 40,000 or more candidates a cell, how many in a hundred pass."""


@pytest.fixture(scope="module")
def final() -> tuple[Blueprint, Policy]:
    exam = course_yaml.read_course(CONTENT, [])
    assert exam is not None
    return exam.exam.blueprint, exam.exam.policy


def test_the_final_exams_rates_are_those_of_the_fact_sheet(final: tuple[Blueprint, Policy]) -> None:
    rates = pass_rates(*final, seed=7)
    assert {rate.true_score: 100 * rate.passes for rate in rates} == pytest.approx(SHEET, abs=2.5)
    assert [0.0 < rate.held < 0.2 for rate in rates] == [True] * 5


def test_one_seed_gives_one_answer_and_another_seed_nearly_the_same(final: tuple[Blueprint, Policy]) -> None:
    first, again, other = (pass_rates(*final, seed=seed, true_scores=(0.85,))[0] for seed in (1, 1, 2))
    assert first == again != other
    assert first.passes == pytest.approx(other.passes, abs=0.02)


def test_a_higher_cut_passes_fewer(final: tuple[Blueprint, Policy]) -> None:
    blueprint, policy = final
    higher = policy.model_copy(update={"total": Cut(at_least=112, of=124)})
    for low, high in zip(pass_rates(blueprint, policy, seed=3), pass_rates(blueprint, higher, seed=3), strict=True):
        assert high.passes <= low.passes


def test_ten_items_without_rules_follow_the_binomial_nearly() -> None:
    blueprint = Blueprint(slug="small", version=1, quotas=(Quota(domain="D1", groups={Group.KNOWLEDGE: 10}),))
    policy = Policy(slug="small", version=1, total=Cut(at_least=10, of=10))
    (rate,) = pass_rates(blueprint, policy, seed=5, true_scores=(0.9,), candidates=40_000)
    assert rate.passes == pytest.approx(0.9**10, abs=0.02)
    assert rate.held == 0


def test_a_cut_of_nothing_passes_everybody() -> None:
    blueprint = Blueprint(slug="small", version=1, quotas=(Quota(domain="D1", groups={Group.KNOWLEDGE: 10}),))
    policy = Policy(slug="small", version=1, total=Cut(at_least=0, of=10))
    assert [rate.passes for rate in pass_rates(blueprint, policy, seed=5, candidates=100)] == [1.0] * 5


def test_a_paper_without_items_cannot_be_simulated() -> None:
    policy = Policy(slug="none", version=1, total=Cut(at_least=0, of=1))
    with pytest.raises(ValueError, match="draws no items"):
        pass_rates(Blueprint(slug="none", version=1, quotas=()), policy, seed=1)


def steps(final: tuple[Blueprint, Policy], candidates: int) -> int:
    """How many functions a simulation calls, in Python and below."""
    called = 0

    def count(_frame: FrameType, event: str, _told: object) -> None:
        nonlocal called
        called += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        pass_rates(*final, seed=9, candidates=candidates)
    finally:
        sys.setprofile(before)
    return called


def test_it_is_quick_enough_for_a_page(final: tuple[Blueprint, Policy]) -> None:
    """All candidates are simulated at once: as many as there are take no more steps than a few."""
    steps(final, 10)  # whatever is done once in a process
    assert steps(final, 100) == steps(final, CANDIDATES) < CANDIDATES
