"""News that travels upward: a feature says what happened, and app.py says who hears it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

Hearer = Callable[[Session, Any], None]


class Events:
    """Who hears of which kind of event, within the transaction that caused it."""

    def __init__(self) -> None:
        self._hearers: dict[type, list[Hearer]] = {}

    def on(self, kind: type, hearer: Hearer) -> None:
        """Let `hearer` be called with the session and each event of this kind."""
        self._hearers.setdefault(kind, []).append(hearer)

    def tell(self, session: Session, event: object) -> None:
        """Tell everyone who listens. An event is never the only path: each hearer also has a query."""
        for hearer in self._hearers.get(type(event), []):
            hearer(session, event)

    def clear(self) -> None:
        """Forget every hearer, before a new application is put together."""
        self._hearers.clear()


events = Events()
