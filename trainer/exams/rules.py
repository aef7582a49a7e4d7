"""When an attempt takes answers, and when the next one may begin. Pure: every moment is an argument."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import ceil

LOW_SHARE = 0.05
"""The last part of the time, in which the clock says that it is running out."""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Timing:
    """The time of one attempt. Untimed when `deadline` is None.

    While `paused_at` is set its clock stands, for at most `break_left`; then it runs again by itself.
    """

    started_at: datetime
    deadline: datetime | None
    grace: timedelta
    paused_at: datetime | None = None
    break_left: timedelta = timedelta(0)

    def reading(self, moment: datetime) -> datetime:
        """What the attempt's own clock shows: the moment, less the time it has stood in the break that is open."""
        moment = moment.astimezone(UTC)  # in one zone Python counts by the wall, so not across a change of its clocks
        if self.paused_at is None:
            return moment
        return max(self.paused_at, moment - self.break_left)

    def is_paused(self, moment: datetime) -> bool:
        """Whether the clock stands still."""
        return self.paused_at is not None and moment < self.paused_at + self.break_left

    def break_used(self, moment: datetime) -> timedelta:
        """How long the clock has stood in the break that is open."""
        if self.paused_at is None:
            return timedelta(0)
        return min(max(timedelta(0), moment.astimezone(UTC) - self.paused_at), self.break_left)

    def ends_at(self, moment: datetime) -> datetime | None:
        """When the time ends if an open break ended now; None when untimed."""
        return None if self.deadline is None else self.deadline + self.break_used(moment)

    def accepts(self, moment: datetime) -> bool:
        """Whether an answer that arrives now is stored; the grace is for what was on its way.

        A server's clock set back, even to before the start, refuses nothing: only the end counts.
        """
        return self.deadline is None or self.reading(moment) <= self.deadline + self.grace

    def is_over(self, moment: datetime) -> bool:
        """Whether the candidate's time has ended, whatever may still be on its way."""
        return self.deadline is not None and self.reading(moment) > self.deadline

    def seconds_left(self, moment: datetime) -> int | None:
        """Whole seconds to the deadline, rounded down, never negative, without the grace; None when untimed."""
        if self.deadline is None:
            return None
        return max(0, (self.deadline - self.reading(moment)) // timedelta(seconds=1))

    def is_low(self, moment: datetime) -> bool:
        """Whether the last part of the time has begun."""
        left = self.seconds_left(moment)
        if left is None or self.deadline is None:
            return False
        return left <= LOW_SHARE * (self.deadline - self.started_at).total_seconds()


def deadline(started_at: datetime, limit_seconds: int | None) -> datetime | None:
    """When the time of an attempt ends; None when it is untimed."""
    return None if limit_seconds is None else started_at.astimezone(UTC) + timedelta(seconds=limit_seconds)


def whole_seconds(span: timedelta) -> int:
    """A span in whole seconds, a begun one counted: time given is never rounded against the candidate."""
    return -(-span // timedelta(seconds=1))


def limit(base_seconds: int | None, multiplier: str, *, is_untimed: bool) -> int | None:
    """An exam's limit for one person, a begun second counted; None when there is no clock."""
    if base_seconds is None or is_untimed:
        return None
    return ceil(base_seconds * Fraction(multiplier))


def opens_again(closed_at: datetime | None, cool_down_days: int) -> datetime | None:
    """From when the next try may begin after one that closed; None when there was none."""
    return None if closed_at is None else closed_at + timedelta(days=cool_down_days)


def a_year_before(moment: datetime) -> datetime:
    """The same day and time twelve months earlier; 29 February becomes the 28th."""
    try:
        return moment.replace(year=moment.year - 1)
    except ValueError:
        return moment.replace(year=moment.year - 1, day=28)


def a_year_after(moment: datetime) -> datetime:
    """The same day and time twelve months later; 29 February becomes the 28th."""
    try:
        return moment.replace(year=moment.year + 1)
    except ValueError:
        return moment.replace(year=moment.year + 1, day=28)


def yearly_cap_ends(starts: Sequence[datetime], tries: int, now: datetime) -> datetime | None:
    """From when another try fits into twelve months; None when one fits now."""
    within = sorted(start for start in starts if start > a_year_before(now))
    return None if len(within) < tries else a_year_after(within[-tries])


def daily_cap_ends(starts: Sequence[datetime], tries: int, now: datetime) -> datetime | None:
    """From when another try fits into 24 hours; None when one fits now."""
    within = sorted(start for start in starts if start > now - DAY)
    return None if len(within) < tries else within[-tries] + DAY
