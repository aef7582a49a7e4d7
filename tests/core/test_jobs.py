"""Jobs: a message only says that it is worth looking; losing one loses nothing."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ports import free_port, wait_for
from trainer.jobs import HueyJobs, Task, Tasks, make_jobs
from trainer.jobs.worker import sweep


def run_one(jobs: HueyJobs) -> None:
    message = jobs.huey.dequeue()
    assert message is not None
    jobs.huey.execute(message)


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    """A real Redis of our own, on a free port of this machine."""
    port = free_port()
    program = shutil.which("redis-server")
    assert program, "redis-server is installed by make test"
    server = subprocess.Popen(
        [program, "--port", str(port), "--save", "", "--dir", str(tmp_path)], stdout=subprocess.DEVNULL
    )
    try:
        wait_for(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait()


@pytest.mark.pure
def test_a_told_task_is_run_by_name_from_a_file(tmp_path: Path) -> None:
    ran: list[str] = []
    jobs = make_jobs(None, tmp_path)
    jobs.tasks = Tasks(Task("mail.deliver", lambda: ran.append("mail"), 60))
    jobs.tell("mail.deliver")
    run_one(jobs)
    assert ran == ["mail"]


@pytest.mark.pure
def test_a_told_task_is_run_by_name_from_redis(redis_url: str, tmp_path: Path) -> None:
    ran: list[str] = []
    jobs = make_jobs(redis_url, tmp_path)
    jobs.tasks = Tasks(Task("mail.deliver", lambda: ran.append("mail"), 60))
    jobs.tell("mail.deliver")
    run_one(jobs)
    assert ran == ["mail"]
    jobs.huey.storage.pool.disconnect()


@pytest.mark.pure
def test_a_message_is_json_and_no_pickle(tmp_path: Path) -> None:
    jobs = make_jobs(None, tmp_path)
    jobs.tasks = Tasks(Task("mail.deliver", lambda: None, 60))
    jobs.tell("mail.deliver")
    assert jobs.huey.storage.dequeue().startswith(b"{")


@pytest.mark.pure
def test_telling_a_dead_redis_does_not_fail_the_request(tmp_path: Path) -> None:
    jobs = make_jobs("redis://127.0.0.1:9/0", tmp_path)
    jobs.tasks = Tasks(Task("mail.deliver", lambda: None, 60))
    jobs.tell("mail.deliver")


@pytest.mark.pure
def test_a_failing_task_does_not_stop_the_others() -> None:
    ran: list[str] = []

    def fail() -> None:
        raise RuntimeError("poisoned")

    stopping = threading.Event()
    tasks = Tasks(Task("bad", fail, 60), Task("good", lambda: (ran.append("good"), stopping.set()), 60))
    sweep(tasks, stopping)
    assert ran == ["good"]
