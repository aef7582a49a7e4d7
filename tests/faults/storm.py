"""A storm: candidates save while faults strike, and after every fault history is compared with what is stored."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle
from statistics import quantiles

from sqlalchemy import select

from tests.faults.candidate import Candidate
from tests.faults.history import History
from tests.faults.proxy import Proxy
from tests.faults.site import Site, Sitter
from tests.patience import PATIENCE
from trainer.core import clock
from trainer.core.db import Database
from trainer.exams.models import Attempt

Fault = Callable[[], None]
SETTLE = 1.0


@dataclass
class Report:
    """What a storm came to."""

    acks: int = 0
    faults: int = 0
    broken: list[str] = field(default_factory=list)
    failures: Mapping[str, int] = field(default_factory=dict)
    gaps: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    waits: list[float] = field(default_factory=list)
    seconds: float = 0.0

    def lines(self) -> list[str]:
        """The report for a person."""
        rate = self.acks / self.seconds if self.seconds else 0.0
        found = [f"{self.acks} saves ({rate:.0f}/s), {self.faults} faults, {len(self.broken)} promises broken"]
        for name, gaps in sorted(self.gaps.items()):
            found.append(f"  {name:<18} x{len(gaps):<4} longest time without an acknowledgement {max(gaps):5.1f} s")
        if len(self.waits) > 100:
            cuts = quantiles(self.waits, n=100)
            found.append(f"  a save, faults included: p50 {cuts[49]:.3f} p95 {cuts[94]:.3f} p99 {cuts[98]:.3f} s")
        found += [f"  sent again after {why}: {count}" for why, count in sorted(self.failures.items())]
        return found + [f"  BROKEN {says}" for says in self.broken[:10]]


def storm(
    site: Site,
    sitters: list[Sitter],
    faults: Mapping[str, Fault],
    proxy: Proxy,
    *,
    saves: int,
    count: int,
    pause: float,
) -> Report:
    """Let sitters save until `saves` acknowledgements and `count` faults have happened; then let time run out."""
    history, database, report = History(), site.database, Report()
    candidates = [
        Candidate(sitter, proxy.port, history, pause=pause, seed=number) for number, sitter in enumerate(sitters)
    ]
    for candidate in candidates:
        candidate.start()
    began = time.monotonic()
    wait_for_acks(history, len(sitters))
    for number, name in zip(range(count), cycle(faults), strict=False):
        wait_for_acks(history, (number + 1) * saves // (count + 1))
        strike(faults[name], name, history, report)
        history.check(database)
    wait_for_acks(history, saves)
    report.seconds = time.monotonic() - began
    run_out(database, candidates)
    history.check(database)
    history.check_ends(database)
    report.acks, report.faults, report.broken = history.count(), count, list(history.faults)
    report.failures = dict(history.failures)
    report.waits = [wait for candidate in candidates for wait in candidate.waits]
    database.engine.dispose()
    return report


def strike(fault: Fault, name: str, history: History, report: Report) -> None:
    """One fault, and how long it took until answers were acknowledged again."""
    struck, before = time.monotonic(), history.count()
    fault()
    ends = struck + PATIENCE
    while history.count() < before + 10 and time.monotonic() < ends:
        time.sleep(0.02)
    if history.count() == before:
        history.fault(f"{name}: nothing was acknowledged for {PATIENCE:.0f} s")
    time.sleep(SETTLE)
    report.gaps[name].append(history.longest_gap(struck))


def wait_for_acks(history: History, wanted: int) -> None:
    """Wait until so many saves are acknowledged; TimeoutError when for a long time none was."""
    count, ends = -1, 0.0
    while history.count() < wanted:
        if history.count() > count:
            count, ends = history.count(), time.monotonic() + PATIENCE
        if time.monotonic() > ends:
            raise TimeoutError(f"no save after {count} of {wanted}; {dict(history.failures)}")
        time.sleep(0.02)


def run_out(database: Database, candidates: list[Candidate]) -> None:
    """Let every attempt end in a few seconds while its candidate goes on saving, and wait until all are graded."""
    with database.write() as session:
        for attempt in session.scalars(select(Attempt).with_for_update()):
            attempt.deadline, attempt.grace_seconds = clock.now() + timedelta(seconds=2), 1
    ends = time.monotonic() + PATIENCE
    for candidate in candidates:
        candidate.join(timeout=max(0.1, ends - time.monotonic()))
        candidate.stopping.set()
    while time.monotonic() < ends:
        with database.session() as session:
            if all(state == "graded" for state in session.scalars(select(Attempt.state))):
                return
        time.sleep(0.5)
