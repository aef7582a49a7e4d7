"""The worker's loop: does what it is told, and looks by itself every few seconds."""

from __future__ import annotations

import threading
import time
from typing import Any

from trainer.jobs.engines import HueyJobs
from trainer.jobs.registry import Tasks

TICK = 1.0


def work(jobs: HueyJobs, tasks: Tasks) -> None:
    """Run until a signal says stop. Each task has a thread of its own: a slow one delays none of the others."""
    jobs.tasks = tasks
    stopping = threading.Event()
    sweepers = [
        threading.Thread(target=sweep, args=(Tasks(task), stopping), name=task.name, daemon=True) for task in tasks
    ]
    for sweeper in sweepers:
        sweeper.start()
    consumer: Any = jobs.huey.create_consumer(
        workers=1, periodic=False, check_worker_health=True, initial_delay=0.05, max_delay=0.5
    )
    try:
        consumer.run()
    finally:
        stopping.set()
        for sweeper in sweepers:
            sweeper.join(timeout=15)


def sweep(tasks: Tasks, stopping: threading.Event) -> None:
    """Run each task whenever its time has come, until told to stop."""
    due = {task.name: 0.0 for task in tasks}
    while not stopping.is_set():
        for task in tasks:
            if time.monotonic() >= due[task.name]:
                tasks.run(task.name)
                due[task.name] = time.monotonic() + task.every_seconds
        stopping.wait(TICK)
