"""The examination itself, as the child does it: `python -m trainer.documents.examining MEMORY SECONDS`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

from cryptography import x509
from pyhanko.pdf_utils.decode_limits import DecodeLimits, DecodePurpose, DocumentDecodeBudget, StreamDecodeLimits
from pyhanko.pdf_utils.misc import PdfDecodeLimitError, PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, enumerate_sig_fields
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from trainer.core.clock import in_words
from trainer.documents.chain import Chain, Untrusted, chain_to, listed_at, revoked_at
from trainer.documents.findings import Check, Examination, Finding, Trust, packed, requested
from trainer.documents.jail import COSTLY, enclose
from trainer.documents.tokens import Token, token_of

MEBIBYTE = 1024 * 1024
LIMITS = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=MEBIBYTE // 2),
    per_purpose={DecodePurpose.XREF_STREAM: StreamDecodeLimits(max_output_size=MEBIBYTE // 16)},
    document_budget=DocumentDecodeBudget(base_allowance=MEBIBYTE, max_ratio=0),
)
"""A page of ours decodes to a tenth of this at most. Each byte of a list of objects can cost as much as a page."""
LARGEST_ATTACHMENT = MEBIBYTE
UNREADABLE = (PdfError, SignatureValidationError, ValueError, KeyError, TypeError, IndexError, AttributeError,
              AssertionError, RecursionError, OverflowError)  # fmt: skip
"""What the library raises on files that are not what they claim."""


class Failing(Exception):
    """A check failed, and nothing after it can be believed."""

    def __init__(self, check: Check, says: str) -> None:
        super().__init__(says)
        self.finding = Finding(check, False, says)


def examined(pdf: bytes, trust: Trust) -> Examination:
    """Every finding, up to the first after which nothing can be believed. Decode limits are raised, not found."""
    findings: list[Finding] = []
    try:
        signature = _signature(pdf, findings)
        _integrity(pdf, signature, findings)
        return _provenance(signature, trust, findings)
    except Failing as failing:
        return Examination((*findings, failing.finding))
    except PdfDecodeLimitError:
        raise
    except UNREADABLE:
        return Examination((*findings, Finding(Check.READABLE, False, "The file is damaged or not built as a PDF is.")))


def _signature(pdf: bytes, findings: list[Finding]) -> EmbeddedPdfSignature:
    """The one signature of the file."""
    reader = PdfFileReader(BytesIO(pdf), decode_limits=LIMITS)
    if reader.encrypted:
        raise Failing(Check.READABLE, "The file is encrypted; our certificates never are.")
    fields = list(enumerate_sig_fields(reader, filled_status=True))
    findings.append(Finding(Check.READABLE, True, "The file is a PDF."))
    if not fields:
        raise Failing(Check.SIGNED, "The file bears no signature.")
    if len(fields) > 1:
        raise Failing(Check.SIGNED, f"The file bears {len(fields)} signatures; our certificates bear one.")
    ((name, _, field),) = fields
    signature = EmbeddedPdfSignature(reader, field, name)
    findings.append(Finding(Check.SIGNED, True, "The file bears one signature."))
    return signature


def _integrity(pdf: bytes, signature: EmbeddedPdfSignature, findings: list[Finding]) -> None:
    """The signature covers all of the file but itself, holds, and forbids changes."""
    if not covers_whole(pdf, signature):
        raise Failing(Check.WHOLE, "Something was added to the file after it was signed.")
    findings.append(Finding(Check.WHOLE, True, "The signature covers the whole file."))
    unchanged, holds = validate_sig_integrity(
        signature.signer_info, signature.signer_cert, "data", signature.compute_digest()
    )
    if not (unchanged and holds):
        raise Failing(Check.UNCHANGED, "The file was changed after it was signed.")
    findings.append(Finding(Check.UNCHANGED, True, "Nothing was changed since it was signed."))
    if signature.docmdp_level != MDPPerm.NO_CHANGES:
        raise Failing(Check.CERTIFIED, "The signature does not forbid changes, as ours does.")
    findings.append(Finding(Check.CERTIFIED, True, "The signature forbids every change."))


def covers_whole(pdf: bytes, signature: EmbeddedPdfSignature) -> bool:
    """Whether all bytes are signed but the signature itself, which stands alone in the gap, filled up with zeros."""
    start, before, after, length = (int(each) for each in signature.byte_range)
    if start != 0 or not 0 < before < after or after + length != len(pdf):
        return False
    gap = pdf[before:after]
    if not (gap.startswith(b"<") and gap.endswith(b">")):
        return False
    content = bytes.fromhex(gap[1:-1].decode("ascii"))
    return content == signature.pkcs7_content and not any(content[_length(content) :])


def _length(der: bytes) -> int:
    """The bytes of the first value in a DER encoding, its head included."""
    first = der[1]
    if first < 128:
        return 2 + first
    more = first & 127
    return 2 + more + int.from_bytes(der[2 : 2 + more])


def _provenance(signature: EmbeddedPdfSignature, trust: Trust, findings: list[Finding]) -> Examination:
    """We signed it, with a key in force; then, and only then, what it carries."""
    token = asyncio.run(token_of(signature, trust))
    at = token.at if token and token.is_trusted else signature.self_reported_timestamp
    if at is None:
        raise Failing(Check.ISSUER, "The signature does not say when it was made.")
    roots = [x509.load_der_x509_certificate(each) for each in trust.roots]
    signer, *others = (x509.load_der_x509_certificate(each.dump()) for each in _certificates(signature))
    try:
        chain = chain_to(roots, signer, others, at)
    except Untrusted as error:
        raise Failing(Check.ISSUER, f"This is not our signature: {error}.") from error
    findings.append(Finding(Check.ISSUER, True, f"Signed by {signer.subject.rfc4514_string()}."))
    in_force, revoked = _in_force(chain, trust, token)
    findings += [in_force, _time(token, at)]
    reader = signature.reader
    seen = dict(_attachments(reader)), at, revoked
    return Examination(tuple(findings), *seen, title=_title(reader), links=tuple(_links(reader)))


def _certificates(signature: EmbeddedPdfSignature) -> list[Any]:
    return [signature.signer_cert, *signature.other_embedded_certs]


def _in_force(chain: Chain, trust: Trust, token: Token | None) -> tuple[Finding, datetime | None]:
    """A key that was revoked vouches only for what an independent clock saw signed before; else when it was revoked."""
    try:
        lists = [x509.load_der_x509_crl(each) for each in trust.lists]
        moment, as_of = revoked_at(chain, lists), in_words(listed_at(chain, lists), "UTC")
    except Untrusted as error:
        return Finding(Check.IN_FORCE, None, f"Not checked: {error}."), None
    if moment is None:
        return Finding(Check.IN_FORCE, True, f"The key was not revoked as of {as_of}."), None
    if token and token.is_trusted and token.at < moment:
        return Finding(Check.IN_FORCE, True, f"The key was revoked later, on {moment:%d %B %Y}."), None
    says = f"The key was revoked on {moment:%d %B %Y}, and nothing proves an earlier time."
    return Finding(Check.IN_FORCE, False, says), moment


def _time(token: Token | None, at: datetime) -> Finding:
    """When it was signed, and who says so."""
    day = f"{at:%d %B %Y, %H:%M:%S} UTC"
    if token is None:
        return Finding(Check.TIMESTAMP, None, f"{day}, by the issuer’s own clock.")
    if not token.is_sound:
        return Finding(Check.TIMESTAMP, False, "The timestamp does not belong to this signature or does not hold.")
    who = "an independent authority" if token.is_trusted else f"{token.authority}, which is not known here"
    return Finding(Check.TIMESTAMP, True if token.is_trusted else None, f"{token.at:%d %B %Y, %H:%M:%S} UTC, by {who}.")


def _attachments(reader: PdfFileReader) -> Iterator[tuple[str, bytes]]:
    """The files inside, by name."""
    names = reader.root
    for step in ("/Names", "/EmbeddedFiles", "/Names"):
        if step not in names:
            return
        names = names[step]
    for place in range(0, len(names) - 1, 2):
        data: bytes = names[place + 1]["/EF"]["/F"].data
        if len(data) <= LARGEST_ATTACHMENT:
            yield str(names[place]), data


def _title(reader: PdfFileReader) -> str:
    """The title of the file."""
    if "/Info" not in reader.trailer_view:
        return ""
    info = reader.trailer_view["/Info"]
    return str(info["/Title"]) if "/Title" in info else ""


def _links(reader: PdfFileReader) -> Iterator[str]:
    """The addresses to which the page leads; a certificate has one page."""
    page = reader.root["/Pages"]["/Kids"][0]
    for place in range(len(page["/Annots"]) if "/Annots" in page else 0):
        annotation = page["/Annots"][place]
        if "/A" in annotation and "/URI" in annotation["/A"]:
            yield str(annotation["/A"]["/URI"])


def main() -> int:
    """Examine what comes in, within the limits; answers in JSON."""
    enclose(sys.argv[1:])
    try:
        answer = packed(examined(*requested(sys.stdin.buffer.read())))
    except PdfDecodeLimitError:
        return COSTLY
    sys.stdout.buffer.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
