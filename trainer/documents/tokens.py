"""The timestamp within a signature (RFC 3161, PAdES B-T)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms, x509  # type: ignore[import-untyped] # asn1crypto ships no types
from pyhanko.sign.validation.errors import SignatureValidationError
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
    return await _judged(data, trust.timestamp_roots, message_imprint_checker(signature.signer_info))


def leads_to(token: cms.ContentInfo, roots: Sequence[bytes]) -> bool:
    """Whether a timestamp, whatever it is over, was made by an authority below one of these roots, in DER."""
    data: Any = token["content"]
    digest: bytes = data["encap_content_info"]["content"].parsed["message_imprint"]["hashed_message"].native
    try:
        return asyncio.run(_judged(data, roots, lambda _algorithm: digest)).is_trusted
    except SignatureValidationError:
        return False


async def _judged(data: Any, known: Sequence[bytes], imprint: Callable[[str], bytes]) -> Token:
    at: datetime = data["encap_content_info"]["content"].parsed["gen_time"].native
    roots = [x509.Certificate.load(each) for each in known]
    context = ValidationContext(trust_roots=roots, moment=at, allow_fetching=False, revocation_mode="soft-fail")
    told = await validate_tst_signed_data(data, context, imprint)
    is_sound = bool(told["intact"] and told["valid"])
    is_trusted = is_sound and bool(roots) and told.get("trust_problem_indic") is None
    return Token(at, told["signing_cert"].subject.human_friendly, is_sound, is_trusted)
