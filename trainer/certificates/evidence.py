"""Everything that verdicts rest on, read for one certificate or a thousand in the same few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.certificates import commitments
from trainer.certificates.models import Certificate, CertificateEvent, CertificateSeries, CertificationDecision
from trainer.licensing.models import Licence
from trainer.transparency.entries import Kind
from trainer.transparency.models import LogCheckpoint, LogEntry, LogLeaf

Row = TypeVar("Row")


@dataclass(frozen=True)
class Entered:
    """One entry of the public log about a certificate; `place` is None while it waits for one.

    `logged_at` is when the log first signed a tree that has it.
    """

    key: str
    kind: str
    commitment: str
    at: datetime
    place: int | None
    logged_at: datetime | None


@dataclass(frozen=True)
class Evidence:
    """What the database holds of one certificate and its holder's licences; `terms` and `licences` newest first."""

    certificate: Certificate
    terms: tuple[Certificate, ...]
    decision: CertificationDecision
    events: tuple[CertificateEvent, ...]
    entries: tuple[Entered, ...]
    licences: tuple[Licence, ...]

    def logged_at(self, commitment: str) -> datetime | None:
        """When the log first had what somebody committed to."""
        return next((entry.logged_at for entry in self.entries if entry.commitment == commitment), None)

    def entry_of(self, kind: Kind) -> Entered | None:
        """The first entry of a kind."""
        return next((entry for entry in self.entries if entry.kind == kind), None)


def open_to_all(session: Session, identifiers: Iterable[str]) -> dict[str, Certificate]:
    """The certificates with these identifiers that their holders show; what is paused is as if it were not there."""
    query = select(Certificate).where(Certificate.identifier.in_(list(identifiers)), Certificate.paused_at.is_(None))
    return {found.identifier: found for found in session.scalars(query)}


def gathered(session: Session, certificates: Sequence[Certificate]) -> list[Evidence]:
    """The evidence on each of these certificates, in their order."""
    holders = _holders(session, certificates)
    terms = _by(lambda row: row.series_id, _terms(session, certificates))
    events = _by(lambda row: row.certificate_id, _events(session, certificates))
    licences = _by(lambda row: row.person_id, _licences(session, holders.values()))
    decisions = {row.id: row for row in _decisions(session, certificates)}
    entries = _entries(session, certificates)
    return [
        Evidence(
            one, tuple(terms[one.series_id]), decisions[one.decision_id], tuple(events[one.id]),
            tuple(entries[commitments.subject(one)]), tuple(licences[holders[one.series_id]]),
        )
        for one in certificates
    ]  # fmt: skip


def licences_behind(session: Session, certificate: Certificate) -> tuple[Licence, ...]:
    """The licences of a certificate's holder, newest first."""
    return tuple(_licences(session, _holders(session, [certificate]).values()))


def _by(of: Callable[[Row], int], rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[of(row)].append(row)
    return found


def _holders(session: Session, certificates: Sequence[Certificate]) -> dict[int, int]:
    """Whose each series is."""
    query = select(CertificateSeries.id, CertificateSeries.person_id)
    return dict(session.execute(query.where(CertificateSeries.id.in_({one.series_id for one in certificates}))).all())


def _terms(session: Session, certificates: Sequence[Certificate]) -> Iterable[Certificate]:
    """Every term of these series that its holder shows, newest first."""
    query = select(Certificate).where(Certificate.series_id.in_({one.series_id for one in certificates}))
    return session.scalars(query.where(Certificate.paused_at.is_(None)).order_by(Certificate.id.desc()))


def _events(session: Session, certificates: Sequence[Certificate]) -> Iterable[CertificateEvent]:
    query = select(CertificateEvent).where(CertificateEvent.certificate_id.in_([one.id for one in certificates]))
    return session.scalars(query.order_by(CertificateEvent.number))


def _decisions(session: Session, certificates: Sequence[Certificate]) -> Iterable[CertificationDecision]:
    wanted = [one.decision_id for one in certificates]
    return session.scalars(select(CertificationDecision).where(CertificationDecision.id.in_(wanted)))


def _licences(session: Session, people: Iterable[int]) -> Iterable[Licence]:
    return session.scalars(select(Licence).where(Licence.person_id.in_(set(people))).order_by(Licence.id.desc()))


def _entries(session: Session, certificates: Sequence[Certificate]) -> dict[str, list[Entered]]:
    """What the public log says of each subject, in the order it was entered."""
    first = select(LogCheckpoint.at).where(LogCheckpoint.size > LogLeaf.place).order_by(LogCheckpoint.size)
    logged_at = first.limit(1).correlate(LogLeaf).scalar_subquery()
    columns = (
        LogEntry.subject, LogEntry.key, LogEntry.kind, LogEntry.commitment, LogEntry.at, LogLeaf.place, logged_at,
    )  # fmt: skip
    query = select(*columns).outerjoin(LogLeaf, LogLeaf.entry_id == LogEntry.id)
    found: dict[str, list[Entered]] = defaultdict(list)
    subjects = [commitments.subject(one) for one in certificates]
    for row in session.execute(query.where(LogEntry.subject.in_(subjects)).order_by(LogEntry.id)):
        found[row[0]].append(Entered(*row[1:]))
    return found
