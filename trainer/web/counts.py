"""How often somebody asked, counted in this process without a thread that clears up after every few requests."""

from __future__ import annotations

from threading import Lock

from limits.storage import Storage

from trainer.core import clock

CLEARED_EVERY = 60.0
"""Seconds after which spans that are over are forgotten, once somebody asks again."""


class Counts(Storage):
    """Counts by key, each within a span of time that begins with the first."""

    STORAGE_SCHEME = ["counts"]

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **_: object) -> None:
        super().__init__(uri, wrap_exceptions)
        self._lock = Lock()
        self._found: dict[str, tuple[int, float]] = {}
        self._clear_at = 0.0

    @property
    def base_exceptions(self) -> type[Exception]:
        """What may go wrong: nothing of its own."""
        return ValueError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count so many more under a key, whose span is over after `expiry` seconds; returns the count so far."""
        now = clock.now().timestamp()
        with self._lock:
            count, end = self._found.get(key, (0, 0.0))
            if end <= now:
                self._forget(now)
                count, end = 0, now + expiry
            self._found[key] = count + amount, end
        return count + amount

    def _forget(self, now: float) -> None:
        if now >= self._clear_at:
            self._found = {key: (count, end) for key, (count, end) in self._found.items() if end > now}
            self._clear_at = now + CLEARED_EVERY

    def get(self, key: str) -> int:
        """The count under a key so far."""
        count, end = self._found.get(key, (0, 0.0))
        return count if end > clock.now().timestamp() else 0

    def get_expiry(self, key: str) -> float:
        """When the span of a key is over."""
        now = clock.now().timestamp()
        return max(now, self._found.get(key, (0, now))[1])

    def check(self) -> bool:
        """Whether it can count: always."""
        return True

    def reset(self) -> int:
        """Forget everything; returns how many keys that were."""
        with self._lock:
            found, self._found = self._found, {}
        return len(found)

    def clear(self, key: str) -> None:
        """Forget one key."""
        with self._lock:
            self._found.pop(key, None)
