"""Identifiers, days, verdicts and names."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.certificates import rules
from trainer.certificates.rules import ALPHABET, MalformedIdentifier, State, Verdict
from trainer.documents import names

pytestmark = pytest.mark.pure
identifiers = st.integers(0, 2**rules.RANDOM_BITS - 1).map(rules.identifier_from)
places = st.integers(0, rules.LENGTH - 1)


@given(identifiers)
def test_an_identifier_survives_being_written_down(identifier: str) -> None:
    assert len(identifier) == 27
    assert set(identifier) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    shown = rules.grouped(identifier)
    assert [len(group) for group in shown.split("-")] == [5, 5, 5, 5, 5, 2]
    spoken = shown.lower().replace("0", "o").replace("1", "l").replace("-", " \u2013 ")
    assert rules.read_identifier(spoken) == identifier
    assert rules.read_identifier(shown.replace("1", "I")) == identifier


@given(
    identifiers, st.sampled_from("-_\u00ad\u02d7\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe63\uff0d \t\u00a0")
)
def test_an_identifier_is_read_whatever_stands_between_its_groups(identifier: str, between: str) -> None:
    assert rules.read_identifier(rules.grouped(identifier).replace("-", between)) == identifier
    assert rules.read_identifier(f" {rules.grouped(identifier)}. ") == identifier


@given(identifiers, st.sampled_from(["", "/", "?utm=1", "#top", "/?utm=1/2", "/record"]))
def test_the_address_of_a_page_is_read_as_its_identifier(identifier: str, ending: str) -> None:
    for typed in (identifier, rules.grouped(identifier).lower()):
        for start in ("https://c.example/v/", "c.example/v/", "/v/"):
            assert rules.read_identifier(start + typed + ending) == identifier


@given(identifiers, places, st.sampled_from(ALPHABET))
def test_every_single_wrong_symbol_is_caught(identifier: str, place: int, symbol: str) -> None:
    wrong = identifier[:place] + symbol + identifier[place + 1 :]
    if wrong == identifier:
        return
    with pytest.raises(MalformedIdentifier, match="mistyped"):
        rules.read_identifier(wrong)


@given(identifiers, st.integers(0, rules.LENGTH - 2))
def test_swapped_neighbours_are_caught_but_for_0_and_z(identifier: str, place: int) -> None:
    one, other = identifier[place : place + 2]
    wrong = identifier[:place] + other + one + identifier[place + 2 :]
    if one == other or {one, other} == {"0", "Z"}:
        return
    with pytest.raises(MalformedIdentifier):
        rules.read_identifier(wrong)


def test_the_smallest_and_the_largest_identifier_have_known_check_symbols() -> None:
    assert rules.identifier_from(0) == "0" * 27
    # 26 times Z: 13 of value 31, 13 doubled to 1 + 30; 26 * 31 = 806 = 6 mod 32, and 32 - 6 = 26 is T
    assert rules.identifier_from(2**130 - 1) == "Z" * 26 + "T"


@pytest.mark.parametrize("number", [-1, 2**130])
def test_a_number_of_another_size_makes_no_identifier(number: int) -> None:
    with pytest.raises(ValueError, match="130 bits"):
        rules.identifier_from(number)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "printed under the square code"),
        (" - ", "printed under the square code"),
        ("0" * 26, "this one has 26"),
        ("0" * 28, "this one has 28"),
        ("U" + "0" * 26, "“U” is never part"),
        ("<script>", "“<” is never part"),
        ("https://c.example/v/", "printed under the square code"),
        ("https://c.example/about", "“:” is never part"),
        ("0" * 13 + "." + "0" * 14, "“.” is never part"),
        ("0" * 25 + "1" + "0", "mistyped"),
        ("é" * 27, "“É” is never part"),
    ],
)
def test_a_malformed_identifier_is_told_why(typed: str, reason: str) -> None:
    with pytest.raises(MalformedIdentifier, match=reason):
        rules.read_identifier(typed)


@pytest.mark.parametrize(
    ("issued", "months", "last"),
    [
        (date(2026, 11, 17), 24, date(2028, 11, 16)),
        (date(2026, 11, 1), 24, date(2028, 10, 31)),
        (date(2027, 1, 1), 24, date(2028, 12, 31)),
        (date(2028, 2, 29), 24, date(2030, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 30)),
        (date(2027, 3, 1), 12, date(2028, 2, 29)),
    ],
)
def test_a_term_ends_the_day_before_its_anniversary(issued: date, months: int, last: date) -> None:
    assert rules.last_day(issued, months) == last


@given(st.dates(date(2020, 1, 1), date(2090, 1, 1)), st.integers(1, 120))
def test_a_later_issue_never_ends_earlier(issued: date, months: int) -> None:
    following = date.fromordinal(issued.toordinal() + 1)
    assert rules.last_day(issued, months) <= rules.last_day(following, months)


LAST = date(2028, 11, 16)


@pytest.mark.parametrize(
    ("state", "today", "verdict"),
    [
        (State.ACTIVE, LAST, Verdict.VALID),
        (State.ACTIVE, date(2028, 11, 17), Verdict.EXPIRED),
        (State.SUSPENDED, LAST, Verdict.SUSPENDED),
        (State.SUSPENDED, date(2030, 1, 1), Verdict.SUSPENDED),
        (State.UNDER_REVIEW, LAST, Verdict.UNDER_REVIEW),
        (State.SUPERSEDED, LAST, Verdict.SUPERSEDED),
        (State.REVOKED, date(2030, 1, 1), Verdict.REVOKED),
        (State.WITHDRAWN, LAST, Verdict.WITHDRAWN),
        (None, LAST, Verdict.UNKNOWN),
    ],
)
def test_the_verdict_follows_state_and_day(state: State | None, today: date, verdict: Verdict) -> None:
    assert rules.verdict_of(state, LAST, today) is verdict


@pytest.mark.parametrize("state", [state for state in State if state is not State.ACTIVE])
@given(today=st.dates())
def test_nothing_but_an_active_term_is_ever_valid(state: State, today: date) -> None:
    assert rules.verdict_of(state, LAST, today) is not Verdict.VALID


@pytest.mark.parametrize(
    "name",
    [
        "Łukasz Żółć-Ångström", "Nguyễn Thị Ánh", "Ελένη Παπαδοπούλου", "Юлія Шевченко", "Siân O’Neill", "Gülşah Ç",
        "Ẹ̀bùn Ọ̀ṣun", "Rūta Gražinė́", "Kālā Ḥasan", "مُحَمَّد الخطيب", "אַבְרָהָם כהן",
    ],
)  # fmt: skip
def test_names_of_many_languages_can_be_set(name: str) -> None:
    assert names.name_faults(names.printed_name(name)) == []


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("", "no name"),
        ("A" * 101, "longer than the 100"),
        ("Alice\x00Ash", "cannot be seen"),
        ("Alice\u202eAsh", "right-to-left override, U\\+202E"),
        ("Alice\nAsh", "cannot be seen"),
        ("李小龙", "李 .*U\\+674E"),
        ("Alice 🪡", "🪡"),
        ("Alice \ue000", "unnamed, U\\+E000"),
        ("Alice \u0378", "unnamed, U\\+0378"),
        ("Alice ❤\ufe0f", "with variation selector-16, U\\+FE0F"),
        ("Agent 7\u20e3", "digit seven, U\\+0037 with combining enclosing keycap"),
        ("\u0301Alice", "combining acute accent, U\\+0301"),
    ],
)
def test_a_name_that_cannot_be_set_is_refused_by_its_letters(name: str, fault: str) -> None:
    (said,) = names.name_faults(names.printed_name(name))
    assert re.search(fault, said), said


def test_decomposed_letters_are_composed_before_they_are_set() -> None:
    assert names.printed_name("Zo\u0308e  Ash ") == "Zöe Ash"
