"""Keeping what never changes: a bounded shelf for each database, in memory."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

K = TypeVar("K")
V = TypeVar("V")


class Shelf(Generic[K, V]):
    """The values used last, at most `size` of each engine; only for rows that are never changed once committed."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = Lock()
        self._kept: WeakKeyDictionary[Engine, OrderedDict[K, V]] = WeakKeyDictionary()

    def get(self, engine: Engine, key: K) -> V | None:
        """What is kept under a key, or None."""
        with self._lock:
            kept = self._kept.get(engine)
            if kept is None or key not in kept:
                return None
            kept.move_to_end(key)
            return kept[key]

    def put(self, engine: Engine, key: K, value: V) -> V:
        """Keep a value, and forget the one that was not asked for longest when the shelf is full."""
        with self._lock:
            kept = self._kept.setdefault(engine, OrderedDict())
            kept[key] = value
            kept.move_to_end(key)
            if len(kept) > self._size:
                kept.popitem(last=False)
        return value
