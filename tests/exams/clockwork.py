"""A service whose clocks a test sets: the machine's own, and the one on the wall."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tests.build import NOON
from trainer.core import clock
from trainer.exams.service import pulse

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@dataclass
class Service:
    """A service whose machine and wall we set: `at` moves both, `wall` the wall alone."""

    session: Session
    stack: ExitStack
    now: datetime = NOON
    ticks: float = 1000.0
    boot: str = "first"
    beats: list[bool] = field(default_factory=list)

    def at(self, minutes: float) -> datetime:
        """Let time go on to so many minutes after noon."""
        return self.wait((NOON + minutes * MINUTE - self.now).total_seconds())

    def wait(self, seconds: float) -> datetime:
        self.now, self.ticks = self.now + seconds * SECOND, self.ticks + seconds
        self.stack.enter_context(clock.machine_at(self.ticks, self.boot))
        return self.now

    def beat(self) -> None:
        self.beats.append(pulse.beat(self.session, self.now, self.ticks, self.boot))

    def beats_until(self, minutes: float) -> None:
        """Beat every five seconds up to so many minutes after noon."""
        end = NOON + minutes * MINUTE
        while self.now + 5 * SECOND <= end:
            self.wait(5)
            self.beat()

    def down_from(self, minutes: float, to: float) -> None:
        self.beats_until(minutes)
        self.at(to)
