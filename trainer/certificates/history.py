"""The history of a certification as anybody may read it: each event with its day and the class of its reason. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from trainer.certificates import commitments
from trainer.certificates.evidence import Evidence
from trainer.certificates.machine import HAPPENED, REASONS
from trainer.certificates.models import Certificate, CertificateEvent
from trainer.certificates.rules import KNOWLEDGE
from trainer.core import clock
from trainer.documents import written_day
from trainer.transparency.entries import Kind


@dataclass(frozen=True)
class Happening:
    """One event of a term: its day in the zone of the issuer, what happened, and the class of the reason if any.

    An issue is of the moment that the record states, also where the certificate waited for its signature.

    `until` is the last day of a review, `begun_on` the first day of the term, and `stated` what its entry in the public
    log commits to.
    """

    on: date
    says: str
    because: str
    until: date | None
    identifier: str
    begun_on: date
    is_this: bool
    stated: dict[str, Any]

    @property
    def words(self) -> str:
        """The event in one line."""
        because = f": {self.because}" if self.because else ""
        return f"{self.says}{because}{f' (until {written_day(self.until.isoformat())})' if self.until else ''}"


def history_of(evidence: Evidence) -> tuple[Happening, ...]:
    """Every event of a term and of the others of its series that are shown, the last that was written down first.

    Clocks differ between machines; events of a series are written one after another, and numbered so.
    """
    terms = {term.id: term for term in (*evidence.terms, evidence.certificate)}
    newest_first = sorted(evidence.of_series, key=lambda event: event.id, reverse=True)
    before = {term.superseded_by_id: term for term in terms.values()}
    return tuple(_line(event, terms[event.certificate_id], before, evidence.certificate) for event in newest_first)


def _line(
    event: CertificateEvent, term: Certificate, before: Mapping[int | None, Certificate], this: Certificate
) -> Happening:
    at = term.issued_at if event.kind == Kind.ISSUED else event.at
    return Happening(
        on=clock.day_of(at, term.record["zone"]),
        says=_says(event, term, before.get(term.id)),
        because=REASONS[event.reason] if event.reason else "",
        until=event.until,
        identifier=term.identifier,
        begun_on=term.issued_on,
        is_this=term.id == this.id,
        stated=commitments.stated(term, event) | {"at": clock.stamp(at)},
    )


def _says(event: CertificateEvent, term: Certificate, before: Certificate | None) -> str:
    """What happened; of an issue also what was assessed, of a renewal how the term `before` goes on, if shown."""
    says = HAPPENED[Kind(event.kind)]
    if event.kind == Kind.RENEWED and before is not None:
        first, last = (written_day(one.expires_on.isoformat()) for one in (before, term))
        return f"Renewal of the term until {first}, now until {last}"
    if event.kind != Kind.ISSUED:
        return says
    return f"{says}, {'knowledge only' if term.record['basis'] == KNOWLEDGE else term.record['basis']}"
