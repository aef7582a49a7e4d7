"""`make bench-faults`: a long storm on each database, and the storms that must turn red."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.faults.weather import Size, spoil_commits, weather

KINDS = ("sqlite", "postgresql")


def main() -> int:
    """Print a report for each storm; 1 when a promise was broken, or when a spoilt site was not caught."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--saves", type=int, default=100_000)
    parser.add_argument("--faults", type=int, default=200)
    parser.add_argument("--candidates", type=int, default=50)
    parser.add_argument("--database", choices=(*KINDS, "both"), default="both")
    said = parser.parse_args()
    kinds = KINDS if said.database == "both" else (said.database,)
    share = len(kinds)
    size = Size(said.candidates, said.saves // share, said.faults // share)
    broken = 0
    for kind in kinds:
        print(f"== {kind}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            report = weather(Path(folder), kind, size)
        print("\n".join(report.lines()), flush=True)
        broken += len(report.broken)
    if "postgresql" in kinds:
        print("== postgresql with synchronous_commit=off must lose", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            report = weather(Path(folder), "postgresql", Size(10, 2_000, 4), spoil=spoil_commits)
        print("\n".join(report.lines()[:1]), flush=True)
        broken += not report.broken
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
