"""Signing a PDF: PAdES (ETSI EN 319 142-1), certified so that nothing may be changed, in one revision."""

from __future__ import annotations

import asyncio
from datetime import datetime
from io import BytesIO

from asn1crypto import x509  # type: ignore[import-untyped] # asn1crypto ships no types
from asn1crypto.algos import SignedDigestAlgorithm  # type: ignore[import-untyped] # the same
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko_certvalidator.registry import SimpleCertificateStore

from trainer.documents.timestamps import Authority
from trainer.keys import Key, Keys, Use

FIELD = "IssuerSignature"
READABLE_FIELD = "Signature of the issuer"
DIGEST = "sha256"
LONGEST_SIGNATURE = 72
"""Bytes of an ECDSA signature over P-256 in DER, at most."""
ROOM, ROOM_WITH_TIMESTAMP = 8 * 1024, 24 * 1024
"""Hexadecimal digits kept free for the signature: twice its bytes, with space for a long chain of the authority."""


class OwnSigner(Signer):
    """Signs with one of our keys, wherever it is kept."""

    def __init__(self, key: Key, chain: tuple[bytes, ...]) -> None:
        own, *above = (x509.Certificate.load(each) for each in chain)
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call] # its constructor has no types
        store.register_multiple(above[:-1])
        super().__init__(
            signing_cert=own, cert_registry=store, embed_roots=False,
            signature_mechanism=SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        )  # fmt: skip
        self.key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The signature over the signed attributes; our keys know one digest."""
        if digest_algorithm != DIGEST:
            raise ValueError(f"our keys sign {DIGEST}, not {digest_algorithm}")
        return bytes(LONGEST_SIGNATURE) if dry_run else self.key.sign(data)


class PlainPdfSigner(PdfSigner):
    """Signs as PDF 1.7: the library announces ECDSA as an extension of PDF 2.0, on which PDF/A-3 does not rest."""

    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
        """Announce PAdES and nothing else."""
        pdf_out.register_extension(ESIC_EXTENSION_1)


class SignatureOnly(IncrementalPdfFileWriter):
    """Adds to a file without touching its metadata, which says when the page was made and what standards it keeps."""

    def _update_meta(self) -> None:
        """Leave them: the library would write the time of its own clock, and write the XMP anew in its own words."""


def signed(pdf: bytes, keys: Keys, *, at: datetime, tsa: str | None = None) -> bytes:
    """The PDF with our signature behind it: the file as it was is the beginning of the signed one.

    PAdES B-T with a timestamp of the authority at the address `tsa`, else B-B. NoTimestamp when that authority cannot
    be asked; NoKeys when there is no key for PDFs.
    """
    key = keys.current(Use.PDF)
    signer = PlainPdfSigner(
        PdfSignatureMetadata(
            field_name=FIELD, md_algorithm=DIGEST, subfilter=SigSeedSubFilter.PADES, certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
        ),
        OwnSigner(key, keys.chain(key.public.name)),
        timestamper=Authority(tsa) if tsa else None,
        new_field_spec=SigFieldSpec(
            FIELD, readable_field_name=READABLE_FIELD,
            invis_sig_settings=InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True),
        ),
    )  # fmt: skip
    return asyncio.run(_signed(pdf, signer, at, ROOM_WITH_TIMESTAMP if tsa else ROOM))


def bears(pdf: bytes, certificate: bytes) -> bool:
    """Whether the signature at the end of a file of ours carries this certificate, in DER."""
    return certificate.hex().encode() in pdf[pdf.rfind(b"/Contents <") :].lower()


async def _signed(pdf: bytes, signer: PdfSigner, at: datetime, room: int) -> bytes:
    """As PdfSigner signs, but at a moment that is given."""
    session = signer.init_signing_session(SignatureOnly(BytesIO(pdf)))
    session.system_time = at
    document = session.prepare_tbs_document(validation_info=None, bytes_reserved=room, appearance_text_params=None)
    output = BytesIO()
    prepared, _ = document.digest_tbs_document(output=output)
    await document.perform_signature(prepared.document_digest, PdfCMSSignedAttributes(signing_time=at))
    return output.getvalue()
