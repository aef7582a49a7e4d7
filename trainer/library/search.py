"""Searching the words of items: FTS5 on SQLite, a tsvector on PostgreSQL; every word may be the beginning of one."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, Integer, column, func, select, table, text, true
from sqlalchemy.orm import Session

from trainer.library.models import Item, ItemText
from trainer.library.writing import tokens

MOST_WORDS = 12
_FTS = table("item_fts", column("rowid", Integer))
"""The index over `item_text` on SQLite."""
_MATCH = text("item_fts MATCH :asked")
_VECTOR = func.to_tsvector("simple", ItemText.words)


def holds(session: Session, words: str) -> ColumnElement[bool]:
    """The condition that an item's newest version says all of this; what holds no word at all narrows nothing."""
    asked = tokens(words)[:MOST_WORDS]
    if not asked:
        return true()
    if _is_sqlite(session):
        match = _MATCH.bindparams(asked=" ".join(f'"{word}"*' for word in asked))
        found = ItemText.id.in_(select(_FTS.c.rowid).where(match))
    else:
        found = _VECTOR.bool_op("@@")(func.to_tsquery("simple", " & ".join(f"{word}:*" for word in asked)))
    return Item.id.in_(select(ItemText.item_id).where(found))


def likely(session: Session, words: str, *, most: int) -> list[UUID]:
    """The items that share most of the longer words of a text: a wide net, for what is compared closely then."""
    asked = sorted(set(tokens(words)), key=lambda word: (-len(word), word))[:MOST_WORDS]
    if not asked:
        return []
    wanted = select(ItemText.item_id).limit(most)
    if _is_sqlite(session):
        match = _MATCH.bindparams(asked=" OR ".join(f'"{word}"' for word in asked))
        wanted = wanted.join(_FTS, _FTS.c.rowid == ItemText.id).where(match).order_by(text("rank"))
    else:
        query = func.to_tsquery("simple", " | ".join(asked))
        wanted = wanted.where(_VECTOR.bool_op("@@")(query)).order_by(func.ts_rank(_VECTOR, query).desc())
    return list(session.scalars(wanted))


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
