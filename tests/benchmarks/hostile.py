"""`python -m tests.benchmarks.hostile`: what every hostile file of the tests costs, each in a process of its own.

The file is made outside of that process, so that what is measured is telling its format and reading it.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from question_bank.exchange.formats import FORMATS, detected
from question_bank.exchange.found import Unreadable
from tests.benchmarks.rows import Line, Promise, told
from tests.question_bank.exchange.hostile import HOSTILE
from trainer.library.exchange_plan import MOST

SECONDS, MEGABYTES = 2, 200
"""What one hostile file may cost, of work and of memory."""


@dataclass(frozen=True)
class Cost:
    """Seconds of work, and the most memory ever held in MB."""

    name: str
    seconds: float
    megabytes: float

    def __str__(self) -> str:
        return f"{self.seconds:.2f} s of work, {self.megabytes:.0f} MB: {self.name}"


def costs() -> Iterator[Cost]:
    """What each file costs."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        for name, case in HOSTILE.items():
            path.write_bytes(case.make())
            with get_context("spawn").Pool(1) as pool:
                yield Cost(name, *pool.apply(spent, (path, case.format)))


def spent(path: Path, name: str) -> tuple[float, float]:
    """Tell what a file is and read it, as an import does; the seconds and the megabytes."""
    began = time.process_time()
    for act in (lambda: detected(path), lambda: list(islice(FORMATS[name].read(path), MOST))):
        try:
            act()
        except Unreadable:
            continue
    return time.process_time() - began, held()


def held() -> float:
    """The most memory this program ever held, in MB; what the kernel counts for a process includes who started it."""
    found = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) / 1024


def report() -> Iterator[Line]:
    """The slowest and the largest, and whatever costs too much."""
    found = list(costs())
    slowest, largest = (max(found, key=lambda cost, by=by: getattr(cost, by)) for by in ("seconds", "megabytes"))
    yield Line(f"{len(found)} hostile files", f"the slowest: {slowest}; the largest: {largest}")
    for cost in found:
        for number, promise in (
            (cost.seconds, Promise(SECONDS, "s of work")),
            (cost.megabytes, Promise(MEGABYTES, "MB")),
        ):
            if not promise.holds(number):
                yield Line(cost.name, str(cost), number, promise)


def main() -> None:
    """Print the report; exit 1 when a file costs too much."""
    sys.exit(told(report()))


if __name__ == "__main__":
    main()
