"""The one place that asks what time it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def _system() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _source()


def today(zone: str) -> date:
    """The day it is now in a named zone."""
    return day_of(now(), zone)


def day_of(moment: datetime, zone: str) -> date:
    """The day on which a moment falls in a named zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def stamp(moment: datetime) -> str:
    """A moment as RFC 3339 in UTC, to the second, with Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Stop the clock, for tests and for the demonstration's history."""
    global _source  # noqa: PLW0603 - the clock is the one thing the process shares
    before, _source = _source, lambda: moment
    try:
        yield
    finally:
        _source = before
