"""Where versions of items were used: asked of the features above, which know papers; nothing here knows them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from question_bank.selection.blueprint import ExposureCap


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


@dataclass(frozen=True)
class Exposed:
    """An item that stood on so many of an exam's last papers."""

    item_id: UUID
    code: str
    papers: int


@dataclass(frozen=True)
class Exposures:
    """The items that stood most often on the last `papers` of an exam, and the cap of its plan, if it has one."""

    slug: str
    exam: str
    papers: int
    items: tuple[Exposed, ...]
    cap: ExposureCap | None


Finder = Callable[[Session, Collection[int]], list[Usage]]
ExposureFinder = Callable[[Session, int], list[Exposures]]


class Uses:
    """Who can say where versions were used."""

    def __init__(self) -> None:
        self._finders: list[Finder] = []
        self._exposures: list[ExposureFinder] = []

    def ask(self, finder: Finder, exposures: ExposureFinder) -> None:
        """Ask this feature, too: where versions were used, and which items most often of late."""
        self._finders.append(finder)
        self._exposures.append(exposures)

    def of(self, session: Session, version_ids: Collection[int]) -> list[Usage]:
        """Every use of these versions."""
        return [usage for finder in self._finders for usage in finder(session, version_ids)]

    def most_exposed(self, session: Session, *, limit: int) -> list[Exposures]:
        """The items that stood most often on the last papers of each exam, at most so many each."""
        return [found for finder in self._exposures for found in finder(session, limit)]

    def clear(self) -> None:
        """Forget whom to ask, before a new application is put together."""
        self._finders.clear()
        self._exposures.clear()


uses = Uses()
