"""The whole log derived again from its entries, and compared with everything that was written and published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from trainer.keys.provider import Keys, Use
from trainer.transparency import checkpoint, stamps
from trainer.transparency.entries import leaf
from trainer.transparency.models import (
    LogCheckpoint,
    LogCosignature,
    LogEntry,
    LogLeaf,
    LogTile,
    LogTimestamp,
    LogWaiting,
    LogWitness,
)
from trainer.transparency.note import Malformed, Note, Verifier
from trainer.transparency.service.placing import differences
from trainer.transparency.tiles import WIDTH, Edge, Full, split
from trainer.transparency.tree import leaf_hash

CHUNK = 10_000


@dataclass
class Report:
    """What was looked at, and what is wrong; a fault names the first entry it concerns where there is one."""

    entries: int = 0
    checkpoints: int = 0
    faults: list[tuple[int | None, str]] = field(default_factory=list)

    @property
    def first_wrong(self) -> int | None:
        """The first entry that is not what it was."""
        return min((index for index, _says in self.faults if index is not None), default=None)

    def blame(self, index: int | None, says: str) -> None:
        """Write down one fault."""
        self.faults.append((index, says))


def audit(session: Session, keys: Keys, origin: str, outside: Path) -> Report:
    """Derive the log again: leaves, tiles, roots, checkpoints, signatures, and what is kept outside the database."""
    report = Report()
    _tree(session, report, _heads(session, keys, origin, report))
    _strays(session, report)
    _witnesses(session, report)
    _timestamps(session, report)
    for says in differences(session, keys, origin, outside):
        report.blame(None, says)
    return report


def _heads(session: Session, keys: Keys, origin: str, report: Report) -> dict[int, set[bytes]]:
    """The roots that were signed, by size; faults where a checkpoint does not say what its row does."""
    roots: dict[int, set[bytes]] = defaultdict(set)
    before = 0
    for found in session.scalars(select(LogCheckpoint).order_by(LogCheckpoint.id)):
        report.checkpoints += 1
        try:
            head, _at = checkpoint.read(found.note, origin, keys.every(Use.LOG))
        except Malformed as error:
            report.blame(None, f"checkpoint {found.id}: {error}")
            continue
        roots[head.size].add(head.root)
        if (head.size, head.root) != (found.size, found.root):
            report.blame(None, f"checkpoint {found.id}: the row is not what was signed")
        if head.size < before:
            report.blame(head.size, f"checkpoint {found.id} is of {head.size} entries, the one before of {before}")
        before = head.size
    return roots


def _tree(session: Session, report: Report, roots: dict[int, set[bytes]]) -> None:
    """Grow the tree anew, entry by entry, and compare whatever it passes."""
    edge, sound = Edge(0, {}), True
    _compare(report, edge, roots, 0)
    agreed = 0
    for place, derived, stored in _leaves(session):
        if place != edge.size:
            report.blame(edge.size, f"entry {edge.size} is missing")
            return
        if derived != stored:
            report.blame(place, f"entry {place} is not what was logged")
            sound = False
        for tile in edge.grow([stored]):
            _same_tile(session, report, tile)
        report.entries = edge.size
        if edge.size in roots and sound and not _compare(report, edge, roots, agreed):
            sound = False
        agreed = edge.size if edge.size in roots else agreed
    if edge.size != max(roots, default=0):
        report.blame(edge.size, f"the tree has {edge.size} entries, and {max(roots, default=0)} were published")


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


def _compare(report: Report, edge: Edge, roots: dict[int, set[bytes]], agreed: int) -> bool:
    """Whether the tree has the root that was signed at its size."""
    if not roots.get(edge.size, {edge.root}) - {edge.root}:
        return True
    between = f"one of the entries from {agreed} on" if agreed + 1 < edge.size else f"entry {agreed}"
    report.blame(agreed, f"{between} is not what the checkpoint of {edge.size} entries was signed over")
    return False


def _same_tile(session: Session, report: Report, derived: Full) -> None:
    """A full tile must be there as the leaves below it make it."""
    stored = session.get(LogTile, (derived.level, derived.number))
    name = f"tile {derived.level}/{derived.number}"
    first = derived.number * WIDTH ** (derived.level + 1)
    if stored is None:
        report.blame(first, f"{name} is missing")
    elif stored.hashes != derived.hashes:
        pairs = zip(split(derived.hashes), split(stored.hashes), strict=False)
        wrong = next((place for place, (left, right) in enumerate(pairs) if left != right), 0)
        report.blame(first + wrong * WIDTH**derived.level, f"{name} is not made of the entries below it")
    elif stored.root != derived.root:
        report.blame(first, f"{name} does not have its own root")
    if stored is not None:
        session.expunge(stored)


def _strays(session: Session, report: Report) -> None:
    """Entries that neither stand nor wait, and tiles that nothing fills."""
    lost = select(LogEntry.id).where(
        LogEntry.id.not_in(select(LogLeaf.entry_id)), LogEntry.id.not_in(select(LogWaiting.entry_id))
    )
    for number in session.scalars(lost):
        report.blame(None, f"row {number} of the entries neither has a place nor waits for one")
    expected = sum(report.entries // WIDTH ** (level + 1) for level in range(8))
    if (session.scalar(select(func.count()).select_from(LogTile)) or 0) > expected:
        report.blame(None, "there are tiles beyond the tree")


def _witnesses(session: Session, report: Report) -> None:
    """Every cosignature must be true of its checkpoint."""
    rows = session.execute(
        select(LogCosignature, LogCheckpoint.note, LogWitness.key)
        .join(LogCheckpoint, LogCheckpoint.id == LogCosignature.checkpoint_id)
        .join(LogWitness, LogWitness.id == LogCosignature.witness_id)
    )
    for own, note, key in rows:
        try:
            signed = Note.parse(f"{note}{own.line}\n").signed_by([Verifier.parse(key)])
        except Malformed as error:
            report.blame(None, f"cosignature {own.id}: {error}")
            continue
        if [signature.at for _verifier, signature in signed] != [own.at]:
            report.blame(None, f"cosignature {own.id} is not what its row says")


def _timestamps(session: Session, report: Report) -> None:
    """Every timestamp must be over its checkpoint."""
    rows = session.execute(
        select(LogTimestamp, LogCheckpoint.note).join(LogCheckpoint, LogCheckpoint.id == LogTimestamp.checkpoint_id)
    )
    for own, note in rows:
        try:
            covered = stamps.covers(own.token, Note.parse(note).text.encode())
        except (stamps.Refusal, Malformed) as error:
            report.blame(None, f"timestamp {own.id}: {error}")
            continue
        if not covered:
            report.blame(None, f"timestamp {own.id} is over something else")
