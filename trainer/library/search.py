"""Searching the words of items: FTS5 on SQLite, a tsvector on PostgreSQL; every word may be the beginning of one."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Integer, column, func, select, table, text, true
from sqlalchemy.orm import Session

from trainer.library.models import Item, ItemText
from trainer.library.writing import tokens

MOST_WORDS = 12
_FTS = table("item_fts", column("rowid", Integer))
"""The index over `item_text` on SQLite."""


def holds(session: Session, words: str) -> ColumnElement[bool]:
    """The condition that an item's newest version says all of this; what holds no word at all narrows nothing."""
    asked = tokens(words)[:MOST_WORDS]
    if not asked:
        return true()
    if session.get_bind().dialect.name == "sqlite":
        match = text("item_fts MATCH :asked").bindparams(asked=" ".join(f'"{word}"*' for word in asked))
        found = ItemText.id.in_(select(_FTS.c.rowid).where(match))
    else:
        query = func.to_tsquery("simple", " & ".join(f"{word}:*" for word in asked))
        found = func.to_tsvector("simple", ItemText.words).bool_op("@@")(query)
    return Item.id.in_(select(ItemText.item_id).where(found))
