"""What may stand against a certificate, asked of features that know it; nothing here knows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Objection:
    """Why no certificate may be issued on an attempt for now: in words for its candidate, and what it rests on."""

    says: str
    inputs: dict[str, Any]


Objector = Callable[[Session, UUID, datetime], list[Objection]]


class Objections:
    """Who is asked before a certificate is issued, such as whoever keeps appeals."""

    def __init__(self) -> None:
        self._objectors: list[Objector] = []

    def ask(self, objector: Objector) -> None:
        """Ask this feature, too."""
        self._objectors.append(objector)

    def to(self, session: Session, attempt_id: UUID, *, now: datetime) -> list[Objection]:
        """Everything that stands against a certificate on this attempt; empty when nobody objects."""
        return [one for objector in self._objectors for one in objector(session, attempt_id, now)]

    def clear(self) -> None:
        """Forget whom to ask, before a new application is put together."""
        self._objectors.clear()


objections = Objections()
