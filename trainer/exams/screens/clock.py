"""The clock of an attempt, as a program is told of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from trainer.core import clock
from trainer.exams import queries, rules
from trainer.exams.models import Attempt


def clock_json(attempt: Attempt, now: datetime) -> dict[str, Any]:
    """State, time left and time given; `deadline` is when it would end if an open break ended now."""
    timing = queries.timing(attempt)
    ends_at, used = timing.ends_at(now), rules.whole_seconds(timing.break_used(now))
    return {
        "state": queries.state_at(attempt, now).value,
        "paused": timing.is_paused(now) and queries.accepts(attempt, now),
        "deadline": clock.stamp(ends_at) if ends_at else None,
        "seconds_left": timing.seconds_left(now),
        "limit_seconds": attempt.limit_seconds,
        "break_left_seconds": max(0, attempt.break_left_seconds - used),
        "credits": [
            {"kind": given.kind, "why": given.why, "seconds": given.seconds, "minutes": minutes(given.seconds)}
            for given in attempt.credits
        ],
        "window": attempt.window,
    }


def minutes(seconds: int) -> float:
    """Seconds in minutes to a tenth, whole where they are whole."""
    exact = round(seconds / 60, 1)
    return int(exact) if exact.is_integer() else exact
