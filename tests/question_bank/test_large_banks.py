"""Drawing from a large bank: thinned by seed, and never at the price of a quota, a repeat or the seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.items.card import Group, Rule
from question_bank.selection import paper as drawing
from question_bank.selection.blueprint import Blueprint
from question_bank.selection.needs import asked_of
from question_bank.selection.paper import Candidate, NoPaper, Pool, draw, eligible
from question_bank.selection.solver import solve
from tests.question_bank.cards import real_content

pytestmark = pytest.mark.pure
EXAM = real_content().course.exam
REAL = [Candidate.of(card) for card in eligible(real_content().cards)]
ASKED = asked_of(EXAM.blueprint, EXAM.policy)
SEEDS = st.integers(min_value=0, max_value=2**63 - 1)


def copy(candidate: Candidate, number: int) -> Candidate:
    """The same item again under another code, with enemies and case of its own."""
    mark = f"-{number}"
    case = candidate.case + mark if candidate.case else None
    return replace(
        candidate, id=candidate.id + mark, case=case, enemies=frozenset(each + mark for each in candidate.enemies)
    )


LARGE = [copy(candidate, number) for number in range(6) for candidate in REAL]
BY_CODE = {candidate.id: candidate for candidate in LARGE}
POOL = Pool(LARGE)


def paper(seed: int, met: frozenset[str] = frozenset(), pool: object = POOL) -> list[str]:
    return draw(pool, EXAM.blueprint, EXAM.policy, seed=seed, met=met)


@pytest.fixture
def solved(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many items each programme was solved over."""
    sizes: list[int] = []

    def spy(costs: list[float], *args: object, **more: object) -> list[bool]:
        sizes.append(len(costs))
        return solve(costs, *args, **more)

    monkeypatch.setattr(drawing, "solve", spy)
    return sizes


def keeps_every_quota(codes: list[str]) -> None:
    drawn = [BY_CODE[code] for code in codes]
    assert len(set(codes)) == 124
    for quota in EXAM.blueprint.quotas:
        mine = [candidate for candidate in drawn if candidate.domain == quota.domain]
        assert Counter(candidate.group for candidate in mine) == quota.groups
        assert sum(candidate.safety_critical for candidate in mine) >= quota.safety_critical
        assert sum(candidate.vignette for candidate in mine) >= quota.vignettes
    assert Counter(drawing.tested(drawn, EXAM.policy).values()) == dict.fromkeys(Rule, 2)
    assert not any(candidate.enemies & set(codes) for candidate in drawn)
    cases = Counter(candidate.case for candidate in drawn if candidate.case)
    assert all(candidate.case_of == cases[candidate.case] for candidate in drawn if candidate.case)


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_a_paper_from_a_large_bank_meets_every_quota_rule_enemy_and_case(seed: int) -> None:
    keeps_every_quota(paper(seed))


def test_the_programme_does_not_grow_with_the_bank(solved: list[int]) -> None:
    paper(1)
    assert len(solved) == 1
    assert solved[0] < 500 < 1600 < len(LARGE)


@settings(max_examples=5, deadline=None)
@given(SEEDS)
def test_a_seed_gives_one_paper_whatever_the_order_of_a_large_bank(seed: int) -> None:
    assert paper(seed) == paper(seed, pool=LARGE[::-1])


def test_every_item_of_a_cell_has_its_chance() -> None:
    seen = Counter(code for seed in range(60) for code in paper(seed) if code.startswith("D9"))
    assert len(seen) == sum(candidate.domain == "D9" for candidate in LARGE)
    assert max(seen.values()) < 20  # of 60 papers with 4 of 48 each: 5 on average


def test_a_case_of_a_large_bank_is_drawn_about_as_often_as_an_item() -> None:
    papers = [paper(seed) for seed in range(40)]
    cases = sum(len({BY_CODE[code].case for code in codes} - {None}) for codes in papers)
    assert cases > 40


def test_somebody_who_met_much_meets_nothing_again_while_the_bank_has_more() -> None:
    met: frozenset[str] = frozenset()
    for seed in range(4):
        codes = paper(seed, met)
        keeps_every_quota(codes)
        assert not met & set(codes)
        met |= set(codes)


def test_where_a_cell_is_used_up_only_its_items_are_repeated(solved: list[int]) -> None:
    evidence = frozenset(code for code in BY_CODE if code.startswith("D9"))
    codes = paper(5, evidence)
    assert sorted(code[:2] for code in set(codes) & evidence) == ["D9"] * 4
    assert len(solved) == 1  # no more repeats than the cell itself forces, so the whole bank need not be asked


def test_a_repeat_that_only_the_whole_bank_avoids_is_avoided(monkeypatch: pytest.MonkeyPatch) -> None:
    """The thinned part is taken to be met and nothing else: what is left has a paper without a repeat."""
    some = [each.id for block in POOL.thinned(ASKED, breadth=2, chance=drawing.Random(3)) for each in block]
    met = frozenset(some)
    blind = POOL.thinned
    monkeypatch.setattr(
        POOL,
        "thinned",
        lambda asked, **more: blind(asked, breadth=2, chance=drawing.Random(3)),
    )
    codes = paper(3, met)
    assert not met & set(codes)


def without_papers(breadth: int) -> Callable[..., list[list[Candidate]]]:
    return lambda asked, **more: [[candidate] for candidate in REAL[:breadth]]


def test_where_the_thinned_bank_has_no_paper_the_whole_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(POOL, "thinned", without_papers(10))
    keeps_every_quota(paper(8))


def test_a_large_bank_without_a_paper_is_refused_in_words() -> None:
    poor = [candidate for candidate in LARGE if candidate.domain != "D9"]
    with pytest.raises(NoPaper, match="a quota of 4 has only 0 items"):
        paper(1, pool=poor)


def test_what_stands_in_no_cell_is_never_drawn() -> None:
    stranger = [replace(candidate, group=Group.THORAX) for candidate in LARGE if candidate.domain == "D9"][:1]
    blueprint = Blueprint(slug="b", version=1, quotas=EXAM.blueprint.quotas)
    assert stranger[0].id not in draw([*LARGE[1:], *stranger], blueprint, EXAM.policy, seed=1)
