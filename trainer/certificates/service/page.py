"""The signed page of a certificate, with its credential and the proof that it stands in the public log."""

from __future__ import annotations

from datetime import datetime

from trainer.certificates.models import Certificate
from trainer.certificates.service.render import certificate_pdf
from trainer.certificates.service.workshop import Workshop
from trainer.documents import Attachment, signed

CREDENTIAL, PROOF = "credential.json", "credential.tlog-proof"


def signed_page(certificate: Certificate, proof: str, workshop: Workshop, *, now: datetime) -> bytes:
    """The PDF as it is kept: rendered from the record, attachments inside, certified so that any change shows."""
    credential = workshop.storage.get(certificate.credential_key or "")
    attachments = (
        Attachment(CREDENTIAL, credential, "application/vc", "The certificate as an Open Badge", at=now),
        Attachment(PROOF, proof.encode(), "text/plain", "Proof that it stands in the public log", at=now),
    )
    pdf = certificate_pdf(certificate.record, attachments=attachments, at=now, timestamped=workshop.log.authority is not None)
    return signed(pdf, workshop.keys, at=now, tsa=workshop.log.authority)
