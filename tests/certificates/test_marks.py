"""What claims to be a certificate of ours is told from any other file, however it was packed again."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from flask import Flask

from tests.certificates import papers
from trainer.certificates.marks import MOST_STREAMS, bears_marks
from trainer.documents import pdf_from

pytestmark = pytest.mark.usefixtures("noon")
TITLE = "Certificate GJ6HB-7H6NW-VVR14-D2PF2-DBSQQ-HD: "


@pytest.fixture
def ours(app: Flask) -> bytes:
    return papers.printed(app)[2]


def packed(pdf: bytes, how: str, where: Path) -> bytes:
    """The same file with its objects in streams, or none of them."""
    (where / "in.pdf").write_bytes(pdf)
    subprocess.run(["qpdf", f"--object-streams={how}", where / "in.pdf", where / "out.pdf"], check=True)
    return (where / "out.pdf").read_bytes()


def test_a_certificate_is_known_however_it_was_written_again(ours: bytes, tmp_path: Path) -> None:
    assert bears_marks(ours)
    assert bears_marks(b"X" + ours[1:])
    again = papers.written_again(ours)
    assert b"/ByteRange" not in again
    for how in ("generate", "disable"):
        assert bears_marks(packed(again, how, tmp_path))


def titled(title: bytes) -> bytes:
    return b"%PDF-1.7\n1 0 obj <</Title " + title + b">> endobj"


def test_our_title_is_a_mark_in_every_writing() -> None:
    wide = b"\xfe\xff" + f"{TITLE}Łukasz".encode("utf-16-be")
    assert bears_marks(titled(b"(" + TITLE.encode() + b"Alice Ash)"))
    assert bears_marks(titled(b"(" + wide + b")"))
    assert bears_marks(titled(b"<" + wide.hex().encode() + b">"))
    assert bears_marks(titled(b"<" + wide.hex().upper().encode() + b">"))
    assert bears_marks(f"<rdf:li xml:lang='x-default'>{TITLE}Alice Ash</rdf:li>".encode())


def test_the_authority_of_a_signature_is_a_mark() -> None:
    for address in (b"http://a.example/pki/ca.crl", b"https://a.example/pki/ca-12.crl"):
        assert bears_marks(titled(b"() /Contents <" + address.hex().encode() + b"00>"))
    assert not bears_marks(titled(b"() /Contents <" + b"http://a.example/pki/certs.crl".hex().encode() + b"00>"))


def test_what_only_speaks_of_a_certificate_bears_none() -> None:
    html = f"<title>My life</title><p><a href='https://a.example/v/GJ6HB7H6NWVVR14D2PF2DBSQQHD'>{TITLE}me</a></p>"
    assert not bears_marks(pdf_from(html, identifier="cv"))
    assert not bears_marks(titled(b"(Valid: " + TITLE.encode() + b")"))
    assert not bears_marks(b"")


def test_hostile_packings_are_read_within_bounds() -> None:
    assert not bears_marks(b"/ObjStm stream\n" * 10 * MOST_STREAMS + b"endstream")
    assert not bears_marks(b"/ObjStm" * 700_000)
    assert not bears_marks(b"<feff" * 900_000)
