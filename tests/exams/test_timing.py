"""The time of an attempt as a function of the server's clock (TRUST I3, I12, F13, F14)."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.core import clock
from trainer.exams import rules
from trainer.exams.rules import Timing

pytestmark = pytest.mark.pure
START = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
GRACE = 15 * SECOND
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
CHANGES = [
    ("Europe/Berlin", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 10, 25, 1, 0, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 3, 8, 7, 0, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 11, 1, 6, 0, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, 0, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
]

spans = st.timedeltas(timedelta(0), timedelta(hours=6))
moments = st.timedeltas(timedelta(days=-2), timedelta(days=2)).map(lambda offset: START + offset)
breaks = st.one_of(st.none(), spans.map(lambda offset: START + offset))
timings = st.builds(
    Timing, st.just(START), spans.map(lambda limit: START + limit), st.just(GRACE), breaks,
    st.timedeltas(timedelta(0), HOUR),
)  # fmt: skip


@given(timings, moments, spans)
def test_what_is_left_never_grows_as_the_clock_goes_on(timing: Timing, moment: datetime, step: timedelta) -> None:
    before, later = timing.seconds_left(moment), timing.seconds_left(moment + step)
    assert before is not None
    assert later is not None
    assert before >= later >= 0


@given(timings, moments, spans)
def test_what_was_refused_or_over_once_stays_so_as_the_clock_goes_on(
    timing: Timing, moment: datetime, step: timedelta
) -> None:
    assert timing.accepts(moment) or not timing.accepts(moment + step)
    assert not timing.is_over(moment) or timing.is_over(moment + step)


@given(spans, spans, st.timedeltas(timedelta(0), HOUR), st.timedeltas(timedelta(0), 2 * HOUR))
def test_a_break_stops_the_clock_exactly_and_only_for_what_is_left(
    limit: timedelta, began: timedelta, left: timedelta, later: timedelta
) -> None:
    plain = Timing(START, START + limit, GRACE)
    paused = Timing(START, START + limit, GRACE, START + began, left)
    stood = min(later, left)
    moment = START + began + later
    assert paused.seconds_left(moment) == plain.seconds_left(moment - stood)
    assert paused.accepts(moment) == plain.accepts(moment - stood)
    assert paused.is_paused(moment) == (later < left)
    assert paused.ends_at(moment) == START + limit + stood


@given(spans, st.timedeltas(timedelta(0), HOUR))
def test_a_clock_set_back_during_a_break_changes_nothing(back: timedelta, left: timedelta) -> None:
    paused = Timing(START, START + HOUR, GRACE, START + 10 * MINUTE, left)
    assert paused.seconds_left(START + 10 * MINUTE - back) == paused.seconds_left(START + 10 * MINUTE) == 3000


@given(timings, moments, st.sampled_from(ZONES))
def test_no_zone_matters(timing: Timing, moment: datetime, zone: str) -> None:
    there = moment.astimezone(ZoneInfo(zone))
    assert timing.seconds_left(there) == timing.seconds_left(moment)
    assert (timing.accepts(there), timing.is_over(there)) == (timing.accepts(moment), timing.is_over(moment))
    assert (timing.is_paused(there), timing.ends_at(there)) == (timing.is_paused(moment), timing.ends_at(moment))


@pytest.mark.parametrize(("zone", "change"), CHANGES)
def test_an_exam_across_a_change_of_clocks_is_as_long_as_any_other(zone: str, change: datetime) -> None:
    started = (change - 30 * MINUTE).astimezone(ZoneInfo(zone))
    end = rules.deadline(started, 5400)
    assert end == change + HOUR
    timing = Timing(started, end, GRACE)
    for minutes in range(0, 91, 5):
        moment = (change - 30 * MINUTE + minutes * MINUTE).astimezone(ZoneInfo(zone))
        assert timing.seconds_left(moment) == 5400 - 60 * minutes
    assert timing.accepts((change + HOUR + GRACE).astimezone(ZoneInfo(zone)))
    assert not timing.accepts((change + HOUR + GRACE + SECOND).astimezone(ZoneInfo(zone)))


@pytest.fixture
def server_zone() -> Iterator[None]:
    before = os.environ.get("TZ")
    yield
    os.environ.pop("TZ", None)
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.usefixtures("server_zone")
@pytest.mark.parametrize("zone", ["UTC", *ZONES, "Pacific/Kiritimati", "Etc/GMT+12"])
def test_the_zone_of_the_server_moves_no_clock(zone: str) -> None:
    before, ticks = clock.now(), clock.ticks()
    os.environ["TZ"] = zone
    time.tzset()
    assert clock.now().utcoffset() == timedelta(0)
    assert abs(clock.now() - before) < 15 * MINUTE, "no two zones are as near, and no test may take as long"
    assert 0 <= clock.ticks() - ticks < 900


@given(st.integers(0, 10**6), st.sampled_from(["1", "1.25", "1.5", "2", "3"]))
def test_a_limit_is_multiplied_and_a_begun_second_counts(base: int, multiplier: str) -> None:
    limit = rules.limit(base, multiplier, is_untimed=False)
    assert limit is not None
    assert 0 <= limit - base * Fraction(multiplier) < 1
    assert limit >= base


def test_no_limit_stays_no_limit() -> None:
    assert rules.limit(None, "3", is_untimed=False) is None
    assert rules.limit(3600, "1", is_untimed=True) is None


@pytest.mark.parametrize(
    ("span", "seconds"), [(timedelta(0), 0), (SECOND, 1), (SECOND + timedelta(microseconds=1), 2), (MINUTE, 60)]
)
def test_given_time_is_rounded_for_the_candidate(span: timedelta, seconds: int) -> None:
    assert rules.whole_seconds(span) == seconds
