"""The badge of a certificate as a picture that carries its credential."""

from __future__ import annotations

from datetime import date

from trainer.certificates.models import Certificate
from trainer.credentials.badge import badge_svg, plain_png
from trainer.credentials.baking import bake_png, bake_svg
from trainer.documents import written_day

DRAWN = {"svg": "image/svg+xml", "png": "image/png"}
"""The forms a badge has, and what they are called on the wire."""


def badge(certificate: Certificate, credential: bytes, form: str) -> bytes:
    """The badge in one of its forms; the PNG bears no words, the SVG says what is certified, by whom and until when."""
    if form == "png":
        return bake_png(plain_png(), credential)
    record = certificate.record
    until = f"until {written_day(date.fromisoformat(record['expires_on']))}"
    return bake_svg(badge_svg(title=record["certificate"], issuer=record["issuer"], until=until), credential)
