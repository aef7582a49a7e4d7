"""Stretches of time, and what is left of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

SILENCE = timedelta(seconds=20)
"""A stretch without a sign of life that is no longer than this is no outage."""


@dataclass(frozen=True, order=True)
class Span:
    """From one moment to a later one."""

    begin: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """How long it is; negative when its end lies before its beginning."""
        return self.end - self.begin

    def is_silent(self) -> bool:
        """Whether it is long enough to be an outage."""
        return self.length > SILENCE

    def after(self, moment: datetime) -> Span:
        """The part that begins no earlier than a moment."""
        return Span(max(self.begin, moment), self.end)

    def split(self, moments: Iterable[datetime]) -> list[Span]:
        """The parts between signs of life inside it."""
        inside = sorted({self.begin, self.end, *(each for each in moments if self.begin < each < self.end)})
        return [Span(begin, end) for begin, end in pairwise(inside)]

    def without(self, covered: Iterable[Span]) -> list[Span]:
        """The parts that nothing covers, in order."""
        left, at = [], self.begin
        for each in sorted(covered):
            if each.end <= at or each.begin >= self.end:
                continue
            if each.begin > at:
                left.append(Span(at, each.begin))
            at = max(at, each.end)
        if at < self.end:
            left.append(Span(at, self.end))
        return left


def in_words(span: Span) -> str:
    """A span as a candidate reads it, in UTC: with seconds when it is short, with days when it crosses midnight."""
    form = "%H:%M" if span.length >= timedelta(minutes=2) else "%H:%M:%S"
    begin, end = f"{span.begin:{form}}", f"{span.end:{form}}"
    if span.begin.date() != span.end.date():
        begin, end = (f"{each.day} {each:%B} {words}" for each, words in ((span.begin, begin), (span.end, end)))
    return f"from {begin} to {end} UTC"
