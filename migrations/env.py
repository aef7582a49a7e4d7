"""How migrations run: on the connection they are handed, in one transaction each, batch mode on SQLite."""

from __future__ import annotations

from alembic import context
from trainer.core.db import Base

target = Base.metadata


def run() -> None:
    """Run on the connection that `trainer.migrate` put into the configuration."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=target,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
