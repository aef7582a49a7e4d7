"""Scoring rules as data: what they earn, to the last fraction, and what every one of them promises."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from question_bank.items import MultipleResponse, SingleChoice
from question_bank.items.credit import ORDERS, Bounds, Judging, OrderRule, after_tries, judged, mapped
from tests.question_bank import samples
from tests.question_bank.cards import options

pytestmark = pytest.mark.pure
RIGHT = M, O1, O2, D, L, E = ("modular", "object", "oriented", "dynamic", "learning", "environment")
"""The six steps of the tests in Moodle itself."""
SWAPPED, MOVED, BACK = (O1, O2, D, L, E, M), (O2, O1, D, L, E, M), RIGHT[::-1]


@pytest.mark.parametrize(
    ("rule", "given_", "earned"),
    [
        ("all_or_nothing", MOVED, "0"),
        ("absolute_position", (M, O2, O1, D, L, E), "4/6"),
        ("adjacent_pairs", SWAPPED, "4/5"),
        ("adjacent_pairs", (M, O1), "1/5"),
        ("adjacent_pairs_and_last", (O1, M, O2, D, L, E), "4/6"),
        ("adjacent_pairs_and_last", RIGHT[:-1], "4/6"),
        ("longest_subset", (O1, O2, D, L, E, M), "5/6"),
        ("longest_subset", BACK, "0"),
        ("longest_run", (D, L, E, M, O1, O2), "3/6"),
        ("longest_run", (M, D, O1, L, O2, E), "0"),
        ("one_neighbour", SWAPPED, "8/12"),
        ("one_neighbour", (M, O1), "2/12"),
        ("all_neighbours", MOVED, "18/30"),
        ("all_neighbours", SWAPPED, "20/30"),
        ("all_neighbours", BACK, "0"),
    ],
)
def test_an_order_earns_what_its_rule_says(rule: OrderRule, given_: tuple[str, ...], earned: str) -> None:
    assert ORDERS[rule](given_, RIGHT) == Fraction(earned)


@given(st.integers(2, 8).flatmap(lambda n: st.tuples(st.permutations(range(n)), st.integers(0, n))))
def test_every_rule_for_orders_keeps_between_nothing_and_all(drawn: tuple[list[int], int]) -> None:
    order, kept = drawn
    right = [str(each) for each in sorted(order)]
    given_ = [str(each) for each in order][:kept]
    assert set(ORDERS) == set(get_args(OrderRule))
    for earned in ORDERS.values():
        assert 0 <= earned(given_, right) <= 1
        assert (earned(given_, right) == 1) == (given_ == right)
        assert earned((), right) == 0


@given(st.integers(1, 10).flatmap(lambda of: st.tuples(st.just(of), st.integers(0, of), st.integers(0, of))))
def test_every_rule_for_judgements_keeps_between_nothing_and_all(drawn: tuple[int, int, int]) -> None:
    of, right, wrong = drawn
    for rule in get_args(Judging):
        assert 0 <= judged(rule, right, min(wrong, of - right), of) <= 1
        assert judged(rule, of, 0, of) == 1
        assert judged(rule, 0, of, of) == 0


def test_judgements_earn_what_their_rule_says() -> None:
    assert [judged("half_point", right, 4 - right, 4) for right in (4, 3, 2)] == [1, Fraction(1, 2), 0]
    assert [judged("deduction", *case) for case in ((3, 1, 4), (1, 3, 4), (2, 0, 4))] == [
        Fraction(1, 2),
        0,
        Fraction(1, 2),
    ]
    assert judged("per_part", 3, 1, 4) == Fraction(3, 4)


@pytest.mark.parametrize(
    ("scoring", "chosen", "earned"),
    [
        ("half_point", "ab", "1"), ("half_point", "a", "1/2"), ("half_point", "abc", "1/2"), ("half_point", "ac", "0"),
        ("per_part", "a", "4/5"), ("per_part", "cde", "0"), ("per_part", "", "0"),
        ("deduction", "a", "1/2"), ("deduction", "ac", "0"), ("deduction", "abc", "1/2"), ("deduction", "c", "0"),
    ],
)  # fmt: skip
def test_chosen_options_earn_by_the_scoring(scoring: str, chosen: str, earned: str) -> None:
    item = MultipleResponse(stem="Which two?", options=options(True, True, False, False, False), scoring=scoring)
    assert item.grade(tuple(chosen)).credit == Fraction(earned)


def mapping(kind: Any, *earned: str, keys: int = 1, **more: Any) -> Any:
    credited = [
        option.model_copy(update={"credit": credit})
        for option, credit in zip(options(*(place < keys for place in range(len(earned)))), earned, strict=True)
    ]
    return kind(stem="Which?", scoring="mapping", options=credited, **more)


def test_a_mapping_adds_up_and_keeps_within_its_bounds() -> None:
    item = mapping(MultipleResponse, "1/2", "1/2", "-1/2", "-1", keys=2)
    earned = {chosen: item.grade(tuple(chosen)).credit for chosen in ("ab", "a", "abc", "ad", "abcd")}
    assert earned == {"ab": 1, "a": Fraction(1, 2), "abc": Fraction(1, 2), "ad": 0, "abcd": 0}
    floored = mapping(SingleChoice, "1", "1/3", "0", bounds={"lower": "1/4"})
    assert [floored.grade((own,)).credit for own in "abc"] == [1, Fraction(1, 3), Fraction(1, 4)]
    assert floored.grade(()).credit == 0


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: mapping(SingleChoice, "1/2", "0"), "earn the whole credit"),
        (lambda: mapping(SingleChoice, "1", "0", bounds={"lower": "1", "upper": "1"}), "bounds lie"),
        (lambda: SingleChoice(stem="?", options=options(True, False), bounds=Bounds()), "count only where"),
        (lambda: samples.numeric(partial=[{"value": "1", "credit": "1"}]), "more than 0 and less"),
        (lambda: samples.short_text(partial=[{"text": "air", "credit": "0"}]), "more than 0 and less"),
    ],
)
def test_a_mapping_that_does_not_hang_together_cannot_exist(make: Any, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        make()


def test_what_is_partly_right_earns_a_part_and_does_no_harm() -> None:
    number = samples.numeric(partial=[{"value": "74", "tolerance": "1", "credit": "1/2"}])
    assert [number.grade((typed, "mm")).credit for typed in ("73.5", "74.5", "80")] == [1, Fraction(1, 2), 0]
    text = samples.short_text(partial=[{"text": "air", "credit": "1/4", "rationale": "Too little."}])
    outcome = text.grade("Air.")
    assert (outcome.credit, outcome.worst_harm.value) == (Fraction(1, 4), "none")
    strict = samples.short_text(accepted=["Kinesio"], case_sensitive=True)
    assert [strict.grade(typed).credit for typed in ("Kinesio.", "kinesio")] == [1, 0]


def test_each_further_try_costs_its_penalty() -> None:
    third = Fraction(1, 3)
    assert [after_tries(Fraction(1), tries, third) for tries in (1, 2, 3, 4, 9)] == [1, 2 * third, third, 0, 0]
    assert mapped([None, "1/2"], Bounds()) == Fraction(1, 2)
