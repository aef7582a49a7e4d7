"""The letters about a certificate: that it is ready, what became of it, and that its last day comes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from trainer.accounts.models import Person
from trainer.certificates.machine import REASONS
from trainer.certificates.models import Certificate, CertificateEvent
from trainer.certificates.reviews import Resitting, Review, review_of
from trainer.certificates.rules import State, basis_words, grouped
from trainer.core import clock
from trainer.documents import fill
from trainer.mail import Letter
from trainer.transparency.entries import Kind

SUBJECT = "Your certificate is ready"
CHANGED = {
    (Kind.SUSPENDED, State.SUSPENDED): "Your certificate is suspended",
    (Kind.REINSTATED, State.ACTIVE): "Your certificate is in force again",
    (Kind.REINSTATED, State.UNDER_REVIEW): "Your certificate is under review and no longer suspended",
    (Kind.REVIEW, State.UNDER_REVIEW): "Your certificate is under review",
    (Kind.REVIEW, State.SUSPENDED): "Your suspended certificate is to be reviewed",
    (Kind.RESCORED, State.UNDER_REVIEW): "Your certificate is under review",
    (Kind.RESCORED, State.SUSPENDED): "Your suspended certificate is to be reviewed",
    (Kind.CLEARED, State.ACTIVE): "The review of your certificate has ended",
    (Kind.REVOKED, State.REVOKED): "Your certificate is revoked",
    (Kind.WITHDRAWN, State.WITHDRAWN): "Your certificate is withdrawn",
}
"""What a letter is about: what happened, and where the term stands after it."""
SIGNED_AGAIN = "Your certificate has a new file"
SUSPENSION_OVER = "The suspension of your certificate has ended"


def ready_letter(certificate: Certificate, to: str) -> Letter:
    """The letter that goes out once with a new term, told from its record."""
    record = certificate.record
    more = {
        "basis": basis_words(record["basis"], record["supervision"]).lower(),
        "thorax": next(part["state"] for part in record["scope"] if part["part"] == "thorax"),
        "host": urlsplit(record["url"]).netloc,
    }
    return _letter(f"certificate-ready:{certificate.id}", "certificate_ready", SUBJECT, certificate, to, **more)


def changed_letter(session: Session, certificate: Certificate, event: CertificateEvent, *, now: datetime) -> Letter:
    """What happened to a term, for which class of reasons, where it stands now, and what its holder can do."""
    state, holder = State(certificate.state), session.get_one(Person, certificate.series.person_id)
    is_told = event.kind != Kind.REISSUED and state in (State.SUSPENDED, State.UNDER_REVIEW)
    review = review_of(session, certificate, now=now) if is_told else None
    is_over = clock.day_of(now, certificate.record["zone"]) > certificate.expires_on
    more = {
        "kind": event.kind,
        "reason": REASONS[event.reason] if event.reason else "",
        "is_suspended": state is State.SUSPENDED,
        "is_over": is_over,
        "review": review,
        "if_passed": _if_passed(review, state) if review else "",
    }
    subject = _subject(Kind(event.kind), state, is_over=is_over)
    return _letter(f"certificate-event:{event.key}", "certificate_changed", subject, certificate, holder.email, **more)


def _subject(kind: Kind, state: State, *, is_over: bool) -> str:
    if kind is Kind.REISSUED:
        return SIGNED_AGAIN
    if is_over and (kind, state) == (Kind.REINSTATED, State.ACTIVE):
        return SUSPENSION_OVER
    return CHANGED[kind, state]


def _if_passed(review: Review, state: State) -> str:
    """What passing the free resit leads to, where there is one to be had."""
    if review.resitting is not Resitting.FREE:
        return ""
    comes = "If you pass, a new certificate takes the place of this one"
    if state is State.SUSPENDED:
        return f"{comes} once the suspension has ended."
    return f"{comes} once the other questions about it are settled." if review.is_asked else f"{comes}."


def expiry_letter(certificate: Certificate, key: str, left: int, to: str) -> Letter:
    """That the last day of a term comes, in so many days."""
    subject = (
        "Your certificate ends today" if left == 0 else f"Your certificate ends in {left} day{'' if left == 1 else 's'}"
    )
    return _letter(key, "certificate_expires", subject, certificate, to, left=left, course=certificate.record["course"])


def expiry_key(certificate_id: int, days: int) -> str:
    """The key of a reminder: each goes out once."""
    return f"certificate-expires:{certificate_id}:{days}"


def _letter(key: str, template: str, subject: str, certificate: Certificate, to: str, **more: Any) -> Letter:
    record = certificate.record
    values = {
        "subject": subject,
        "facts": {"issuer": record["issuer"]},
        "record": record,
        "grouped": grouped(certificate.identifier),
        "home": record["url"].rpartition("/v/")[0],
        **more,
    }
    return Letter(
        key=key, to=to, subject=subject, body=fill(f"mail/{template}.txt", **values),
        html=fill(f"mail/{template}.html", **values),
    )  # fmt: skip
