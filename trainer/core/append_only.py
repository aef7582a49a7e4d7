"""Tables whose rows are written once: the database itself refuses to change or delete one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import DDL, event

from trainer.core.db import Base

CHANGES = ("UPDATE", "DELETE")
FUNCTION = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION '{0} is append-only', TG_TABLE_NAME; END $$"
)


def append_only(model: type[Base]) -> None:
    """Have the triggers of `model` made with its table."""
    for dialect in ("sqlite", "postgresql"):
        for statement in statements(model.__tablename__, dialect):
            made: Any = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call] # SQLAlchemy's own
            event.listen(model.__table__, "after_create", made.execute_if(dialect=dialect))


def statements(table: str, dialect: str) -> list[str]:
    """What makes one table append-only, for the models and for migrations."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for change in CHANGES
        ]
    return [
        FUNCTION.format("%"),
        *(
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            for change in CHANGES
        ),
    ]
