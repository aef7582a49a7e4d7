"""The address that adds a certificate to somebody's LinkedIn profile."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

ADDRESS = "https://www.linkedin.com/profile/add"


def add_to_profile(*, name: str, issuer: str, issued_on: date, expires_on: date, url: str, identifier: str) -> str:
    """The address that opens LinkedIn's form filled in; what is shared is where to verify, never a file."""
    fields = {
        "startTask": "CERTIFICATION_NAME",
        "name": name,
        "organizationName": issuer,
        "issueYear": issued_on.year,
        "issueMonth": issued_on.month,
        "expirationYear": expires_on.year,
        "expirationMonth": expires_on.month,
        "certUrl": url,
        "certId": identifier,
    }
    return f"{ADDRESS}?{urlencode(fields)}"
