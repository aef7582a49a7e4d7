"""The largest certificates that we issue stay far below what a file from a stranger may cost us."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from pyhanko.pdf_utils.decode_limits import DecodeLimits, DocumentDecodeBudget, StreamDecodeLimits

from tests.build import NOON
from tests.certificates import papers
from tests.certificates.records import record
from tests.certificates.test_paper import EXTREMES
from trainer.certificates.anchors import anchors_of
from trainer.certificates.service import certificate_pdf
from trainer.certificates.service.page import CREDENTIAL, PROOF
from trainer.documents import Attachment, examining
from trainer.documents.checking import examine
from trainer.documents.signing import signed

SHARE = 8
LARGEST = [
    *EXTREMES,
    record("ابن عبد الرحمن " * 6, "limbs", "neck", "trunk", "thorax"),
    record("בן דוד " * 14, "limbs", "neck", "trunk", "thorax"),
    record("Nguyễn Ελένη Юлія " * 5, "limbs", "neck", "trunk", "thorax", covers=["Sômething rather long to say"] * 8),
]


def a_share_of(most: int | None) -> StreamDecodeLimits:
    assert most
    return StreamDecodeLimits(max_output_size=most // SHARE)


def test_the_largest_need_an_eighth_of_what_a_file_may_cost(
    app: Flask, monkeypatch: pytest.MonkeyPatch, clock_address: str
) -> None:
    certificate, workshop, _ = papers.printed(app)
    trust = anchors_of(workshop.keys, workshop.issuer.base_url).trust
    credential = workshop.storage.get(certificate.credential_key or "") * 4
    proof = (
        str(papers.proof_in_log(certificate, workshop)).encode()
        + b"a hash beside the way to the root, in base 64\n" * 64
    )
    inside = [
        Attachment(name, data, "text/plain", name, at=NOON) for name, data in ((CREDENTIAL, credential), (PROOF, proof))
    ]

    def page(said: dict[str, Any]) -> bytes:
        return certificate_pdf(said, attachments=inside, at=NOON, timestamped=True)

    timed = signed(page(LARGEST[5]), workshop.keys, at=NOON, tsa=clock_address)
    assert examine(timed, trust).is_ours
    limits, budget = examining.LIMITS, examining.LIMITS.document_budget
    assert budget
    monkeypatch.setattr(examining, "LIMITS", DecodeLimits(
        per_stream=a_share_of(limits.per_stream.max_output_size),
        per_purpose={use: a_share_of(limit.max_output_size) for use, limit in limits.per_purpose.items()},
        document_budget=DocumentDecodeBudget(base_allowance=budget.base_allowance // SHARE, max_ratio=0),
    ))  # fmt: skip
    for pdf in (timed, *(signed(page(said), workshop.keys, at=NOON) for said in LARGEST)):
        assert examining.examined(pdf, trust).is_ours
