"""What may be a password."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.accounts.rules import LONGEST, SHORTEST, is_common, password_faults

pytestmark = pytest.mark.pure
WHO = {"email": "alice.ash@clinic.example", "name": "Alice Ash-Moreau"}


@pytest.mark.parametrize(
    "password",
    [
        "rosehip!!!",
        "ten signs.",
        "only small letters and spaces",
        "83619472650183",
        "Ænigma på løkken",
        "密码不是用来猜的因为很长",
        "🪡🧭🎻🪴🧀🦉🍋🛶🧶🪁",
        "  blanks at both ends  ",
        "x1" * 32 + "y",
        "quartz " * 9 + "!",
        "é" + "abc xyz " * 15 + "1234567",
        "ash ash ash tree bark",
    ],
)
def test_any_signs_will_do(password):
    assert password_faults(password, **WHO) == []


def test_128_characters_are_the_most_and_10_the_least():
    text = "".join(chr(0x4E00 + number * 7) for number in range(LONGEST + 1))
    assert password_faults(text[:LONGEST]) == []
    assert "128" in password_faults(text)[0]
    assert password_faults(text[:SHORTEST]) == []
    assert "10" in password_faults(text[: SHORTEST - 1])[0]


@pytest.mark.parametrize(
    "password",
    [
        "password12",
        "PASSWORD2026!",
        "Welcome-2026",
        "qwertyuiop",
        "1234567890",
        "0987654321",
        "abcdefghijkl",
        "aaaaaaaaaaaa",
        "abababababab",
        "abcabcabcabcabc",
        "physiotherapy1",
        "needling2026",
        "Dry needling 2026",
        "correct horse battery staple",
        "1q2w3e4r5t",
    ],
)
def test_the_first_guesses_are_refused(password):
    assert is_common(password)
    assert "anyone would try" in password_faults(password)[0]


@pytest.mark.parametrize(
    "password",
    ["my name is alice", "MOREAU moreau 77", "alice.ash@clinic.example!", "xx alice.ash xx", "the best trainer yet"],
)
def test_own_name_and_address_and_ours_are_refused(password):
    assert "Leave" in password_faults(password, **WHO)[0]


def test_short_parts_of_a_name_are_not_looked_for():
    assert password_faults("splash of ashen rain", email="jo@x.example", name="Jo Ash") == []


@given(st.text(min_size=SHORTEST, max_size=LONGEST))
def test_every_refusal_is_one_plain_sentence(password):
    assert all(fault.endswith(".") for fault in password_faults(password, **WHO))
