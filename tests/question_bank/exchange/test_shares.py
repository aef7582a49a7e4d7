"""Percentages as exact fractions."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.exchange.moodle.shares import credit, decimal, number, percent, share

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("100", 1),
        ("50", Fraction(1, 2)),
        ("33.33333", Fraction(1, 3)),
        ("33.333", Fraction(1, 3)),
        ("16.66667", Fraction(1, 6)),
        ("-14.28571", Fraction(-1, 7)),
        ("12,5", Fraction(1, 8)),
        ("33.3", Fraction(333, 1000)),
        ("0", 0),
    ],
)
def test_a_rounded_percentage_stands_for_its_fraction(text, part):
    assert share(text) == part


@given(st.fractions(-1, 1, max_denominator=1000))
def test_every_fraction_of_a_thousand_comes_back(part):
    assert share(percent(part)) == part


@pytest.mark.parametrize("text", ["", "much", "1e99", "nan", "inf", "9" * 40, "1e-999999999"])
def test_what_is_no_number_of_this_world_is_said(text):
    with pytest.raises(ValueError, match="is not a number"):
        number(text)


@pytest.mark.parametrize(
    ("value", "places", "text"), [(Fraction(1, 3), 3, "0.333"), (Fraction(-5), 2, "-5"), (Fraction(-1, 1000), 2, "0")]
)
def test_a_number_is_told_without_idle_zeros(value, places, text):
    assert decimal(value, places) == text


def test_no_credit_is_not_told():
    assert (credit(Fraction(0)), credit(Fraction(1, 2))) == (None, "1/2")
