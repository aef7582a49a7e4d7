"""The tags that are known, to be offered where one is typed."""

from __future__ import annotations

from typing import cast
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from trainer.library.finding import JOINED
from trainer.library.models import Item, ItemTag, ItemVersion

MOST = 300
"""So many tags are offered in a field."""
_kept: WeakKeyDictionary[Engine, tuple[int, list[str]]] = WeakKeyDictionary()
"""What was found up to which version: a large bank takes a moment to count, and every page of the list asks."""


def known(session: Session) -> list[str]:
    """The tags that newest versions bear, by name; of very many those that most of them bear."""
    engine = cast(Engine, session.get_bind())
    newest = session.scalar(select(func.max(ItemVersion.id))) or 0
    kept = _kept.get(engine)
    if kept is None or kept[0] != newest:
        kept = _kept[engine] = (newest, counted(session, MOST))
    return kept[1]


def counted(session: Session, limit: int) -> list[str]:
    """The tags that most newest versions bear, by name."""
    newest = select(ItemVersion.id).join(Item, JOINED)  # as a list of ids, or SQLite reads every version whole
    borne = select(ItemTag.tag).where(ItemTag.version_id.in_(newest)).group_by(ItemTag.tag)
    return sorted(session.scalars(borne.order_by(func.count().desc(), ItemTag.tag).limit(limit)))
