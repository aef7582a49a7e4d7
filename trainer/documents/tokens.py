"""The timestamp within a signature (RFC 3161, PAdES B-T)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import x509  # type: ignore[import-untyped] # asn1crypto ships no types
from pyhanko.sign.validation.generic_cms import (
    extract_tst_data_iter,
    message_imprint_checker,
    validate_tst_signed_data,
)
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

from trainer.documents.findings import Trust


@dataclass(frozen=True)
class Token:
    """What an authority confirmed: sound when it fits this signature and holds, trusted when we know whose it is."""

    at: datetime
    authority: str
    is_sound: bool
    is_trusted: bool


async def token_of(signature: EmbeddedPdfSignature, trust: Trust) -> Token | None:
    """The first timestamp over a signature, or None; the authority is trusted when it leads to a root we were given."""
    data: Any = next(iter(extract_tst_data_iter(signature.signer_info, signed=False)), None)
    if data is None:
        return None
    at: datetime = data["encap_content_info"]["content"].parsed["gen_time"].native
    roots = [x509.Certificate.load(each) for each in trust.timestamp_roots]
    context = ValidationContext(trust_roots=roots, moment=at, allow_fetching=False, revocation_mode="soft-fail")
    told = await validate_tst_signed_data(data, context, message_imprint_checker(signature.signer_info))
    is_sound = bool(told["intact"] and told["valid"])
    is_trusted = is_sound and bool(roots) and told.get("trust_problem_indic") is None
    return Token(at, told["signing_cert"].subject.human_friendly, is_sound, is_trusted)
