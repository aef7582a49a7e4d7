"""`make bench`: what the product costs against a named baseline in the same run.

Ratios count; milliseconds are this machine's.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from statistics import median

from flask.testing import FlaskClient

from tests.benchmarks import minimal as least
from tests.benchmarks import overdue
from tests.benchmarks.bank import grow
from tests.benchmarks.certificates import Provers, full_log
from tests.benchmarks.site import Site, prepared
from trainer.core.db import Database
from trainer.documents import pdf_from

ROUNDS = 60
STARTS = 15
LISTS = {"all": "", "by words": "?q=lung+pati", "one domain": "?domain=D4&order=newest", "draft": "?status=draft"}


@dataclass(frozen=True)
class Row:
    """One measurement: CPU milliseconds of the product and of its baseline, medians."""

    work: str
    ours: float
    baseline: str
    theirs: float

    def __str__(self) -> str:
        ratio = self.ours / self.theirs
        return f"{self.work:<42}{self.ours:>9.2f} ms   {self.baseline:<38}{self.theirs:>9.2f} ms   x{ratio:.2f}"


def cpu(act: Callable[[int], object], rounds: int = ROUNDS) -> float:
    """The median CPU time of one call, in milliseconds, after three to warm up."""
    spent = []
    for number in range(rounds + 3):
        began = time.process_time()
        act(number)
        spent.append(1000 * (time.process_time() - began))
    return median(spent[3:])


@contextmanager
def minimal(folder: Path) -> Iterator[FlaskClient]:
    """The least that still does the job, on the same kind of file, with somebody signed in."""
    database = Database(f"sqlite:///{folder / 'minimal.sqlite3'}")
    least.prepare(database)
    client = least.make(database).test_client()
    client.post("/sign-in", json={"who": 1})
    yield client
    database.engine.dispose()


def measure(site: Site, floor: FlaskClient) -> Iterator[Row]:
    """Every row of the table."""
    upsert = cpu(lambda n: floor.put(f"/answers/{n}", json={"answer": "a", "revision": 1}))
    one_row = cpu(lambda _: floor.get("/row"))
    yield Row("save one answer", cpu(site.save), "minimal Flask route, one UPSERT", upsert)
    yield Row(
        "read the player page, 124 questions", cpu(lambda _: site.player()), "minimal Flask page, one row", one_row
    )
    yield Row("read the verification page", cpu(site.verify), "minimal Flask page, one row", one_row)
    yield from starting(site, upsert)
    yield from listing(site, one_row)
    naive = cpu(lambda _: pdf_from("<html lang='en'><title>x</title><h1>Name</h1>", identifier="x"), rounds=5)
    yield Row("render a certificate", cpu(lambda _: site.render(), rounds=5), "one heading through WeasyPrint", naive)


def proving(folder: Path) -> Iterator[Row]:
    """Proving that an event is in the public log."""
    with full_log(folder) as session:
        provers = Provers(session)
        read = cpu(lambda _: provers.read())
        yield Row("inclusion proof at 1,000,000 leaves", cpu(lambda _: provers.prove()), "one leaf by its place", read)


def starting(site: Site, upsert: float) -> Iterator[Row]:
    """Starting a final on the bank as it is, and as it grows."""
    for size, bank in ((0, "the real bank"), (1_000, "bank of 1,000"), (20_000, "bank of 20,000")):
        with site.database.write() as session:
            grow(session, size)
        ours = cpu(site.starts(STARTS + 3), rounds=STARTS)
        yield Row(f"start a final of 124, {bank}", ours, "minimal Flask route, one UPSERT", upsert)


def listing(site: Site, one_row: float) -> Iterator[Row]:
    """Fifty lines of the list of items, by what narrows and sorts them, from the bank as `starting` left it."""
    author = site.author()
    for what, query in LISTS.items():
        ours = cpu(lambda _, query=query: author.get(f"/staff/items{query}"), rounds=STARTS)
        yield Row(f"list 50 of 20,000 items, {what}", ours, "minimal Flask page, one row", one_row)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder, prepared(Path(folder)) as site, minimal(Path(folder)) as floor:
        for row in chain(measure(site, floor), proving(Path(folder))):
            print(row)
        print(f"player page, HTML alone: {site.player_bytes() / 1000:.1f} kB")
        print(overdue.closing(site))


if __name__ == "__main__":
    main()
