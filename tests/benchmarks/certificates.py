"""`python -m tests.benchmarks.certificates`: what certificates cost, from their issue to their verification.

Ratios count; milliseconds are this machine's. What is promised of a line stands behind it.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from tests.benchmarks import issuing, paper
from tests.benchmarks.minimal import floor
from tests.benchmarks.proving import proving
from tests.benchmarks.rows import Measured, Row, beside, told
from tests.benchmarks.site import prepared

AGAIN = 2.0
"""The verification page, asked again, reaches at least half the rate of the one-row page."""


def verifying(folder: Path) -> Iterator[Row]:
    """The page behind every certificate's square code."""
    (folder / "site").mkdir()
    with prepared(folder / "site") as site, floor(folder) as least:

        def one_row(_: int) -> None:
            least.get("/row")

        baseline = "minimal Flask page, one row"
        yield beside("read the verification page", site.verify, baseline, one_row, 200, ratio_at_most=AGAIN)
        yield beside("read it when nobody just did", site.verify_anew, baseline, one_row)


def measured(folder: Path) -> Iterator[Measured]:
    """Every line."""
    yield from chain(paper.paper(folder), issuing.one_by_one(folder), verifying(folder), proving(folder))
    yield paper.repeated()
    yield issuing.by_command(folder)
    yield issuing.in_memory(folder)


def main() -> None:
    """Print the table; exit 1, naming them, when lines go beyond what is promised."""
    with tempfile.TemporaryDirectory() as name:
        sys.exit(told(measured(Path(name))))


if __name__ == "__main__":
    main()
