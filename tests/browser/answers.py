"""What the right answers are, read from the site's own database: a test may look where no candidate can."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import joinedload

from trainer.core.db import Database
from trainer.exams.models import Attempt, Paper
from trainer.library.models import ItemVersion

Key = dict[int, list[str]]
"""By position, the shown ids of the right options."""


def key_of(data_dir: Path, attempt_id: str) -> Key:
    """The shown ids to choose at each position of an attempt."""
    database = Database(f"sqlite:///{data_dir / 'trainer.sqlite3'}")
    with database.session() as session:
        paper = session.get_one(Paper, UUID(attempt_id), options=[joinedload(Paper.attempt)])
        key = {
            entry["position"]: right(session.get_one(ItemVersion, entry["version_id"]), entry) for entry in paper.items
        }
    database.engine.dispose()
    return key


def right(version: ItemVersion, entry: dict[str, list[list[str]]]) -> list[str]:
    """The shown ids of one item's keys."""
    keys = {option["id"] for option in version.payload["options"] if option.get("key")}
    return [shown for shown, own in entry["options"] if own in keys]


def state_of(data_dir: Path, attempt_id: str) -> str:
    """Where an attempt stands."""
    database = Database(f"sqlite:///{data_dir / 'trainer.sqlite3'}")
    with database.session() as session:
        state = session.get_one(Attempt, UUID(attempt_id)).state
    database.engine.dispose()
    return state
