"""The product as operators run it, with candidates in the middle of an exam: started, killed, and started again."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from tests.exams import build as exams
from tests.patience import PATIENCE
from tests.ports import free_port, wait_for
from tests.processes import children, gone, runs_program
from trainer import migrate
from trainer.core import clock
from trainer.core.db import Database

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Sitter:
    """Somebody in the middle of an exam."""

    email: str
    person: int
    attempt: str


class Site:
    """One installation in a folder of its own, served by `trainer serve`."""

    def __init__(self, folder: Path, database_url: str | None = None, *, workers: int = 2) -> None:
        self.folder, self.workers = folder, workers
        self.port = free_port()
        self.database_url = database_url or f"sqlite:///{folder / 'var' / 'trainer.sqlite3'}"
        self.tree: subprocess.Popen[bytes] | None = None
        (folder / "var").mkdir(parents=True, exist_ok=True)

    @property
    def database(self) -> Database:
        """A connection of the harness's own; the caller disposes of it."""
        return Database(self.database_url)

    def fill(self, sitters: int) -> list[Sitter]:
        """Make the tables, a small course, and so many people whose attempt has begun."""
        database = self.database
        migrate.upgrade(database.engine)
        found = []
        with database.write() as session:
            own = exams.world(session)
            for number in range(sitters):
                person = exams.ready(session, own, f"Sitter {number:03}")
                attempt = exams.started(session, own.final, person, now=clock.now(), seed=number)
                found.append(Sitter(person.email, person.id, str(attempt.id)))
        database.engine.dispose()
        return found

    def start(self) -> None:
        """Start the process tree and wait until it listens."""
        environ = {
            **os.environ,
            "TRAINER_DATA_DIR": str(self.folder / "var"),
            "TRAINER_DATABASE_URL": self.database_url,
            "TRAINER_MAIL_URL": "memory:",
            "TRAINER_THREADS": "64",
            "TRAINER_WORKERS": str(self.workers),
        }
        environ.pop("TRAINER_TEST_DATABASE_URL", None)
        command = [sys.executable, "-m", "trainer.cli", "serve", "--port", str(self.port)]
        with (self.folder / "site.log").open("ab") as log:
            self.tree = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=log)
        wait_for(self.port)
        self.until_healthy()

    def until_healthy(self) -> None:
        """Wait until a process answers requests: the port is open before one does."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            if self.is_healthy():
                return
            time.sleep(0.05)
        raise TimeoutError(f"the site did not answer within {PATIENCE:.0f} s")

    def is_healthy(self) -> bool:
        """Whether a process answers at this moment."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return answer.status == HTTPStatus.OK
        except OSError:
            return False

    def stop(self) -> None:
        """End the tree as an operator does."""
        if self.tree is not None and self.tree.poll() is None:
            self.tree.terminate()
            self.tree.wait(timeout=PATIENCE)

    def web_workers(self) -> list[int]:
        """The processes that answer requests: children of the web server's master."""
        below = children(self.tree.pid, deep=False) if self.tree else []
        masters = [pid for pid in below if runs_program(pid, b"gunicorn")]
        return [worker for master in masters for worker in children(master, deep=False)]

    def kill_worker(self) -> None:
        """kill -9 one process that answers requests."""
        for pid in self.web_workers()[:1]:
            kill(pid)

    def kill_tree(self) -> None:
        """kill -9 everything at once, then start anew, as a service manager would."""
        if self.tree is None:
            return
        below = children(self.tree.pid)
        for pid in [self.tree.pid, *below]:
            kill(pid)
        self.tree.wait(timeout=PATIENCE)
        if not gone(below):
            raise TimeoutError("one that is not gone yet still has the port")
        self.start()

    def reload(self) -> None:
        """Tell the tree to take its code and settings anew."""
        if self.tree is not None:
            self.tree.send_signal(signal.SIGHUP)


def kill(pid: int) -> None:
    """kill -9 a process of ours that may be gone already."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


class Disk:
    """A small file system in memory that can be filled; needs root."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.folder, self.megabytes = folder, megabytes
        self.ballast = folder / "ballast"

    def __enter__(self) -> Disk:
        self.folder.mkdir(parents=True, exist_ok=True)
        mount = ["mount", "-t", "tmpfs", "-o", f"size={self.megabytes}m", "tmpfs", str(self.folder)]
        subprocess.run(mount, check=True)
        return self

    def __exit__(self, *_: object) -> None:
        subprocess.run(["umount", "-l", str(self.folder)], check=True)

    def fill(self) -> None:
        """Leave no room."""
        with self.ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(64 * 1024))

    def free(self) -> None:
        """Give the room back."""
        self.ballast.unlink()


def can_mount() -> bool:
    """Whether this process may mount a file system of its own."""
    return os.geteuid() == 0 and shutil.which("mount") is not None
