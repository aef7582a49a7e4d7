"""What the service's own record says of the times in which it could not save."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from trainer.core import clock
from trainer.exams import queries
from trainer.exams.machine import State
from trainer.exams.models import Answer, Attempt, Pulse, Receipt
from trainer.exams.service.pulse import silence_since
from trainer.exams.spans import Span

MOST_MINUTES = 60
"""The most that outages add to one attempt where its exam's rules name no `outage_credit_minutes`."""


class Record:
    """The gaps between beats since a moment, the one that is still open included; saves are looked up when needed."""

    def __init__(self, session: Session, *, since: datetime, now: datetime) -> None:
        self.session = session
        self.gaps = [*_recorded(session, since), *_open(session, now)]
        self._saves: dict[Span, list[datetime]] = {}

    def owed(self, attempt: Attempt) -> Iterator[Span]:
        """The stretches an attempt lost and was not given back, in order, as far as its rules allow.

        While the service is down the attempt's clock stands: a stretch counts whole if it began in time.
        """
        if not self.gaps or attempt.state != State.RUNNING or attempt.deadline is None:
            return
        timing, room = queries.timing(attempt), _room(attempt)
        for gap in self.gaps:
            if not timing.accepts(gap.begin):
                return
            for lost in self._lost(gap.after(attempt.started_at), _covered(attempt)):
                given = min(lost.length, room)
                if given <= timedelta(0):
                    return
                yield Span(lost.begin, lost.begin + given)
                room -= given
                timing = replace(timing, deadline=(timing.deadline or attempt.deadline) + given)

    def _lost(self, gap: Span, covered: list[Span]) -> list[Span]:
        """The silent parts of a gap that nothing covers."""
        if not any(each.is_silent() for each in gap.without(covered)):
            return []
        silent = [part for part in gap.split(self._saves_in(gap)) if part.is_silent()]
        return [left for part in silent for left in part.without(covered) if left.is_silent()]

    def _saves_in(self, gap: Span) -> list[datetime]:
        """When anything was saved inside a gap: whoever could save was not down."""
        if gap not in self._saves:
            self._saves[gap] = _saves(self.session, gap)
        return self._saves[gap]


def _recorded(session: Session, since: datetime) -> list[Span]:
    """The gaps between spans of beats that end after a moment."""
    before = func.lag(Pulse.last_at, type_=Pulse.last_at.type).over(order_by=Pulse.id).label("before")
    pairs = select(Pulse.id, before, Pulse.began_at).subquery()
    wanted = select(pairs.c.before, pairs.c.began_at).where(pairs.c.before.is_not(None), pairs.c.began_at > since)
    return [Span(begin, end) for begin, end in session.execute(wanted.order_by(pairs.c.id))]


def _open(session: Session, now: datetime) -> list[Span]:
    """The gap since the last beat, when it is silent: beats may come back after the saves do."""
    last = session.scalar(select(Pulse).order_by(Pulse.id.desc()).limit(1))
    if last is None:
        return []
    gap = Span(last.last_at, last.last_at + silence_since(last, now, clock.ticks(), clock.boot_id()))
    return [gap] if gap.is_silent() else []


def _saves(session: Session, gap: Span) -> list[datetime]:
    """The moments of all saves inside a gap."""
    about = select(Attempt.id).where(or_(Attempt.state == State.RUNNING.value, Attempt.closed_at >= gap.begin))
    moments: set[datetime] = set()
    for table in (Answer, Receipt):
        inside = table.attempt_id.in_(about), table.saved_at > gap.begin, table.saved_at < gap.end
        moments.update(session.scalars(select(table.saved_at).where(*inside).distinct()))
    return sorted(moments)


def _covered(attempt: Attempt) -> list[Span]:
    """What was given back already, and breaks: in those the clock stood anyway."""
    spans = [Span(each.from_at, each.to_at) for each in attempt.credits if each.from_at and each.to_at]
    if attempt.paused_at is not None:
        spans.append(Span(attempt.paused_at, attempt.paused_at + timedelta(seconds=attempt.break_left_seconds)))
    return spans


def _room(attempt: Attempt) -> timedelta:
    """How much more outages may add to this attempt."""
    most = attempt.rules.get("outage_credit_minutes", MOST_MINUTES) * 60
    return timedelta(seconds=most - sum(each.seconds for each in attempt.credits if each.kind == "outage"))
