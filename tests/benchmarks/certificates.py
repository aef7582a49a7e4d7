"""`python -m tests.benchmarks.certificates`: what certificates cost, from their issue to their verification.

Ratios count; milliseconds are this machine's.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from tests.benchmarks import issuing, paper
from tests.benchmarks.minimal import floor
from tests.benchmarks.proving import proving
from tests.benchmarks.rows import Row, beside
from tests.benchmarks.site import prepared


def verifying(folder: Path) -> Iterator[Row]:
    """The page behind every certificate's square code."""
    (folder / "site").mkdir()
    with prepared(folder / "site") as site, floor(folder) as least:

        def one_row(_: int) -> None:
            least.get("/row")

        baseline = "minimal Flask page, one row"
        yield beside("read the verification page", site.verify, baseline, one_row, 200)
        yield beside("read it when nobody just did", site.verify_anew, baseline, one_row)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for row in chain(paper.paper(folder), issuing.one_by_one(folder), verifying(folder), proving(folder)):
            print(row, flush=True)
        print(paper.repeated(), flush=True)
        print(issuing.by_command(folder), flush=True)
        print(issuing.in_memory(folder), flush=True)


if __name__ == "__main__":
    main()
