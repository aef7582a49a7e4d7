"""Whether this process can serve: the database, its migrations, the storage folder and the keys."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from trainer.core.durability import durability_faults
from trainer.keys import FileKeys
from trainer.keys.health import missing
from trainer.storage import FolderStorage, Storage


def faults(connection: Connection, storage: Storage, keys: FileKeys, *, migrations: Path) -> list[str]:
    """Everything that keeps this process from serving, in words for an operator; empty when nothing does."""
    connection.execute(text("SELECT 1"))
    return [
        *durability_faults(connection),
        *migration_faults(connection, migrations),
        *storage_faults(storage),
        *missing(keys),
    ]


@cache
def newest_migration(folder: Path) -> str | None:
    """The newest migration this code knows; asked once a process."""
    return ScriptDirectory(str(folder)).get_current_head()


def migration_faults(connection: Connection, folder: Path) -> Iterator[str]:
    """Why the database is not at the newest migration in `folder`."""
    if not inspect(connection).has_table("alembic_version"):
        yield "the database has no table alembic_version: run `trainer db upgrade`"
        return
    at, newest = MigrationContext.configure(connection).get_current_revision(), newest_migration(folder)
    if at != newest:
        yield f"the database is at migration {at}, the newest is {newest}: run `trainer db upgrade`"


def storage_faults(storage: Storage) -> Iterator[str]:
    """Why files could not be kept; only a folder can be asked without writing to it."""
    if not isinstance(storage, FolderStorage):
        return
    place = nearest_existing(storage.folder)
    if not place.is_dir():
        yield f"the storage folder {storage.folder} cannot be made: {place} is not a folder"
    elif not os.access(place, os.W_OK | os.X_OK):
        yield f"the storage folder {storage.folder} cannot be written"


def nearest_existing(folder: Path) -> Path:
    """The folder itself, or the closest parent of it that is there; it is made when the first file is kept."""
    return next(place for place in (folder, *folder.parents) if place.exists())
