"""Turns at what is costly: so few at once, and whoever would wait for long is told to come again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from trainer.core.errors import Unavailable


class Turns:
    """At most so many of one costly thing at once in this process; `says` is told to whoever waited in vain."""

    def __init__(self, most: int, *, seconds: float, says: str) -> None:
        self.seconds = seconds
        self.says = says
        self._free = BoundedSemaphore(most)

    @contextmanager
    def one(self) -> Iterator[None]:
        """A turn; Unavailable when none comes free in time."""
        if not self._free.acquire(timeout=self.seconds):
            raise Unavailable(self.says)
        try:
            yield
        finally:
            self._free.release()
