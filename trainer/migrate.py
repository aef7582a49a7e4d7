"""Migrations by Alembic alone: upgrade, downgrade, and whether models and migrations agree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from trainer.core.db import Base

ROOT = Path(__file__).resolve().parents[1]
UNMODELLED = ("item_fts", "ix_item_text_search")
"""What is no table or index of the models: what search is made with begins with these names."""


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, with the connection to run on."""
    made = Config(toml_file=str(ROOT / "pyproject.toml"))
    made.set_main_option("script_location", str(ROOT / "migrations"))
    made.attributes["connection"] = connection
    return made


def upgrade(engine: Engine, target: str = "head") -> None:
    """Bring a database up to `target`."""
    with engine.connect().execution_options(writes=True) as connection:
        command.upgrade(config(connection), target)
        connection.commit()


def downgrade(engine: Engine, target: str) -> None:
    """Take a database back to `target`, `-1` for one step."""
    with engine.connect().execution_options(writes=True) as connection:
        command.downgrade(config(connection), target)
        connection.commit()


def head() -> str | None:
    """The newest migration."""
    return ScriptDirectory.from_config(config()).get_current_head()


def current(connection: Connection) -> str | None:
    """The migration a database stands at, or None."""
    return MigrationContext.configure(connection).get_current_revision()


def is_modelled(_thing: Any, name: str | None, _kind: str, _is_reflected: bool, _other: Any) -> bool:
    """Whether the models know of something that is called so."""
    return not (name or "").startswith(UNMODELLED)


def differences(connection: Connection) -> list[Any]:
    """What the models have that the migrated database lacks, and the other way round."""
    context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": is_modelled})
    return list(compare_metadata(context, Base.metadata))
