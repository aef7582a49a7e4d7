"""Forms: alike, with no more in common than they may have, or in words how many there can be."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.items.card import Group
from question_bank.selection import forms as making
from question_bank.selection import joint
from question_bank.selection.blueprint import Difficulty, ExposureCap, Quota
from question_bank.selection.form_bounds import fewest_pairs, most_forms
from question_bank.selection.forms import TooFewForms, fixed_form, parallel_forms
from question_bank.selection.joint import ALIKE
from question_bank.selection.needs import asked_of
from question_bank.selection.paper import Candidate, NoPaper, eligible
from question_bank.selection.pool import Pool
from question_bank.selection.solver import Effort
from tests.question_bank.cards import real_content
from tests.question_bank.small_banks import SEEDS, Small, banks, item, plan, policy

pytestmark = pytest.mark.pure
TWO = plan(Quota(domain="D1", groups={Group.KNOWLEDGE: 2}))


def made(bank: Small, count: int, overlap: int, seed: int = 1) -> tuple[making.Form, ...]:
    more = {"count": count, "overlap": overlap, "seed": seed, "exposure": bank.exposure}
    return parallel_forms(bank.pool, bank.blueprint, bank.policy, **more)


def there_are(bank: Small, count: int, overlap: int) -> bool:
    """Whether so many forms exist, by trying all papers one after the other."""
    every = [frozenset(each.id for each in paper) for paper in bank.papers()]

    def more(forms: tuple[frozenset[str], ...]) -> bool:
        if len(forms) == count:
            return True
        return any(more((*forms, own)) for own in every if all(len(own & other) <= overlap for other in forms))

    return more(())


@settings(max_examples=120, deadline=None)
@given(banks() | banks(hold="hard"), st.integers(1, 3), st.integers(0, 2), SEEDS)
def test_forms_are_papers_that_share_no_more_than_they_may(bank: Small, count: int, overlap: int, seed: int) -> None:
    possible = max((n for n in range(1, count + 1) if there_are(bank, n, overlap)), default=0)
    if possible < count:
        with pytest.raises(TooFewForms) as told:
            made(bank, count, overlap, seed)
        assert told.value.possible == possible
        return
    forms = made(bank, count, overlap, seed)
    by_code = {each.id: each for each in bank.pool}
    assert [form.name for form in forms] == ["A", "B", "C"][:count]
    assert all(bank.keeps([by_code[code] for code in form.items]) for form in forms)
    assert all(len(set(one.items) & set(other.items)) <= overlap for one, other in combinations(forms, 2))
    assert made(bank, count, overlap, seed) == forms


@given(st.lists(st.integers(0, 5), min_size=1, max_size=6))
def test_no_way_of_using_items_has_fewer_pairs_than_the_even_one(uses: list[int]) -> None:
    pairs = sum(each * (each - 1) // 2 for each in uses)
    assert fewest_pairs(sum(uses), len(uses)) <= pairs
    assert (fewest_pairs(sum(uses), len(uses)) == pairs) == (max(uses) - min(uses) <= 1)


def test_counting_says_what_is_too_little_and_for_how_many() -> None:
    pool = Pool([item(f"D1-E-{n:03}") for n in range(7)])
    asked = asked_of(TWO, policy(TWO))
    assert most_forms(pool.blocks, asked, 3, 0) == (3, "")
    assert most_forms(pool.blocks, asked, 9, 0) == (
        3,
        "D1 needs 2 items of group knowledge in each form; 7 can be drawn",
    )


def test_too_few_forms_are_told_with_the_number_there_can_be() -> None:
    bank = Small(tuple(item(f"D1-E-{n:03}") for n in range(7)), TWO, policy(TWO))
    with pytest.raises(TooFewForms) as told:
        made(bank, 5, 0)
    assert told.value.possible == 3
    assert str(told.value) == (
        "5 forms with no item in common cannot be made; 3 can be: "
        "D1 needs 2 items of group knowledge in each form; 7 can be drawn"
    )


def test_where_not_one_form_can_be_made_what_is_in_the_way_is_told() -> None:
    foes = (item("D1-E-001", enemies=frozenset({"D1-E-002"})), item("D1-E-002"))
    with pytest.raises(TooFewForms, match=r"none can be: D1's 2 items .* because D1-E-001 and D1-E-002 are enemies"):
        made(Small(foes, TWO, policy(TWO)), 1, 0)


def test_forms_that_one_after_the_other_would_differ_are_drawn_together() -> None:
    """Four easy and four hard items: only pairs of one each make four forms alike."""
    easy = [item(f"D1-E-00{n}", facility=0.9) for n in range(4)]
    hard = [item(f"D1-E-01{n}", facility=0.5) for n in range(4)]
    for seed in range(6):
        forms = made(Small((*easy, *hard), TWO, policy(TWO)), 4, 0, seed)
        assert [form.expected for form in forms] == pytest.approx([1.4] * 4)


def test_forms_are_alike_even_where_the_target_is_out_of_reach() -> None:
    blueprint = TWO.model_copy(update={"difficulty": Difficulty(target=0.95, tolerance=0.01)})
    pool = tuple(item(f"D1-E-00{n}", facility=0.9 if n < 2 else 0.5) for n in range(6))
    first, second = made(Small(pool, blueprint, policy(blueprint)), 2, 0)
    assert abs(first.expected - second.expected) <= 2 * ALIKE
    assert first.expected == pytest.approx(1.4)


def test_forms_come_as_near_to_the_target_as_they_can() -> None:
    blueprint = TWO.model_copy(update={"difficulty": Difficulty(target=0.5, tolerance=0.01)})
    pool = tuple(item(f"D1-E-00{n}", facility=0.9 if n < 4 else 0.5) for n in range(8))
    for seed in range(4):
        forms = made(Small(pool, blueprint, policy(blueprint)), 2, 0, seed)
        assert [form.expected for form in forms] == pytest.approx([1.0] * 2)


def test_forms_drawn_one_after_the_other_all_keep_the_tolerance() -> None:
    wide = plan(Quota(domain="D1", groups={Group.KNOWLEDGE: 10}), difficulty=Difficulty(target=0.6, tolerance=0.005))
    pool = tuple(item(f"D1-E-{n:03}", facility=0.2 + n / 125) for n in range(100))
    for seed in range(8):
        forms = made(Small(pool, wide, policy(wide)), 3, 0, seed)
        assert all(abs(form.expected / 10 - 0.6) <= 0.0052 for form in forms)


def test_a_form_says_what_it_holds_and_what_to_expect() -> None:
    pool = (item("D1-E-001", facility=0.5, safety_critical=True), item("D1-E-002", facility=0.8), item("D1-E-003"))
    first, second, third = made(Small(pool, TWO, policy(TWO)), 3, 1)
    for form in (first, second, third):
        assert form.counts["cell", "D1", "knowledge"] == form.counts["level", "D1", "recall"] == 2
        assert form.counts.get(("safety", "D1", ""), 0) == ("D1-E-001" in form.items)
        chances = [{"D1-E-001": 0.5, "D1-E-002": 0.8, "D1-E-003": 0.85}[code] for code in form.items]
        assert form.expected == pytest.approx(sum(chances))
        assert form.sd == pytest.approx(sqrt(sum(p * (1 - p) for p in chances)))
    assert first.shared["B"] == second.shared["A"] == tuple(set(first.items) & set(second.items))
    assert Counter(map(len, first.shared.values())) == {1: 2}


def test_a_fixed_form_is_one_paper_by_name() -> None:
    pool = [item(f"D1-E-{n:03}") for n in range(5)]
    form = fixed_form(pool, TWO, policy(TWO), name="Spring", seed=1, met={"D1-E-000", "D1-E-001", "D1-E-002"})
    assert form.name == "Spring"
    assert set(form.items) == {"D1-E-003", "D1-E-004"}
    assert form.shared == {}
    with pytest.raises(NoPaper):
        fixed_form(pool[:1], TWO, policy(TWO), name="Spring", seed=1)


def test_forms_keep_a_soft_cap_while_they_can() -> None:
    blueprint = TWO.model_copy(update={"exposure": ExposureCap(share=0.5, papers=4)})
    pool = tuple(item(f"D1-E-{n:03}") for n in range(6))
    bank = Small(pool, blueprint, policy(blueprint), exposure={"D1-E-000": 2, "D1-E-001": 3, "D1-E-002": 1})
    for seed in range(4):
        drawn = {code for form in made(bank, 2, 0, seed) for code in form.items}
        assert drawn == {"D1-E-002", "D1-E-003", "D1-E-004", "D1-E-005"}


@pytest.mark.parametrize(("count", "overlap"), [(0, 0), (27, 0), (1, -1)])
def test_a_number_of_forms_that_means_nothing_is_refused(count: int, overlap: int) -> None:
    with pytest.raises(ValueError, match="forms are 1 to 26"):
        made(Small((item("D1-E-001"),), TWO, policy(TWO)), count, overlap)


def test_a_large_bank_is_thinned_before_forms_are_drawn_together(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = tuple(item(f"D1-E-{n:03}", facility=n / 400) for n in range(400))
    sizes: list[int] = []
    together = making.drawn_together

    def spy(found: list[object], *more: object) -> object:
        sizes.append(len(found))
        return together(found, *more)

    monkeypatch.setattr(making, "drawn_together", spy)
    monkeypatch.setattr(making, "spread", lambda forms: 1.0)
    forms = made(Small(pool, TWO, policy(TWO)), 2, 0)
    assert sizes == [8]
    assert len({code for form in forms for code in form.items}) == 4


def test_unlike_forms_are_better_than_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_everything: object) -> None:
        raise NoPaper("none can be drawn together")

    monkeypatch.setattr(making, "spread", lambda forms: 1.0)
    monkeypatch.setattr(making, "drawn_together", none)
    assert len(made(Small(tuple(item(f"D1-E-{n:03}") for n in range(4)), TWO, policy(TWO)), 2, 0)) == 2


def test_a_search_that_ends_early_does_not_say_that_there_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joint, "EFFORT", Effort(nodes=0))
    exam = real_content().course.exam
    pool = [Candidate.of(card) for card in eligible(real_content().cards)]
    with pytest.raises(
        TooFewForms, match=r"3 forms .* 39 items in common were not found in the time allowed; 2 can be"
    ):
        parallel_forms(pool, exam.blueprint, exam.policy, count=3, seed=1, overlap=39)
