"""Where the versions of one item were used, for the pages on which it is read and written."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from trainer.library import listing
from trainer.library.uses import Usage, uses


def used(session: Session, item_id: UUID) -> list[tuple[int, Usage]]:
    """Where each version of an item was used, under its number; the newest version first."""
    numbers = {one.id: one.number for one, _author in listing.history(session, item_id)}
    found = [(numbers[usage.version_id], usage) for usage in uses.of(session, numbers)]
    return sorted(found, key=lambda used: used[0], reverse=True)
