"""Growing the tree again from its entries, and finding the first place where it is not the tree that was signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.transparency.entries import leaf
from trainer.transparency.models import LogEntry, LogLeaf, LogTile
from trainer.transparency.tiles import WIDTH, Edge, Full, split
from trainer.transparency.tree import leaf_hash

CHUNK = 10_000


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. `index` is the first entry it concerns; without `is_exact` it may be a later one."""

    says: str
    index: int | None = None
    is_exact: bool = True


@dataclass
class Report:
    """What was looked at, and what is wrong."""

    entries: int = 0
    checkpoints: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def first_wrong(self) -> int | None:
        """The first entry that is not what it was, as exactly as can be told."""
        exact = [fault.index for fault in self.faults if fault.index is not None and fault.is_exact]
        nearly = [fault.index for fault in self.faults if fault.index is not None]
        return min(exact or nearly, default=None)

    def blame(self, says: str, index: int | None = None, *, is_exact: bool = True) -> None:
        """Write down one fault."""
        self.faults.append(Fault(says, index, is_exact))


class Regrown:
    """The tree, grown again entry by entry; `signed` are the roots that were signed, by size."""

    def __init__(self, session: Session, signed: Mapping[int, set[bytes]], report: Report) -> None:
        self._session = session
        self._signed = signed
        self._report = report
        self._edge = Edge(0, {})
        self._agreed = 0
        self._sound = True

    def run(self) -> None:
        """Grow it to its end, which must be the largest size that was signed."""
        self._compare_root()
        for place, derived, stored in _leaves(self._session):
            if place != self._edge.size:
                self._blame(f"entry {self._edge.size} is missing", self._edge.size)
                return
            if derived != stored:
                self._blame(f"entry {place} is not what was logged", place)
            for tile in self._edge.grow([stored]):
                self._compare_tile(tile)
            self._report.entries = self._edge.size
            self._compare_root()
        published = max(self._signed, default=0)
        if self._edge.size != published:
            size = self._edge.size
            self._blame(f"the tree has {size} entries, and {published} were published", min(size, published))

    def _blame(self, says: str, index: int, *, is_exact: bool = True) -> None:
        self._sound = False
        self._report.blame(says, index, is_exact=is_exact)

    def _compare_root(self) -> None:
        """Compare with what was signed at this size, unless something before it is wrong already."""
        size = self._edge.size
        if size not in self._signed or not self._sound:
            return
        if self._signed[size] == {self._edge.root}:
            self._agreed = size
            return
        first = self._agreed
        which = f"entry {first}" if first + 1 >= size else f"one of the entries {first} to {size - 1}"
        self._blame(f"{which} is not what the checkpoint of {size} was signed over", first, is_exact=first + 1 >= size)

    def _compare_tile(self, derived: Full) -> None:
        """A full tile must be there as the leaves below it make it."""
        columns = select(LogTile.hashes, LogTile.root)
        here = (LogTile.level == derived.level, LogTile.number == derived.number)
        stored = self._session.execute(columns.where(*here)).one_or_none()
        name = f"tile {derived.level}/{derived.number}"
        first = derived.number * WIDTH ** (derived.level + 1)
        if stored is None:
            self._blame(f"{name} is missing", first)
        elif stored.hashes != derived.hashes:
            pairs = zip(split(derived.hashes), split(stored.hashes), strict=False)
            wrong = next((place for place, (left, right) in enumerate(pairs) if left != right), 0)
            self._blame(f"{name} is not made of the entries below it", first + wrong * WIDTH**derived.level)
        elif stored.root != derived.root:
            self._blame(f"{name} does not have its own root", first)


def _leaves(session: Session) -> Iterator[tuple[int, bytes | None, bytes]]:
    """Each place with the hash of its entry as it is now, None where it is gone, and the hash that was written."""
    rows = session.execute(
        select(LogLeaf.place, LogLeaf.hash, LogEntry.kind, LogEntry.subject, LogEntry.commitment, LogEntry.at)
        .outerjoin(LogEntry, LogEntry.id == LogLeaf.entry_id)
        .order_by(LogLeaf.place)
        .execution_options(yield_per=CHUNK)
    )
    for place, stored, kind, subject, commitment, at in rows:
        yield place, leaf_hash(leaf(kind, subject, commitment, at)) if kind is not None else None, stored
