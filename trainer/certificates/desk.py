"""What those who look after certificates see: the list with its filters, what waits for a second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from trainer.accounts.models import Person
from trainer.certificates.machine import LED_TO
from trainer.certificates.models import Certificate, CertificateEvent, CertificateMotion, CertificateSeries
from trainer.certificates.queries import IS_PROPOSED
from trainer.certificates.rules import State, normalise
from trainer.certificates.service.since import Step, steps

WAITING, EXPIRED, OVERDUE, ANY = "waiting", "expired", "overdue", "any"
FILTERS = {
    ANY: "Any",
    State.ACTIVE.value: "Active",
    WAITING: "Waiting for a second person",
    State.UNDER_REVIEW.value: "Under review",
    OVERDUE: "Review overdue",
    State.SUSPENDED.value: "Suspended",
    EXPIRED: "Expired",
    State.SUPERSEDED.value: "Superseded",
    State.REVOKED.value: "Revoked",
    State.WITHDRAWN.value: "Withdrawn",
}
SHORTEST_IDENTIFIER = 4
_REVIEWED_UNTIL = (
    select(CertificateEvent.until)
    .where(CertificateEvent.certificate_id == Certificate.id, CertificateEvent.kind.in_(LED_TO[State.UNDER_REVIEW]))
    .order_by(CertificateEvent.number.desc())
    .limit(1)
    .scalar_subquery()
)
"""The last day of the review that was opened last; null where that one has none."""


@dataclass(frozen=True)
class Wanted:
    """Which terms somebody looks for: by words of the name, an e-mail or the beginning of an identifier; in a state."""

    text: str
    state: str
    today: date


@dataclass(frozen=True)
class Row:
    """One term in the list, with its holder, and whether something waits for a second person."""

    certificate: Certificate
    holder: Person
    is_waiting: bool


@dataclass(frozen=True)
class Waiting:
    """What was proposed for a term, by whom, about whom."""

    motion: CertificateMotion
    certificate: Certificate
    proposed_by: Person
    holder_id: int
    steps: list[Step]

    @property
    def since(self) -> list[Step]:
        """What has happened to the term since it was proposed."""
        return [step for step in self.steps if step[0] > self.motion.proposed_at]


def how_many(session: Session, wanted: Wanted) -> int:
    """How many terms are wanted."""
    query = select(func.count(Certificate.id)).join(CertificateSeries, CertificateSeries.id == Certificate.series_id)
    query = query.join(Person, Person.id == CertificateSeries.person_id).where(*_conditions(wanted))
    return session.scalar(query) or 0


def rows(session: Session, wanted: Wanted, *, offset: int, limit: int) -> list[Row]:
    """The wanted terms, newest first."""
    query = select(Certificate, Person, IS_PROPOSED).join(
        CertificateSeries, CertificateSeries.id == Certificate.series_id
    )
    query = query.join(Person, Person.id == CertificateSeries.person_id).where(*_conditions(wanted))
    found = session.execute(query.order_by(Certificate.id.desc()).offset(offset).limit(limit))
    return [Row(*row) for row in found]


def waiting(session: Session) -> list[Waiting]:
    """Everything that waits for a second person, the oldest first."""
    query = (
        select(CertificateMotion, Certificate, Person, CertificateSeries.person_id)
        .join(Certificate, Certificate.id == CertificateMotion.certificate_id)
        .join(CertificateSeries, CertificateSeries.id == Certificate.series_id)
        .join(Person, Person.id == CertificateMotion.proposed_by_id)
        .where(CertificateMotion.outcome.is_(None))
        .order_by(CertificateMotion.id)
    )
    return [Waiting(*row, steps(session, row[1].id)) for row in session.execute(query).all()]


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    return _about(wanted.text) + ([] if wanted.state == ANY else [_in_state(wanted)])


def _in_state(wanted: Wanted) -> ColumnElement[bool]:
    if wanted.state == WAITING:
        return IS_PROPOSED
    if wanted.state == OVERDUE:
        return and_(Certificate.state == State.UNDER_REVIEW.value, wanted.today > _REVIEWED_UNTIL)
    if wanted.state == EXPIRED:
        return and_(Certificate.state == State.ACTIVE.value, Certificate.expires_on < wanted.today)
    if wanted.state == State.ACTIVE.value:
        return and_(Certificate.state == State.ACTIVE.value, Certificate.expires_on >= wanted.today)
    return Certificate.state == wanted.state


def _about(text: str) -> list[ColumnElement[bool]]:
    """Every word stands in the name of the account, the certified name or the e-mail; or it begins the identifier."""
    symbols = normalise(text)
    begins = Certificate.identifier.startswith(symbols, autoescape=True)
    certified = Certificate.record["name"].as_string()
    found = [
        or_(*(column.icontains(word, autoescape=True) for column in (Person.name, Person.email, certified)))
        for word in text.split()
    ]
    return [or_(begins, and_(*found))] if found and len(symbols) >= SHORTEST_IDENTIFIER else found
