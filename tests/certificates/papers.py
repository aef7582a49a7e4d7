"""A certificate on paper, really rendered and signed, and what can be done to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO

from flask import Flask
from pyhanko.pdf_utils.generic import TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pypdf import PdfWriter
from sqlalchemy import select

from tests.build import NOON
from tests.certificates import build
from trainer.certificates import tasks
from trainer.certificates.models import Certificate
from trainer.certificates.service import Workshop, certificate_pdf, issue_pending
from trainer.certificates.service.book import logged
from trainer.certificates.service.page import CREDENTIAL, PROOF, signed_page
from trainer.documents import Attachment
from trainer.documents.signing import signed
from trainer.transparency.proof import Proof

Change = Callable[[bytes], bytes]


def printed(app: Flask, *, now: datetime = NOON) -> tuple[Certificate, Workshop, bytes]:
    """A certificate with its real page; the holder's licence is in force at that moment, whenever it is."""
    own, until = app.extensions["trainer"], (now + timedelta(days=300)).date()
    with own.database.write() as session:
        build.certified(session, "Alice Ash", "limbs", now=now, expires_on=until)
    with app.app_context():
        workshop = tasks.workshop()
    issue_pending(own.database, workshop, now=now)
    with own.database.session() as session:
        found = session.scalars(select(Certificate)).one()
    return found, workshop, workshop.storage.get(found.pdf_key or "")


def appended(pdf: bytes) -> bytes:
    """Something added behind the end, as a reader that edits does it."""
    file = BytesIO(pdf)
    writer = IncrementalPdfFileWriter(file)
    writer.root["/Lang"] = TextStringObject("de")
    writer.update_root()
    writer.write_in_place()
    return file.getvalue()


def flipped(pdf: bytes) -> bytes:
    """One byte changed in the middle of a stream that is signed."""
    at = pdf.index(b"stream") + 40
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def unsigned(certificate: Certificate) -> bytes:
    """The same page without a signature."""
    return certificate_pdf(certificate.record, at=datetime(2026, 11, 20, tzinfo=UTC))


def written_again(pdf: bytes) -> bytes:
    """The same file as another program writes it, without its signature."""
    writer = PdfWriter(clone_from=BytesIO(pdf))
    for name in ("/AcroForm", "/Perms"):
        del writer.root_object[name]
    writer.remove_annotations("/Widget")
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    return _written(writer)


def scan() -> bytes:
    """A page of somebody else's, without a word."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    return _written(writer)


def locked() -> bytes:
    """The same, which only a password opens."""
    writer = PdfWriter(clone_from=BytesIO(scan()))
    writer.encrypt("secret", algorithm="RC4-128")
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def signed_elsewhere(certificate: Certificate, other: Workshop) -> bytes:
    """The same page, signed by another installation."""
    return signed(unsigned(certificate), other.keys, at=NOON, tsa=None)


def proof_in_log(certificate: Certificate, workshop: Workshop) -> Proof:
    """The proof that a certificate's credential is in the log."""
    with workshop.log.database.session() as session:
        found = logged(session, certificate)
    assert found is not None
    return found


def page_again(certificate: Certificate, workshop: Workshop, proof: Proof | None = None) -> bytes:
    """Another file of the same certificate, made by whoever has the keys, later."""
    shown = proof or proof_in_log(certificate, workshop)
    return signed_page(certificate, str(shown), workshop, now=certificate.issued_at + timedelta(hours=1))


def with_credential_of(certificate: Certificate, other: Certificate, workshop: Workshop) -> bytes:
    """The page of one certificate with the credential and the proof of another, signed by ourselves."""
    credential, proof = workshop.storage.get(other.credential_key or ""), str(proof_in_log(other, workshop)).encode()
    attachments = (
        Attachment(CREDENTIAL, credential, "application/vc", "Another's", at=NOON),
        Attachment(PROOF, proof, "text/plain", "Another's", at=NOON),
    )
    pdf = certificate_pdf(certificate.record, attachments=attachments, at=NOON)
    return signed(pdf, workshop.keys, at=NOON)
