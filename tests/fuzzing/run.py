"""Giving damaged files to a reader: it finds questions, refuses them or the file, and takes neither time nor memory."""

from __future__ import annotations

import resource
import signal
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import FrameType

from question_bank.exchange.formats import FORMATS
from question_bank.exchange.found import Unreadable
from tests.fuzzing.damage import damaged

HANGS_AFTER = 20
"""Seconds of work, however long they take on a busy machine, for one file of 200 kB at most."""


class Hang(Exception):
    """A reader did not come to an end."""


@dataclass
class Told:
    """What came of a reader's files, and how much memory (MB) the process had taken at half time and at the end."""

    reader: str
    files: int = 0
    read: int = 0
    unreadable: int = 0
    slowest: float = 0.0
    half_time_mb: float = 0.0
    end_mb: float = 0.0
    faults: list[str] = field(default_factory=list)


def fuzz(name: str, go_on: Callable[[int], bool], *, seed: int, half_time: Callable[[int], bool]) -> Told:
    """Read damaged files while `go_on` says so; a seed gives the same files again."""
    told, chance = Told(name), Random(seed)
    before = signal.signal(signal.SIGPROF, _hang)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        while go_on(told.files):
            mark = chance.getrandbits(64)
            path.write_bytes(damaged(name, Random(mark)))
            _give(name, path, told, mark)
            if not told.half_time_mb and half_time(told.files):
                told.half_time_mb = memory()
    signal.signal(signal.SIGPROF, before)
    told.end_mb = memory()
    return told


def _give(name: str, path: Path, told: Told, mark: int) -> None:
    began = time.perf_counter()
    signal.setitimer(signal.ITIMER_PROF, HANGS_AFTER)
    try:
        for found in FORMATS[name].read(path):
            if bool(found.draft) == bool(found.refusal) or not found.where:
                told.faults.append(f"{name} {mark}: a question is neither a draft nor refused, or stands nowhere")
        told.read += 1
    except Unreadable as problem:
        told.unreadable += 1
        if not str(problem):
            told.faults.append(f"{name} {mark}: unreadable without a reason")
    except Exception as error:  # noqa: BLE001 - that nothing else is raised is what is being tried
        told.faults.append(f"{name} {mark}: {type(error).__name__}: {str(error)[:200]}")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    told.files += 1
    told.slowest = max(told.slowest, time.perf_counter() - began)


def _hang(_signal: int, _frame: FrameType | None) -> None:
    raise Hang(f"not read within {HANGS_AFTER} s of work")


def memory() -> float:
    """The most memory this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def spell(name: str, minutes: float, seed: int) -> Told:
    """One reader's time."""
    began = time.monotonic()

    def has_gone(share: float) -> bool:
        return time.monotonic() - began >= share * minutes * 60

    return fuzz(name, lambda _files: not has_gone(1), seed=seed, half_time=lambda _files: has_gone(0.5))
