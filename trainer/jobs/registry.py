"""What the worker knows how to do, and how often it looks without being told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import structlog

log = structlog.get_logger()


@dataclass(frozen=True)
class Task:
    """One piece of work: idempotent, finding by itself what is to be done."""

    name: str
    run: Callable[[], object]
    every_seconds: int


class Tasks:
    """The tasks of one application."""

    def __init__(self, *tasks: Task) -> None:
        self._tasks = {task.name: task for task in tasks}

    def __iter__(self) -> Iterator[Task]:
        return iter(self._tasks.values())

    def run(self, name: str) -> bool:
        """Run one task; what it raises is logged and the worker goes on. Returns whether it went well."""
        try:
            done = self._tasks[name].run()
        except Exception:
            log.exception("task.failed", task=name)
            return False
        if done:
            log.info("task.done", task=name, done=done)
        return True
