"""The index behind the search of items: FTS5 beside the words on SQLite, a GIN index of a tsvector on PostgreSQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import DDL, event

from trainer.library.models.items import ItemText

ON_SQLITE = (
    "CREATE VIRTUAL TABLE item_fts USING fts5(words, content='item_text', content_rowid='id', prefix='2 3')",
    "CREATE TRIGGER item_text_added AFTER INSERT ON item_text BEGIN"
    " INSERT INTO item_fts(rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER item_text_gone AFTER DELETE ON item_text BEGIN"
    " INSERT INTO item_fts(item_fts, rowid, words) VALUES ('delete', old.id, old.words); END",
    "CREATE TRIGGER item_text_changed AFTER UPDATE ON item_text BEGIN"
    " INSERT INTO item_fts(item_fts, rowid, words) VALUES ('delete', old.id, old.words);"
    " INSERT INTO item_fts(rowid, words) VALUES (new.id, new.words); END",
)
ON_POSTGRESQL = "CREATE INDEX ix_item_text_search ON item_text USING gin (to_tsvector('simple', words))"


def _with_words(moment: str, statement: str, dialect: str) -> None:
    made: Any = DDL(statement)  # type: ignore[no-untyped-call] # SQLAlchemy's own
    event.listen(ItemText.__table__, moment, made.execute_if(dialect=dialect))


for statement in ON_SQLITE:
    _with_words("after_create", statement, "sqlite")
_with_words("after_create", ON_POSTGRESQL, "postgresql")
_with_words("before_drop", "DROP TABLE IF EXISTS item_fts", "sqlite")
