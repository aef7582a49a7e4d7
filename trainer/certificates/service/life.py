"""Moving a term: by one who may, by two who may, or by the system; each time written down and told the holder."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from trainer.accounts import queries as people
from trainer.accounts.service import Part, require_apart
from trainer.certificates import machine, queries
from trainer.certificates.machine import MOVES, Move
from trainer.certificates.models import Certificate, CertificateEvent
from trainer.certificates.rules import State
from trainer.certificates.service.book import Grounds, note
from trainer.certificates.service.letter import changed_letter
from trainer.certificates.service.since import happened, require_seen
from trainer.core.errors import Conflict, Invalid, Refused
from trainer.mail import post
from trainer.web.permissions import Role, permissions_of

LONGEST_DETAIL = 2000
OWN = "Nobody decides about their own certificate. A colleague does this one."


def move(
    session: Session, certificate_id: int, verb: str, grounds: Grounds, *, now: datetime, seen: int | None = None
) -> CertificateEvent:
    """Make a move that one person may make alone. `seen` is how many events they knew of.

    The same asked again gives the event it led to; Stale when something else has happened in the meantime.
    """
    certificate, step = queries.locked(session, certificate_id), MOVES[verb]
    if step.second or step.needs is None:
        raise Refused(f"This takes another way: nobody can {step.words.lower()} alone.")
    require_right(session, certificate, step, grounds, now=now)
    if (repeated := repeat_of(session, certificate, step, grounds, seen)) is not None:
        return repeated
    return make(session, certificate, step, grounds, now=now)


def make(
    session: Session, certificate: Certificate, step: Move, grounds: Grounds, *, now: datetime
) -> CertificateEvent:
    """Change the state of a locked term, write it down, and tell the holder; Conflict when it cannot go there."""
    require_origin(certificate, step)
    kinds = [event.kind for event in queries.events_of(session, certificate.id)]
    reached = machine.after(step, State(certificate.state), in_review=machine.is_in_review(kinds))
    certificate.state = reached.value
    event = note(session, certificate, step.kind, grounds, now=now)
    post(session, changed_letter(session, certificate, event, now=now), now=now)
    return event


def require_origin(certificate: Certificate, step: Move) -> None:
    """Raise Conflict unless the move can be made from where the term stands."""
    if State(certificate.state) not in step.origins:
        stands = certificate.state.replace("_", " ")
        raise Conflict(f"The certificate is {stands}, and from there it cannot be {step.done}.")


def require_right(session: Session, certificate: Certificate, step: Move, grounds: Grounds, *, now: datetime) -> None:
    """Raise unless whoever asks may make this move, about somebody else, for a reason that fits it."""
    if grounds.by is None or step.needs not in permissions_of(roles_of(session, grounds.by)):
        raise Refused(f"This takes the right to {step.needs}. Ask an administrator if you should have it.")
    require_other(session, certificate, step, grounds.by, now=now)
    if grounds.reason not in step.reasons:
        raise Invalid("Choose one of the reasons offered.")
    if not grounds.detail.strip() or len(grounds.detail) > LONGEST_DETAIL:
        raise Invalid(f"Say what happened, in up to {LONGEST_DETAIL} letters. Only staff see it.")


def require_other(session: Session, certificate: Certificate, step: Move, person_id: int, *, now: datetime) -> None:
    """Raise Refused when this is the holder, or somebody to whom the holder lately gave the right."""
    holder, other = Part(certificate.series.person_id), Part(person_id, step.needs)
    require_apart(session, holder, other, alone=OWN, now=now, zone=certificate.record["zone"])


def roles_of(session: Session, person_id: int) -> frozenset[Role]:
    """What a person is here; nothing once their account is closed."""
    person = people.person(session, person_id)
    return frozenset(Role(row.role) for row in person.roles) if person.is_active else frozenset()


def repeat_of(
    session: Session, certificate: Certificate, step: Move, grounds: Grounds, seen: int | None
) -> CertificateEvent | None:
    """The event to which the same request led before; Stale when what happened since is something else."""
    events = queries.events_of(session, certificate.id)
    following = events[seen] if seen is not None and 0 <= seen < len(events) else None
    if following is not None and _is_same(following, step, grounds):
        return following
    require_seen(certificate, happened(events), seen)
    return None


def _is_same(event: CertificateEvent, step: Move, grounds: Grounds) -> bool:
    asked = (step.kind.value, grounds.reason, grounds.detail, grounds.by)
    return (event.kind, event.reason, event.detail, event.by_id) == asked
