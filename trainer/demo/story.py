"""What happened, told in the order of its moments, however it was written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import count

from sqlalchemy.orm import Session

Step = Callable[[Session, datetime], object]
Say = Callable[[int, int], None]


class Story:
    """Steps with their moments. Told in one go, so that ids and the audit trail run with time."""

    def __init__(self) -> None:
        self._steps: list[tuple[datetime, int, Step]] = []
        self._order = count()

    def at(self, moment: datetime, step: Step) -> None:
        """Let a step happen at a moment; of two at one moment the first written comes first."""
        self._steps.append((moment, next(self._order), step))

    def tell(self, session: Session, say: Say) -> None:
        """Let everything happen; `say` hears how many steps of how many are done."""
        for done, (moment, _, step) in enumerate(sorted(self._steps, key=lambda each: each[:2]), 1):
            step(session, moment)
            say(done, len(self._steps))
