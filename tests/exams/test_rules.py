"""When an attempt takes answers, and when the next one may begin."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.exams import rules
from trainer.exams.rules import Timing

pytestmark = pytest.mark.pure
START = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
TINY = timedelta(microseconds=1)
HOUR = Timing(START, START + timedelta(hours=1), 15 * SECOND)
UNTIMED = Timing(START, None, 15 * SECOND)


@pytest.mark.parametrize(
    ("after_start", "accepts", "is_over", "left"),
    [
        (timedelta(0), True, False, 3600),
        (TINY, True, False, 3599),
        (59 * 60 * SECOND, True, False, 60),
        (3600 * SECOND - TINY, True, False, 0),
        (3600 * SECOND, True, False, 0),
        (3600 * SECOND + TINY, True, True, 0),
        (3615 * SECOND, True, True, 0),
        (3615 * SECOND + TINY, False, True, 0),
        (timedelta(days=400), False, True, 0),
        (-timedelta(days=1), True, False, 90_000),
    ],
)
def test_the_end_counts_to_the_microsecond(after_start: timedelta, accepts: bool, is_over: bool, left: int) -> None:
    moment = START + after_start
    assert (HOUR.accepts(moment), HOUR.is_over(moment), HOUR.seconds_left(moment)) == (accepts, is_over, left)


def test_untimed_never_ends() -> None:
    moment = START + timedelta(days=4000)
    assert UNTIMED.accepts(moment)
    assert not UNTIMED.is_over(moment)
    assert UNTIMED.seconds_left(moment) is None
    assert not UNTIMED.is_low(moment)


@given(st.integers(min_value=-(10**9), max_value=10**9), st.integers(min_value=0, max_value=10**7))
def test_seconds_left_never_grows_and_never_goes_below_zero(offset: int, step: int) -> None:
    earlier = START + timedelta(microseconds=offset)
    before, later = HOUR.seconds_left(earlier), HOUR.seconds_left(earlier + timedelta(microseconds=step))
    assert before is not None
    assert later is not None
    assert before >= later >= 0


@pytest.mark.parametrize(("left", "is_low"), [(181, False), (180, True), (0, True)])
def test_the_last_twentieth_is_low(left: int, is_low: bool) -> None:
    assert HOUR.is_low(START + timedelta(seconds=3600 - left)) is is_low


def test_a_deadline_is_counted_in_elapsed_time() -> None:
    assert rules.deadline(START, 9000) == START + timedelta(minutes=150)
    assert rules.deadline(START, None) is None


def test_the_cool_down_counts_from_the_closing() -> None:
    assert rules.opens_again(START, 14) == datetime(2026, 12, 4, 12, 0, tzinfo=UTC)
    assert rules.opens_again(None, 14) is None


@pytest.mark.parametrize(
    ("days_ago", "opens"),
    [
        ([], None),
        ([30], None),
        ([30, 60], START - timedelta(days=60) + timedelta(days=365)),
        ([364, 1], START + timedelta(days=1)),
        ([365, 1], None),
        ([366, 400, 1], None),
        ([10, 20, 30], START - timedelta(days=20) + timedelta(days=365)),
    ],
)
def test_two_tries_fit_into_twelve_months(days_ago: list[int], opens: datetime | None) -> None:
    starts = [START - timedelta(days=days) for days in days_ago]
    assert rules.yearly_cap_ends(starts, 2, START) == opens


@pytest.mark.parametrize(
    ("hours_ago", "opens"),
    [
        ([], None),
        ([1], None),
        ([1, 2], START + timedelta(hours=22)),
        ([24, 1], None),
        ([23, 3, 2], START + timedelta(hours=21)),
    ],
)
def test_two_tries_fit_into_a_day(hours_ago: list[int], opens: datetime | None) -> None:
    starts = [START - timedelta(hours=hours) for hours in hours_ago]
    assert rules.daily_cap_ends(starts, 2, START) == opens


def test_a_leap_day_has_a_year_before_and_after_it() -> None:
    leap = datetime(2028, 2, 29, 8, 0, tzinfo=UTC)
    assert rules.a_year_before(leap) == datetime(2027, 2, 28, 8, 0, tzinfo=UTC)
    assert rules.a_year_after(leap) == datetime(2029, 2, 28, 8, 0, tzinfo=UTC)
