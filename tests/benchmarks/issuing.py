"""What it costs to issue: one after the other in a warm worker, a thousand in its memory, a thousand by command."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from uuid import UUID

from tests.benchmarks.paper import PLAINLY, plain
from tests.benchmarks.rows import WARM, Line, Promise, Row, beside
from tests.build import NOON
from tests.certificates import build
from tests.certificates.workshop import workshop_of
from trainer.certificates.service import issue
from trainer.config import from_environment
from trainer.core.db import Base, Database

ONE_BY_ONE = 20
EARLY, MANY = 100, 1_000
"""After how many certificates the memory of a worker is looked at, and how many are issued at once."""
GROWTH = 8
"""So many MB may lie between the two looks: memory is flat but for what an allocator keeps."""


@contextmanager
def passes(url: str, how_many: int) -> Iterator[tuple[Database, list[UUID]]]:
    """A database in which so many have passed and nothing is decided."""
    database = Database(url)
    Base.metadata.create_all(database.engine)
    with database.write() as session:
        attempts = [build.passed(session, f"Maren Lindqvist {number}")[1] for number in range(how_many)]
    yield database, attempts
    database.engine.dispose()


@contextmanager
def worker(folder: Path, how_many: int) -> Iterator[Callable[[int], None]]:
    """A worker that takes one pass after the other from its decision to its signed page in the public log."""
    folder.mkdir()
    with passes(f"sqlite:///{folder / 'worker.sqlite3'}", how_many) as (database, attempts):
        workshop = workshop_of(database, folder / "keys", folder)

        def act(number: int) -> None:
            certificate = issue(database, workshop, attempts[number], now=NOON)
            assert certificate is not None

        yield act


def one_by_one(folder: Path) -> Iterator[Row]:
    """The whole work on one certificate: decide, credential, log, render, sign B-B, database."""
    with worker(folder / "worker", ONE_BY_ONE + WARM) as act:
        yield beside("issue a certificate, all of it", act, PLAINLY, lambda _: plain(), ONE_BY_ONE, ratio_at_most=1.0)


def in_memory(folder: Path) -> Line:
    """What a worker holds early and late, in a process of its own."""
    with get_context("spawn").Pool(1) as pool:
        early, late, each = pool.apply(_held, (folder / "memory",))
    words = f"{early:.0f} MB, after {MANY:,} {late:.0f} MB: {late - early:+.1f} MB; {each:.0f} CPU ms each"
    return Line(f"a worker after {EARLY} certificates", words, late - early, Promise(GROWTH, "MB more"))


def _held(folder: Path) -> tuple[float, float, float]:
    with worker(folder, MANY) as act:
        for number in range(EARLY):
            act(number)
        early, began = resident(), time.process_time()
        for number in range(EARLY, MANY):
            act(number)
        return early, resident(), 1000 * (time.process_time() - began) / (MANY - EARLY)


def resident() -> float:
    """The megabytes that this process holds at the moment."""
    told = re.search(r"VmRSS:\s*(\d+) kB", Path("/proc/self/status").read_text())
    assert told
    return int(told[1]) / 1024


def by_command(folder: Path) -> Line:
    """A thousand by `trainer certificates issue`, as an operator gives it, from its first import to its end."""
    environ = {"TRAINER_DATA_DIR": str(folder / "command"), "TRAINER_MAIL_URL": "memory:"}
    (folder / "command").mkdir()
    with passes(from_environment(environ).database_url, MANY):
        before, began = _children(), time.perf_counter()
        command = [sys.executable, "-m", "trainer.cli", "certificates", "issue", "--json"]
        done = subprocess.run(command, env=os.environ | environ, check=True, capture_output=True, text=True)
        seconds, spent = time.perf_counter() - began, _children() - before
    assert json.loads(done.stdout) == {"decided": MANY, "printed": MANY, "left": 0}, done.stdout
    return Line(f"{MANY:,} by command", f"{MANY / seconds:.1f} a second, {1000 * spent / MANY:.0f} CPU ms each")


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
