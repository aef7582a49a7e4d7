"""Everything that verdicts rest on, read for one certificate or a thousand in the same few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from trainer.certificates import commitments
from trainer.certificates.models import Certificate, CertificateEvent, CertificateSeries, CertificationDecision
from trainer.licensing.models import Licence
from trainer.transparency.entries import Kind
from trainer.transparency.models import LogCheckpoint, LogEntry, LogLeaf

Row = TypeVar("Row")
THESE: BindParameter[Any] = bindparam("these", expanding=True)
"""What a statement asks for; each is put together once, which takes longer than asking it."""
OPEN = select(Certificate).where(Certificate.identifier.in_(THESE), Certificate.paused_at.is_(None))
HOLDERS = select(CertificateSeries.id, CertificateSeries.person_id).where(CertificateSeries.id.in_(THESE))
TERMS = (
    select(Certificate)
    .where(Certificate.series_id.in_(THESE), Certificate.paused_at.is_(None))
    .order_by(Certificate.id.desc())
)
EVENTS = select(CertificateEvent).where(CertificateEvent.certificate_id.in_(THESE)).order_by(CertificateEvent.number)
DECISIONS = select(CertificationDecision).where(CertificationDecision.id.in_(THESE))
LICENCES = select(Licence).where(Licence.person_id.in_(THESE)).order_by(Licence.id.desc())
FIRST_LOGGED = (
    select(LogCheckpoint.at)
    .where(LogCheckpoint.size > LogLeaf.place)
    .order_by(LogCheckpoint.size, LogCheckpoint.id)
    .limit(1)
)
ENTRIES = (
    select(LogEntry.subject, LogEntry.key, LogEntry.kind, LogEntry.commitment, LogEntry.at, LogLeaf.place)
    .add_columns(FIRST_LOGGED.correlate(LogLeaf).scalar_subquery())
    .outerjoin(LogLeaf, LogLeaf.entry_id == LogEntry.id)
    .where(LogEntry.subject.in_(THESE))
    .order_by(LogEntry.id)
)


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
    """What the database holds of one certificate and its holder's licences; `terms` and `licences` newest first.

    `of_series` are the events of this term and of all `terms`; this one is not among `terms` while it is paused.
    """

    certificate: Certificate
    terms: tuple[Certificate, ...]
    decision: CertificationDecision
    events: tuple[CertificateEvent, ...]
    entries: tuple[Entered, ...]
    licences: tuple[Licence, ...]
    of_series: tuple[CertificateEvent, ...]

    def newest_of(self, *kinds: Kind) -> Entered | None:
        """The last entry of any of these kinds."""
        return next((entry for entry in reversed(self.entries) if entry.kind in kinds), None)

    def logged_at(self, commitment: str) -> datetime | None:
        """When the log first had what somebody committed to."""
        return next((entry.logged_at for entry in self.entries if entry.commitment == commitment), None)

    def entry_of(self, kind: Kind) -> Entered | None:
        """The first entry of a kind."""
        return next((entry for entry in self.entries if entry.kind == kind), None)


def open_to_all(session: Session, identifiers: Iterable[str]) -> dict[str, Certificate]:
    """The certificates with these identifiers that their holders show; what is paused is as if it were not there."""
    return {found.identifier: found for found in session.scalars(OPEN, {"these": list(identifiers)})}


def gathered(session: Session, certificates: Sequence[Certificate]) -> list[Evidence]:
    """The evidence on each of these certificates, in their order."""
    holders = _holders(session, certificates)
    terms = _by(lambda row: row.series_id, _terms(session, certificates))
    series = {one.id: {one.id, *(term.id for term in terms[one.series_id])} for one in certificates}
    events = _by(lambda row: row.certificate_id, _events(session, set().union(*series.values())))
    licences = _by(lambda row: row.person_id, _licences(session, holders.values()))
    decisions = {row.id: row for row in _decisions(session, certificates)}
    entries = _entries(session, certificates)
    return [
        Evidence(
            one, tuple(terms[one.series_id]), decisions[one.decision_id], tuple(events[one.id]),
            tuple(entries[commitments.subject(one)]), tuple(licences[holders[one.series_id]]),
            tuple(event for term in series[one.id] for event in events[term]),
        )
        for one in certificates
    ]  # fmt: skip


def licences_behind(session: Session, certificates: Sequence[Certificate]) -> dict[int, tuple[Licence, ...]]:
    """The licences of the holder of each of these certificates, newest first, by the certificate's id."""
    holders = _holders(session, certificates)
    licences = _by(lambda row: row.person_id, _licences(session, holders.values()))
    return {one.id: tuple(licences[holders[one.series_id]]) for one in certificates}


def _by(of: Callable[[Row], int], rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[of(row)].append(row)
    return found


def _holders(session: Session, certificates: Sequence[Certificate]) -> dict[int, int]:
    """Whose each series is."""
    return dict(session.execute(HOLDERS, {"these": [one.series_id for one in certificates]}).all())


def _terms(session: Session, certificates: Sequence[Certificate]) -> Iterable[Certificate]:
    """Every term of these series that its holder shows, newest first."""
    return session.scalars(TERMS, {"these": [one.series_id for one in certificates]})


def _events(session: Session, terms: Iterable[int]) -> Iterable[CertificateEvent]:
    return session.scalars(EVENTS, {"these": sorted(terms)})


def _decisions(session: Session, certificates: Sequence[Certificate]) -> Iterable[CertificationDecision]:
    return session.scalars(DECISIONS, {"these": [one.decision_id for one in certificates]})


def _licences(session: Session, people: Iterable[int]) -> Iterable[Licence]:
    return session.scalars(LICENCES, {"these": list(set(people))})


def _entries(session: Session, certificates: Sequence[Certificate]) -> dict[str, list[Entered]]:
    """What the public log says of each subject, in the order it was entered."""
    found: dict[str, list[Entered]] = defaultdict(list)
    for row in session.execute(ENTRIES, {"these": [commitments.subject(one) for one in certificates]}):
        found[row[0]].append(Entered(*row[1:]))
    return found
