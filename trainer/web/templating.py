"""What every template may use."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from jinja2 import StrictUndefined

from trainer.core import clock
from trainer.web.identity import me_or_none
from trainer.web.permissions import Permission
from trainer.web.services import facts


def init_app(app: Flask) -> None:
    """Undefined names are errors; dates are written out; templates know who asks."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(day=day, moment=moment, clock_time=clock_time, stamp=clock.stamp)
    app.jinja_env.globals["Permission"] = Permission
    app.context_processor(_shared)


def _shared() -> dict[str, Any]:
    return {"me": me_or_none(), "facts": facts()}


def day(value: date) -> str:
    """A day written out: 3 November 2026."""
    if isinstance(value, datetime):
        value = clock.day_of(value, facts().time_zone)
    return f"{value.day} {value:%B %Y}"


def moment(value: datetime) -> str:
    """A moment written out with its zone: 3 November 2026, 14:07 UTC."""
    return clock.in_words(value, facts().time_zone)


def clock_time(value: datetime) -> str:
    """The time of day with its zone: 14:07 UTC."""
    local = value.astimezone(ZoneInfo(facts().time_zone))
    return f"{local:%H:%M} {local.tzname()}"
