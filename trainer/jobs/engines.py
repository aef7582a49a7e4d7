"""How the web tells the worker: Huey on its own SQLite file or on Redis, or a list in memory for tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Protocol

import structlog
from huey import Huey, PriorityRedisHuey, SqliteHuey
from huey.exceptions import HueyException
from huey.registry import Message
from huey.serializer import Serializer
from redis.exceptions import RedisError

from trainer.jobs.registry import Tasks

log = structlog.get_logger()


class Jobs(Protocol):
    """Tells the worker that there is work."""

    def tell(self, name: str) -> None:
        """Say that the task `name` has something to do. Losing this message loses nothing."""


class JsonSerializer(Serializer):  # type: ignore[misc] # Huey ships no types
    """Messages as JSON, never as pickles."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps(data._asdict() if isinstance(data, Message) else data).encode()

    def _deserialize(self, data: bytes) -> Any:
        value = json.loads(data)
        return Message(**value) if isinstance(value, dict) and "name" in value else value


class HueyJobs:
    """A Huey queue holding only names of tasks; the worker gives it the tasks to run."""

    def __init__(self, huey: Huey) -> None:
        self.huey = huey
        self.tasks = Tasks()
        self._enqueue = huey.task(name="run_named")(self._run)

    def tell(self, name: str) -> None:
        try:
            self._enqueue(name)
        except (HueyException, RedisError, OSError) as error:
            log.warning("jobs.unreachable", task=name, trouble=str(error))

    def _run(self, name: str) -> None:
        self.tasks.run(name)


class MemoryJobs:
    """A list of what was told, for tests."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def tell(self, name: str) -> None:
        self.told.append(name)


def make_jobs(redis_url: str | None, data_dir: Path) -> HueyJobs:
    """The queue on Redis where there is one, else on a file of its own in the data directory."""
    if redis_url:
        return HueyJobs(PriorityRedisHuey("trainer", url=redis_url, serializer=JsonSerializer(), results=False))
    data_dir.mkdir(parents=True, exist_ok=True)
    path = str(data_dir / "jobs.sqlite3")
    return HueyJobs(SqliteHuey("trainer", filename=path, serializer=JsonSerializer(), results=False))
