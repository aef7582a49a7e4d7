"""The letters about a certificate: that it is ready, what became of it, and that its last day comes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from trainer.certificates.machine import REASONS
from trainer.certificates.models import Certificate, CertificateEvent
from trainer.certificates.rests import BY_ATTEMPT
from trainer.certificates.rules import basis_words, grouped
from trainer.documents import fill
from trainer.mail import Letter

SUBJECT = "Your certificate is ready"
CHANGED = {
    "suspended": "Your certificate is suspended",
    "reinstated": "Your certificate is in force again",
    "review": "Your certificate is under review",
    "rescored": "Your certificate is under review",
    "cleared": "The review of your certificate has ended",
    "revoked": "Your certificate is revoked",
    "reissued": "Your certificate has a new file",
    "withdrawn": "Your certificate is withdrawn",
}


def ready_letter(certificate: Certificate, to: str) -> Letter:
    """The letter that goes out once with a new term, told from its record."""
    record = certificate.record
    more = {
        "basis": basis_words(record["basis"], record["supervision"]).lower(),
        "thorax": next(part["state"] for part in record["scope"] if part["part"] == "thorax"),
        "host": urlsplit(record["url"]).netloc,
    }
    return _letter(f"certificate-ready:{certificate.id}", "certificate_ready", SUBJECT, certificate, to, **more)


def changed_letter(certificate: Certificate, event: CertificateEvent, to: str) -> Letter:
    """What happened to a term, for which class of reasons, and what its holder can do."""
    resits = event.until is not None and event.reason in BY_ATTEMPT
    more = {
        "kind": event.kind,
        "reason": REASONS[event.reason] if event.reason else "",
        "until": event.until.isoformat() if event.until else "",
        "may_resit": resits,
    }
    return _letter(
        f"certificate-event:{event.key}", "certificate_changed", CHANGED[event.kind], certificate, to, **more
    )


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
