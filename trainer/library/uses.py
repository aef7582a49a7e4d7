"""Where versions of items were used: asked of the features above, which know papers; nothing here knows them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Usage:
    """What one exam did with one version: how many papers asked it, how many run now, and when it was last drawn.

    `since` is how many papers the exam gave from the first of them on.
    """

    exam: str
    version_id: int
    papers: int
    running: int
    last_at: datetime
    since: int

    @property
    def exposure(self) -> float:
        """On what share of the exam's papers it stood since it was first drawn, from 0 to 1."""
        return self.papers / self.since


Finder = Callable[[Session, Collection[int]], list[Usage]]


class Uses:
    """Who can say where versions were used."""

    def __init__(self) -> None:
        self._finders: list[Finder] = []

    def ask(self, finder: Finder) -> None:
        """Ask this feature, too."""
        self._finders.append(finder)

    def of(self, session: Session, version_ids: Collection[int]) -> list[Usage]:
        """Every use of these versions."""
        return [usage for finder in self._finders for usage in finder(session, version_ids)]

    def clear(self) -> None:
        """Forget whom to ask, before a new application is put together."""
        self._finders.clear()


uses = Uses()
