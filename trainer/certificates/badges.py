"""The badge of a certificate as a picture that carries its credential."""

from __future__ import annotations

from trainer.certificates.models import Certificate
from trainer.credentials.badge import badge_svg, plain_png
from trainer.credentials.baking import bake_png, bake_svg
from trainer.documents import written_day


def badge(certificate: Certificate, credential: bytes, name: str) -> bytes:
    """`badge.png` or `badge.svg`; the PNG bears no words, the SVG says what is certified, by whom and until when."""
    if name == "badge.png":
        return bake_png(plain_png(), credential)
    record = certificate.record
    until = f"until {written_day(record['expires_on'])}"
    return bake_svg(badge_svg(title=record["certificate"], issuer=record["issuer"], until=until), credential)
