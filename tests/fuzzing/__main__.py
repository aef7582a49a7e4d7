"""`python -m tests.fuzzing [--minutes 10] [--only NAME]`: damaged files for every reader, two readers at a time."""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from question_bank.exchange.formats import FORMATS
from tests.fuzzing.run import spell  # not from here: a spawned process cannot find what `__main__` holds

GROWTH_MB = 30
"""So much more may be held at the end than at half time: caches fill, leaks go on."""


def main() -> int:
    """Fuzz, say what came of it; 0 when nothing did."""
    parser = argparse.ArgumentParser(prog="tests.fuzzing")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--only", choices=sorted(FORMATS))
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    names = [arguments.only] if arguments.only else list(FORMATS)
    has_faults = False
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for told in pool.map(spell, names, [arguments.minutes] * len(names), [arguments.seed] * len(names)):
            growth = told.end_mb - told.half_time_mb
            print(
                f"{told.reader}: {told.files} files, {told.read} read, {told.unreadable} unreadable, slowest"
                f" {told.slowest:.2f} s, {told.end_mb:.0f} MB at the end, {growth:.0f} MB since half time"
            )
            for fault in told.faults[:20]:
                print(f"  {fault}")
            has_faults = has_faults or bool(told.faults) or growth > GROWTH_MB
    return 1 if has_faults else 0


if __name__ == "__main__":
    sys.exit(main())
