"""`make bench`: what the product costs against a named baseline in the same run.

Ratios count; milliseconds are this machine's. `tests.benchmarks.certificates` has what certificates cost.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from flask.testing import FlaskClient

from tests.benchmarks import overdue
from tests.benchmarks.bank import grow
from tests.benchmarks.minimal import floor as minimal
from tests.benchmarks.rows import Row, cpu, told
from tests.benchmarks.site import Site, prepared

STARTS = 15
START = 30
"""The CPU milliseconds that starting a final may take, however large the bank."""
LISTS = {"all": "", "by words": "?q=lung+pati", "one domain": "?domain=D4&order=newest", "draft": "?status=draft"}


def measure(site: Site, floor: FlaskClient) -> Iterator[Row]:
    """Every row of the table."""
    upsert = cpu(lambda n: floor.put(f"/answers/{n}", json={"answer": "a", "revision": 1}))
    one_row = cpu(lambda _: floor.get("/row"))
    yield Row("save one answer", cpu(site.save), "minimal Flask route, one UPSERT", upsert)
    yield Row(
        "read the player page, 124 questions", cpu(lambda _: site.player()), "minimal Flask page, one row", one_row
    )
    yield from starting(site, upsert)
    yield from listing(site, one_row)


def starting(site: Site, upsert: float) -> Iterator[Row]:
    """Starting a final on the bank as it is, and as it grows."""
    for size, bank in ((0, "the real bank"), (1_000, "bank of 1,000"), (20_000, "bank of 20,000")):
        with site.database.write() as session:
            grow(session, size)
        ours = cpu(site.starts(STARTS + 3), rounds=STARTS)
        yield Row(f"start a final of 124, {bank}", ours, "minimal Flask route, one UPSERT", upsert, ms_at_most=START)


def listing(site: Site, one_row: float) -> Iterator[Row]:
    """Fifty lines of the list of items, by what narrows and sorts them, from the bank as `starting` left it."""
    author = site.author()
    for what, query in LISTS.items():
        ours = cpu(lambda _, query=query: author.get(f"/staff/items{query}"), rounds=STARTS)
        yield Row(f"list 50 of 20,000 items, {what}", ours, "minimal Flask page, one row", one_row)


def main() -> None:
    """Print the table; exit 1, naming them, when rows go beyond what is promised."""
    with tempfile.TemporaryDirectory() as folder, prepared(Path(folder)) as site, minimal(Path(folder)) as floor:
        beyond = told(measure(site, floor))
        print(f"player page, HTML alone: {site.player_bytes() / 1000:.1f} kB")
        print(overdue.closing(site))
    sys.exit(beyond)


if __name__ == "__main__":
    main()
