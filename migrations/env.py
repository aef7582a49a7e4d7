"""How migrations run: on the connection they are handed, in one transaction each, batch mode on SQLite."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from trainer.core.db import Base, Moment
from trainer.migrate import is_modelled

target = Base.metadata


def render(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Write our own column types without importing the application."""
    if kind == "type" and isinstance(thing, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, sa.JSON):
        return "JSON"
    return False


def run() -> None:
    """Run on the connection that `trainer.migrate` put into the configuration."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=target,
        render_as_batch=True,
        compare_type=True,
        render_item=render,
        include_object=is_modelled,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
