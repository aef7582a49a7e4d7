"""The letter that says a certificate is ready."""

from __future__ import annotations

from urllib.parse import urlsplit

from trainer.certificates.models import Certificate
from trainer.certificates.rules import basis_words, grouped
from trainer.documents import fill
from trainer.mail import Letter

SUBJECT = "Your certificate is ready"


def ready_letter(certificate: Certificate, to: str) -> Letter:
    """The one letter about this certificate, told from its record."""
    record = certificate.record
    values = {
        "subject": SUBJECT,
        "facts": {"issuer": record["issuer"]},
        "record": record,
        "grouped": grouped(certificate.identifier),
        "basis": basis_words(record["basis"], record["supervision"]).lower(),
        "thorax": next(part["state"] for part in record["scope"] if part["part"] == "thorax"),
        "host": urlsplit(record["url"]).netloc,
        "home": record["url"].rpartition("/v/")[0],
    }
    return Letter(
        key=f"certificate-ready:{certificate.id}", to=to, subject=SUBJECT,
        body=fill("mail/certificate_ready.txt", **values), html=fill("mail/certificate_ready.html", **values),
    )  # fmt: skip
