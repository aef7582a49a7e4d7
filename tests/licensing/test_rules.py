"""What holds of licences, by pure rules."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.build import NOON
from trainer.licensing.jurisdictions import JURISDICTIONS, name_of, place
from trainer.licensing.rules import (
    expiry_fault,
    is_current,
    is_npi,
    names_differ,
    normal_number,
    number_note,
    waited,
)

pytestmark = pytest.mark.pure
ZONES = sorted({one.zone for one in JURISDICTIONS})
AN_INSTANT = timedelta(microseconds=1)


@given(st.sampled_from(ZONES), st.dates(date(2024, 1, 1), date(2040, 12, 31)))
def test_the_day_of_expiry_is_included_whole_in_its_own_zone(zone, expires_on):
    midnight = datetime.combine(expires_on + timedelta(days=1), time(), ZoneInfo(zone))
    over = midnight.astimezone(ZoneInfo("UTC"))
    assert is_current(expires_on, zone, over - AN_INSTANT)
    assert not is_current(expires_on, zone, over)


@pytest.mark.parametrize(
    ("zone", "is_running"),
    [("Pacific/Auckland", False), ("UTC", False), ("America/New_York", True), ("Pacific/Honolulu", True)],
)
def test_the_same_moment_is_another_day_elsewhere(zone, is_running):
    just_after_midnight_in_utc = datetime(2026, 7, 1, 0, 30, tzinfo=ZoneInfo("UTC"))
    assert is_current(date(2026, 6, 30), zone, just_after_midnight_in_utc) is is_running


@pytest.mark.parametrize(
    ("expires_on", "fault"),
    [
        (NOON.date() - timedelta(days=1), "past"),
        (NOON.date(), None),
        (NOON.date() + timedelta(days=365 * 19), None),
        (date(2226, 11, 20), "Check the year"),
    ],
)
def test_a_stated_day_of_expiry_must_make_sense(expires_on, fault):
    said = expiry_fault(expires_on, "UTC", NOON)
    assert said is None if fault is None else fault in said


@pytest.mark.parametrize(
    ("number", "is_right"),
    [
        ("1234567893", True),
        ("1234567890", False),
        ("2234567893", False),
        ("3234567893", False),
        ("123456789", False),
        ("12345678930", False),
        ("١٢٣٤٥٦٧٨٩٣", False),
        ("", False),
    ],
)
def test_npi(number, is_right):
    assert is_npi(number) is is_right


@given(st.from_regex(r"[12][0-9]{8}", fullmatch=True))
def test_one_check_digit_of_ten_fits_an_npi(first_nine):
    assert sum(is_npi(f"{first_nine}{digit}") for digit in range(10)) == 1


@pytest.mark.parametrize(
    ("jurisdiction", "profession", "number", "note"),
    [
        ("US-FL", "physiotherapist", "1234567893", "looks like an NPI"),
        ("US-FL", "physiotherapist", "1234567890", "does not fit"),
        ("US-FL", "physiotherapist", "PT 12345", None),
        ("AU", "physiotherapist", "PHY0001234567", None),
        ("AU", "nurse", "med 0000 932 850", None),
        ("AU", "physiotherapist", "PHY123", "Ahpra"),
        ("GB", "physiotherapist", "PH12345", None),
        ("GB", "physiotherapist", "ph-123456", None),
        ("GB", "physiotherapist", "12345", "HCPC"),
        ("GB", "osteopath", "12345", None),
        ("SG", "physiotherapist", "anything", None),
    ],
)
def test_odd_looking_numbers_get_a_note(jurisdiction, profession, number, note):
    said = number_note(jurisdiction, profession, number)
    assert said is None if note is None else note in said


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("Alice Ash", "ASH, Alice", False),
        ("José Núñez", "Jose Nunez", False),
        ("Anne-Marie O’Neil", "Anne Marie O Neil", False),
        ("Alice Ash", "Alice B. Ash", True),
        ("Alice Ash", "Alicia Ash", True),
        ("Alice Ash", "", True),
    ],
)
def test_names_differ_by_their_words_alone(one, other, differ):
    assert names_differ(one, other) is differ


@given(st.text(max_size=40), st.sampled_from([" ", "-", ".", "/"]))
def test_numbers_compare_without_signs_and_capitals(number, sign):
    assert normal_number(sign.join(number)) == normal_number(number)
    assert normal_number(normal_number(number)) == normal_number(number)


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0, "less than an hour"),
        (1, "1 hour"),
        (23.9, "23 hours"),
        (24, "1 day"),
        (49, "2 days"),
        (-3, "less than an hour"),
    ],
)
def test_waiting_is_said_in_words(hours, words):
    assert waited(NOON - timedelta(hours=hours), NOON) == words


def test_every_jurisdiction_has_its_own_code_a_real_zone_and_no_link():
    assert len({one.code for one in JURISDICTIONS}) == len({one.name for one in JURISDICTIONS}) == len(JURISDICTIONS)
    for one in JURISDICTIONS:
        assert ZoneInfo(one.zone)
        assert place(one.code) is one
        assert all(value and "http" not in value and "www" not in value for value in dataclasses.astuple(one))


def test_a_code_that_left_the_table_is_its_own_name():
    assert (name_of("GB"), name_of("XX"), place("XX")) == ("United Kingdom", "XX", None)
