"""Tables whose rows are written once: the database itself refuses to change, delete or truncate them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import DDL, event

from trainer.core.db import Base

CHANGES = ("UPDATE", "DELETE")
FUNCTION = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
)


def append_only(model: type[Base]) -> None:
    """Have the triggers of `model` made with its table.

    They stop accidents and faulty code; whoever has the disk can drop a trigger, which is what audits are for.
    """
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
        FUNCTION,
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ]
