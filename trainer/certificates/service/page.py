"""The signed page of a certificate, with its credential and the proof that it stands in the public log."""

from __future__ import annotations

from datetime import datetime

from trainer.certificates.models import Certificate
from trainer.certificates.service.render import certificate_pdf
from trainer.certificates.service.workshop import Workshop
from trainer.documents import Attachment
from trainer.documents.signing import signed

CREDENTIAL, PROOF = "credential.json", "credential.tlog-proof"


def signed_page(certificate: Certificate, proof: str, workshop: Workshop, *, now: datetime) -> bytes:
    """The PDF as it is kept: rendered from the record, attachments inside, certified so that any change shows."""
    credential = workshop.storage.get(certificate.credential_key or "")
    attachments = (
        Attachment(CREDENTIAL, credential, "application/vc", "The certificate as an Open Badge", at=now),
        Attachment(PROOF, proof.encode(), "text/plain", "Proof that it stands in the public log", at=now),
    )
    authority = workshop.log.authority
    pdf = certificate_pdf(certificate.record, attachments=attachments, at=now, timestamped=authority is not None)
    return signed(pdf, workshop.keys, at=now, tsa=authority)
