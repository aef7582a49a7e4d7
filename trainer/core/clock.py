"""The one place that asks what time it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def _system() -> datetime:
    return datetime.now(UTC)


def _machine() -> tuple[float, str]:
    return time.clock_gettime(time.CLOCK_BOOTTIME), BOOT_ID.read_text().strip()


_source: Callable[[], datetime] = _system
_own: Callable[[], tuple[float, str]] = _machine


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _source()


def ticks() -> float:
    """Seconds since this machine was started, its sleep included: no wall clock moves them."""
    return _own()[0]


def boot_id() -> str:
    """Which start of which machine `ticks` counts from."""
    return _own()[1]


def today(zone: str) -> date:
    """The day it is now in a named zone."""
    return day_of(now(), zone)


def day_of(moment: datetime, zone: str) -> date:
    """The day on which a moment falls in a named zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def latest_day(moment: datetime, *zones: str) -> date:
    """The latest of the days on which a moment falls in these zones."""
    return max(day_of(moment, zone) for zone in zones)


def end_of_day(day: date, zone: str) -> datetime:
    """The moment at which a day is over in a named zone."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)


def stamp(moment: datetime) -> str:
    """A moment as RFC 3339 in UTC, to the second, with Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def in_words(moment: datetime, zone: str) -> str:
    """A moment written out with its zone: 3 November 2026, 14:07 UTC."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local.day} {local:%B %Y, %H:%M} {local.tzname()}"


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Stop the clock, for tests and for the demonstration's history."""
    global _source  # noqa: PLW0603 - the clock is the one thing the process shares
    before, _source = _source, lambda: moment
    try:
        yield
    finally:
        _source = before


@contextmanager
def machine_at(ticks: float, boot_id: str = "a boot") -> Iterator[None]:
    """Stop the machine's own clock, for tests."""
    global _own  # noqa: PLW0603 - as above
    before, _own = _own, lambda: (ticks, boot_id)
    try:
        yield
    finally:
        _own = before
