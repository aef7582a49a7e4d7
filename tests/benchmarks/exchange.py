"""`python -m tests.benchmarks.exchange`: taking 20,000 items in and giving them away, against PyYAML alone.

Each step runs in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path

import yaml

from question_bank.exchange.course.write import write
from question_bank.formats import course_yaml
from question_bank.items.card import Card
from tests.benchmarks import hostile
from tests.benchmarks.rows import told
from trainer.app import ROOT
from trainer.core import clock
from trainer.core.db import Base, Database
from trainer.library import exporting, importing
from trainer.library.exchange_cards import Wishes
from trainer.library.finding import Filters
from trainer.storage import FolderStorage

ITEMS = 20_000
MARK = 100_000


def some_cards(how_many: int) -> Iterator[Card]:
    """The real exam items again and again, each under a code and with a title of its own."""
    real = [card for card in course_yaml.read(ROOT / "question_bank/content").cards if card.use == "exam"]
    for number, card in enumerate(islice(cycle(real), how_many), MARK):
        yield card.model_copy(update={"code": f"{card.domain}-E-{number}", "title": f"Copy {number}"})


def store(folder: Path) -> Database:
    """The database of this run."""
    return Database(f"sqlite:///{folder / 'bench.sqlite3'}")


def generate(folder: Path, how_many: int) -> None:
    """Write the file that is taken in."""
    Base.metadata.create_all(store(folder).engine)
    with (folder / "items.yaml").open("wb") as file:
        list(write(some_cards(how_many), file, {}))


def load_alone(folder: Path, _how_many: int) -> None:
    """The baseline: PyYAML reads the file and does nothing with it."""
    with (folder / "items.yaml").open("rb") as file:
        for _document in yaml.load_all(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            pass


def look(folder: Path, how_many: int) -> None:
    """A dry run."""
    report = importing.look(store(folder), folder / "items.yaml", Wishes(), name="items.yaml")
    assert report.taken == how_many


def take_in(folder: Path, how_many: int) -> None:
    """The import itself."""
    database, storage = store(folder), FolderStorage(folder / "files")
    path, now = folder / "items.yaml", clock.now()
    report = importing.take_in(database, storage, path, Wishes(), name=path.name, by=None, now=now)
    assert report.is_done
    assert report.counts["new"] == how_many


def give(name: str) -> Callable[[Path, int], None]:
    """Export in one format."""

    def act(folder: Path, how_many: int) -> None:
        with store(folder).session() as session, (folder / f"out.{name}").open("wb") as out:
            cost = exporting.write(session, FolderStorage(folder / "files"), name, Filters(), out)
        assert cost.written + len(cost.refusals) == how_many

    return act


STEPS: dict[str, Callable[[Path, int], None]] = {
    "generate": generate,
    "read with PyYAML alone": load_alone,
    "dry run": look,
    "import": take_in,
    "import again, unchanged": look,
    **{f"export as {name}": give(name) for name in ("yaml", "qti3", "moodle", "gift", "csv")},
}


Cost = tuple[float, float, float]
"""Seconds, seconds of work, and the most memory ever held in MB."""


def measured(step: str, folder: Path, how_many: int) -> Cost:
    """What one step costs in a process of its own."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(timed, (step, folder, how_many))


def timed(step: str, folder: Path, how_many: int) -> Cost:
    """Run one step, and say what it cost."""
    began, worked = time.perf_counter(), time.process_time()
    STEPS[step](folder, how_many)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return time.perf_counter() - began, time.process_time() - worked, memory


def main(how_many: int = ITEMS) -> None:
    """Print the table, or the same as JSON; exit 1 when a hostile file costs too much."""
    with tempfile.TemporaryDirectory() as name:
        rows = {step: measured(step, Path(name), how_many) for step in STEPS}
        size = (Path(name) / "items.yaml").stat().st_size / 1e6
    alone = rows["read with PyYAML alone"][1]
    if "--json" in sys.argv:
        names = ("seconds", "work", "MB", "ratio")
        print(
            json.dumps({step: dict(zip(names, (*cost, cost[1] / alone), strict=True)) for step, cost in rows.items()})
        )
        return
    print(f"{how_many} items, {size:.1f} MB of YAML; the ratio compares seconds of work")
    for step, (seconds, work, memory) in rows.items():
        print(f"{step:<28}{seconds:>8.1f} s{work:>8.1f} s of work{memory:>7.0f} MB   x{work / alone:.2f}")
    sys.exit(told(hostile.report()))


if __name__ == "__main__":
    main()
