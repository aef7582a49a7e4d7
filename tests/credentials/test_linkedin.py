"""The address that adds a certificate to a profile."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from trainer.credentials import add_to_profile

pytestmark = pytest.mark.pure


def test_every_field_is_filled_in_and_escaped() -> None:
    made = add_to_profile(
        name="Dry needling & more", issuer="Trainer=1", issued_on=date(2026, 11, 3), expires_on=date(2028, 11, 2),
        url="https://certify.example/v/1?a=b#c", identifier="7ZK4",
    )  # fmt: skip
    parts = urlsplit(made)
    assert (parts.scheme, parts.netloc, parts.path, parts.fragment) == ("https", "www.linkedin.com", "/profile/add", "")
    assert parse_qs(parts.query, strict_parsing=True) == {
        "startTask": ["CERTIFICATION_NAME"], "name": ["Dry needling & more"], "organizationName": ["Trainer=1"],
        "issueYear": ["2026"], "issueMonth": ["11"], "expirationYear": ["2028"], "expirationMonth": ["11"],
        "certUrl": ["https://certify.example/v/1?a=b#c"], "certId": ["7ZK4"],
    }  # fmt: skip
