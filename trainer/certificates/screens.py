"""One certificate as those who look after it see it: its record, its life, its decision, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from trainer.accounts import queries as people
from trainer.accounts.models import Person
from trainer.certificates import machine, queries
from trainer.certificates.glance import Glance, glances
from trainer.certificates.machine import HAPPENED, Move
from trainer.certificates.models import (
    Certificate,
    CertificateEvent,
    CertificateMotion,
    CertificateTrouble,
    CertificationDecision,
)
from trainer.certificates.rules import State
from trainer.certificates.service.waiting import trouble_of
from trainer.certificates.showing import Showing
from trainer.core import clock
from trainer.transparency.entries import Kind
from trainer.web.identity import Me

EXPLAINED = {
    "suspend": "Whoever checks the certificate is told at once that it is suspended. It can be reinstated.",
    "reinstate": "The suspension ends at once. A review that was open when it began goes on.",
    "review": "Whoever checks the certificate is told that its decision is being looked at. It is not taken back.",
    "clear": "The review ends, and the certificate is active again.",
    "again": (
        "Every condition is checked anew, and a new certificate with a new identifier takes the place of this one until"
        " the same last day. It shows the name on the register and the practicals as they stand today. A superseded"
        " certificate is decided again only when the one that followed was withdrawn."
    ),
    "revoke": "The certificate is taken back for good. You propose it, and a second person has to confirm it.",
    "withdraw": (
        "The certificate should never have been issued and is withdrawn for good. You propose it, and a second person"
        " has to confirm it. One that it took the place of stays superseded, and may then be decided again."
    ),
}
GATES = {
    "pass": "Final exam passed",
    "licence": "Licence verified and current",
    "modules": "Every module done",
    "practical": "Observed practical, or knowledge only",
    "name": "Name can be printed",
    "keys": "Cannot see the keys",
    "words": "Everything on it can be printed",
    "objections": "No appeal is open",
    "undisputed": "No earlier term in question",
    "conduct": "No certificate ended for conduct since the exam",
    "newest": "No certificate from a later exam",
}


@dataclass(frozen=True)
class Sheet:
    """Everything about one term; `names` are those of whoever did something.

    `returning` is the term before a withdrawn one, where it may be decided again.
    """

    certificate: Certificate
    glance: Glance
    holder: Person
    is_mine: bool
    terms: list[tuple[Certificate, Showing]]
    events: list[CertificateEvent]
    decision: CertificationDecision
    motion: CertificateMotion | None
    moves: list[Move]
    names: dict[int, str]
    trouble: CertificateTrouble | None
    returning: Certificate | None

    @property
    def review_until(self) -> CertificateEvent | None:
        """The event that put it under review, while it is."""
        if self.certificate.state != State.UNDER_REVIEW.value:
            return None
        return queries.led_here(self.certificate, self.events)

    @property
    def motion_words(self) -> str:
        """What is proposed, in words."""
        return machine.MOVES[self.motion.verb].words if self.motion else ""

    @property
    def happened(self) -> dict[Kind, str]:
        """The words of each kind of event."""
        return HAPPENED

    @property
    def gates(self) -> dict[str, str]:
        """The words of each gate."""
        return GATES


def sheet_of(session: Session, certificate_id: int, asks: Me, *, now: datetime) -> Sheet:
    """Everything about a term, as this person sees it; nobody is offered a move of their own."""
    certificate = queries.certificate(session, certificate_id)
    holder = people.person(session, certificate.series.person_id)
    events = queries.events_of(session, certificate_id)
    motion = queries.open_motion(session, certificate_id)
    is_mine = holder.id == asks.id
    today = clock.day_of(now, certificate.record["zone"])
    moves = [] if is_mine else _offered(session, certificate, asks, today)
    involved = {event.by_id for event in events} | {event.second_id for event in events}
    involved |= {motion.proposed_by_id} if motion else set()
    terms = queries.terms_of(session, certificate.series_id)
    standing = glances(session, terms, now=now)
    return Sheet(
        certificate=certificate, glance=standing[certificate_id], holder=holder, is_mine=is_mine,
        terms=[(term, standing[term.id].showing) for term in terms], events=events,
        decision=queries.decision_of(session, certificate), motion=motion,
        moves=[step for step in moves if not (motion and step.second)], names=people.names_of(session, involved),
        trouble=trouble_of(session, certificate_id), returning=queries.returning(session, certificate, today),
    )  # fmt: skip


def _offered(session: Session, certificate: Certificate, asks: Me, today: date) -> list[Move]:
    """The moves from where it stands; a superseded one is decided again only where it may return."""
    found = machine.open_to(State(certificate.state), asks.permissions)
    if certificate.state == State.SUPERSEDED.value and not queries.may_return(session, certificate, today):
        return [step for step in found if step.verb != "again"]
    return found
