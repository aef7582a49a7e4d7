"""Many clients at once over real HTTP, and what they cost the server."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from tests.processes import children

Act = Callable[[], None]
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Load:
    """What a load came to: requests done, seconds it took, each one's seconds, CPU seconds of the server."""

    done: int
    seconds: float
    waits: Sequence[float]
    cpu: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.done / self.seconds

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds of the server for one request."""
        return 1000 * self.cpu / self.done

    def percentiles(self) -> str:
        """p50, p95 and p99 in milliseconds."""
        cuts = quantiles(self.waits, n=100)
        return " / ".join(f"{1000 * cuts[at]:.0f}" for at in (49, 94, 98))


def cpu_of(pid: int) -> float:
    """CPU seconds a process and all below it have used."""
    total = 0
    for each in [pid, *children(pid)]:
        try:
            fields = Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()
        except FileNotFoundError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def burst(acts: Sequence[Act], pid: int) -> Load:
    """Everybody at once, once."""
    return _together(acts, pid, lambda act, _ends: [timed(act)], 0.0)


def sustained(acts: Sequence[Act], pid: int, seconds: float, every: float = 0.0) -> Load:
    """Everybody again and again for so long, each at most once in `every` seconds."""

    def again(act: Act, ends: float) -> list[float]:
        waits = []
        while time.perf_counter() < ends:
            waits.append(timed(act))
            time.sleep(max(0.0, every - waits[-1]))
        return waits

    return _together(acts, pid, again, seconds)


def timed(act: Act) -> float:
    """How long one call takes, in seconds."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _together(acts: Sequence[Act], pid: int, run: Callable[[Act, float], list[float]], seconds: float) -> Load:
    gate, waits = threading.Barrier(len(acts) + 1), []

    def client(act: Act) -> list[float]:
        gate.wait()
        return run(act, time.perf_counter() + seconds)

    with ThreadPoolExecutor(len(acts)) as pool:
        running = [pool.submit(client, act) for act in acts]
        before = cpu_of(pid)
        gate.wait()
        began = time.perf_counter()
        for each in running:
            waits.extend(each.result())
    return Load(len(waits), time.perf_counter() - began, waits, cpu_of(pid) - before)
