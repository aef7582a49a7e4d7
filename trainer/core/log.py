"""Logs: one line an event on standard error; JSON where machines read them. Names and answers never go in."""

from __future__ import annotations

import sys
from typing import TextIO, cast

import structlog


class Stream:
    """Writes lines; one that finds no room (a full disk) fails nobody's request, and is told of once there is room."""

    def __init__(self, under: TextIO) -> None:
        self.under = under
        self.lost = 0

    def write(self, text: str) -> int:
        """Write a line, and before it how many had no room; returns the characters taken."""
        lost, self.lost = self.lost, 0
        try:
            if lost:
                self.under.write(f"[{lost} lines before this one had no room]\n")
            self.under.write(text)
            self.under.flush()
        except OSError:
            self.lost += lost + 1
        return len(text)

    def flush(self) -> None:
        """Nothing waits: each line is flushed when written."""


def configure(*, as_json: bool) -> None:
    """Set up structlog for this process."""
    plain = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(),
        exception_formatter=structlog.dev.plain_traceback,  # the rich one prints what variables hold
    )
    last = structlog.processors.JSONRenderer() if as_json else plain
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info if as_json else structlog.processors.StackInfoRenderer(),
            last,
        ],
        logger_factory=structlog.WriteLoggerFactory(cast("TextIO", Stream(sys.stderr))),
        cache_logger_on_first_use=False,
    )
