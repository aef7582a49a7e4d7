"""Migrations by Alembic alone: upgrade, downgrade, and whether models and migrations agree."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
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
    with _at_rest(engine) as connection:
        command.upgrade(config(connection), target)


def downgrade(engine: Engine, target: str) -> None:
    """Take a database back to `target`, `-1` for one step."""
    with _at_rest(engine) as connection:
        command.downgrade(config(connection), target)


@contextmanager
def _at_rest(engine: Engine) -> Iterator[Connection]:
    """A connection to migrate on, committed at the end.

    SQLite changes a table by writing it anew and dropping the old one; what refers to it is checked afterwards.
    """
    with engine.connect().execution_options(writes=True) as connection:
        is_sqlite = engine.dialect.name == "sqlite"
        if is_sqlite:
            _switch(connection, "OFF")
        try:
            yield connection
            if is_sqlite and (lost := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
                raise RuntimeError(
                    f"after migrating, a row of {lost[0]} refers to a row of {lost[2]} that is not there"
                )
            connection.commit()
        finally:
            if is_sqlite:
                connection.rollback()
                _switch(connection, "ON")


def _switch(connection: Connection, state: str) -> None:
    """Outside a transaction, where alone SQLite heeds it."""
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA foreign_keys={state}")
    cursor.close()


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
