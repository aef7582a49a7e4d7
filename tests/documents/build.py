"""Keys, a page and a signature for the tests of documents."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from trainer.documents import Attachment, pdf_from
from trainer.documents.findings import Trust
from trainer.documents.signing import signed
from trainer.keys import FileKeys, Issuer, Use, create
from trainer.keys.authority import ROOT

MADE, AT = datetime(2026, 11, 1, 9, tzinfo=UTC), datetime(2026, 11, 17, 10, tzinfo=UTC)
ISSUER = Issuer("Needle College", "https://college.example")
CREDENTIAL, PROOF = b'{"name": "Maren Lindqvist"}', b"c2sp.org/tlog-proof@v1\nindex 0\n"


def page(body: str = "<h1>Certificate</h1>") -> str:
    """A small page."""
    return f'<!doctype html><html lang="en"><head><title>T</title></head><body>{body}</body></html>'


def attachments(credential: bytes = CREDENTIAL) -> tuple[Attachment, ...]:
    """What travels inside a certificate."""
    return (
        Attachment("credential.json", credential, "application/json", "The credential", AT),
        Attachment("credential.tlog-proof", PROOF, "text/plain", "Its place in the public log", AT),
    )


def unsigned(body: str = "<h1>Certificate</h1>", credential: bytes = CREDENTIAL) -> bytes:
    """A small page with its attachments."""
    return pdf_from(page(body), identifier="0123", attachments=attachments(credential), at=AT)


def keys_in(folder: Path, issuer: Issuer = ISSUER) -> FileKeys:
    """The keys of an installation, made in a folder."""
    made = FileKeys(folder / "keys")
    create(made, folder / "root", issuer, now=MADE)
    return made


def trust_in(keys: FileKeys, timestamp_roots: tuple[bytes, ...] = ()) -> Trust:
    """What an examination rests on."""
    root = keys.chain(keys.current(Use.PDF).public.name)[-1]
    return Trust((root,), (keys.revoked(), keys.revocation_list(ROOT)), timestamp_roots)


def sealed(keys: FileKeys, tsa: str | None = None) -> bytes:
    """A small page, signed."""
    return signed(unsigned(), keys, at=AT, tsa=tsa)
