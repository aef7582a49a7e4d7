"""The whole log derived again from its entries, and compared with everything that was written and published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from trainer.keys.provider import Keys, Use
from trainer.transparency import checkpoint, memory, stamps
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
from trainer.transparency.regrowing import Regrown, Report
from trainer.transparency.service.placing import differences
from trainer.transparency.tiles import WIDTH


def audit(
    session: Session, keys: Keys, origin: str, outside: Path, authority_roots: Sequence[bytes] = ()
) -> Report:  # fmt: skip
    """Derive the log again: leaves, tiles, roots, checkpoints, signatures, and what is kept outside the database.

    Timestamps must go back to one of the authorities' roots, in DER, where any is named. Ends any read before:
    everything is looked at as it stood at one moment, after what is kept outside, while the log may go on growing.
    """
    report, kept = Report(), memory.recall(outside)
    session.rollback()
    Regrown(session, _heads(session, keys, origin, report), report).run()
    _strays(session, report)
    _witnesses(session, report)
    _timestamps(session, authority_roots, report)
    for says in differences(session, keys, origin, kept):
        report.blame(says)
    return report


def _heads(session: Session, keys: Keys, origin: str, report: Report) -> dict[int, set[bytes]]:
    """The roots that were signed, by size; faults where a checkpoint does not say what its row does."""
    roots: dict[int, set[bytes]] = defaultdict(set)
    before = 0
    for found in session.scalars(select(LogCheckpoint).order_by(LogCheckpoint.id)):
        report.checkpoints += 1
        try:
            head, at = checkpoint.read(found.note, origin, keys.every(Use.LOG), even_compromised=True)
        except Malformed as error:
            report.blame(f"checkpoint {found.id}: {error}")
            continue
        roots[head.size].add(head.root)
        if (head.size, head.root, at) != (found.size, found.root, found.at.replace(microsecond=0)):
            report.blame(f"checkpoint {found.id}: the row is not what was signed")
        if head.size < before:
            report.blame(f"checkpoint {found.id} is of {head.size} entries, the one before of {before}", head.size)
        before = head.size
    return roots


def _strays(session: Session, report: Report) -> None:
    """Entries that neither stand nor wait, and tiles that nothing fills."""
    lost = select(LogEntry.id).where(
        LogEntry.id.not_in(select(LogLeaf.entry_id)), LogEntry.id.not_in(select(LogWaiting.entry_id))
    )
    for number in session.scalars(lost):
        report.blame(f"row {number} of the entries neither has a place nor waits for one")
    expected = sum(report.entries // WIDTH ** (level + 1) for level in range(8))
    if (session.scalar(select(func.count()).select_from(LogTile)) or 0) > expected:
        report.blame("there are tiles beyond the tree")


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
            report.blame(f"cosignature {own.id}: {error}")
            continue
        if [signature.at for _verifier, signature in signed] != [own.at]:
            report.blame(f"cosignature {own.id} is not what its row says")


def _timestamps(session: Session, roots: Sequence[bytes], report: Report) -> None:
    """Every timestamp must be over its checkpoint, of the moment its row says, by an authority that is known."""
    rows = session.execute(
        select(LogTimestamp, LogCheckpoint.note).join(LogCheckpoint, LogCheckpoint.id == LogTimestamp.checkpoint_id)
    )
    for own, note in rows:
        try:
            is_over_it = stamps.covers(own.token, Note.parse(note).text.encode())
            at = stamps.said(own.token).at
        except (stamps.Refusal, Malformed) as error:
            report.blame(f"timestamp {own.id}: {error}")
            continue
        if not is_over_it:
            report.blame(f"timestamp {own.id} is over something else")
        if at != own.at:
            report.blame(f"timestamp {own.id} is not what its row says")
        if roots and not stamps.is_below(own.token, roots):
            report.blame(f"timestamp {own.id} goes back to no certificate in TRAINER_TSA_ROOTS")
