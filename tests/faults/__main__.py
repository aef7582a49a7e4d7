"""`make bench-faults`: a long storm on each database, and the storms that must turn red."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.faults.storm import Report
from tests.faults.weather import Size, spoil_commits, weather

KINDS = ("sqlite", "postgresql")
RELOADS = Size(sitters=20, saves=4_000, faults=20)
SPOILT = Size(sitters=10, saves=2_000, faults=4)


def main() -> int:
    """Print a report for each storm; 1 when a promise was broken, or when a spoilt site was not caught."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--saves", type=int, default=100_000)
    parser.add_argument("--faults", type=int, default=200)
    parser.add_argument("--candidates", type=int, default=50)
    parser.add_argument("--database", choices=(*KINDS, "both"), default="both")
    said = parser.parse_args()
    kinds = KINDS if said.database == "both" else (said.database,)
    size = Size(said.candidates, said.saves // len(kinds), said.faults // len(kinds))
    broken = 0
    for kind in kinds:
        broken += len(blow(kind, kind, size).broken)
        reloads = blow(f"{kind}, 20 reloads under load: no request may fail", kind, RELOADS, only=("reload",))
        broken += len(reloads.broken) + sum(reloads.failures.values())
    if "postgresql" in kinds:
        title = "postgresql with synchronous_commit=off: must turn red"
        broken += not blow(title, "postgresql", SPOILT, spoil=spoil_commits).broken
    return 1 if broken else 0


def blow(title: str, kind: str, size: Size, **more: Any) -> Report:
    """One storm and its report."""
    print(f"== {title}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        report = weather(Path(folder), kind, size, **more)
    print("\n".join(report.lines()), flush=True)
    return report


if __name__ == "__main__":
    sys.exit(main())
