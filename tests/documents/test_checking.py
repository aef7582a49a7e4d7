"""What an uploaded file is told: ours as it is, or the first reason why not."""

from __future__ import annotations

import subprocess
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PageObject, copy_into_new_writer
from pypdf import PdfReader, PdfWriter

from tests.documents.build import AT, CREDENTIAL, ISSUER, PROOF, keys_in, sealed, trust_in, unsigned
from trainer.documents.checking import LARGEST, examine
from trainer.documents.examining import examined
from trainer.documents.findings import Check, Trust
from trainer.documents.signing import signed
from trainer.keys import FileKeys

pytestmark = pytest.mark.pure


def fails(pdf: bytes, trust: Trust) -> Check:
    """The one check that fails; nothing is read from such a file."""
    found = examined(pdf, trust)
    assert not found.is_ours
    assert found.attachments == {}
    (failed,) = [finding.check for finding in found.findings if finding.ok is False]
    assert failed is found.findings[-1].check
    return failed


def test_our_file_passes_every_check_and_gives_its_attachments(own: FileKeys, small: bytes) -> None:
    found = examine(small, trust_in(own))
    assert found.is_ours
    assert found == examined(small, trust_in(own))
    assert [finding.check for finding in found.findings] == list(Check)
    assert found.attachments == {"credential.json": CREDENTIAL, "credential.tlog-proof": PROOF}
    assert found.signed_at == AT


def flipped(pdf: bytes, at: int) -> bytes:
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def page_appended(pdf: bytes) -> bytes:
    """As an editor adds a page: the file grows by a revision."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    writer.insert_page(PageObject(contents=writer.add_object(StreamObject(stream_data=b"")), media_box=(0, 0, 9, 9)))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def title_replaced(pdf: bytes) -> bytes:
    """A later object stream that replaces an object of the first."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    writer.root["/Lang"] = writer.root["/Lang"]
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def rewritten(pdf: bytes) -> bytes:
    """All objects written anew, the signature with them."""
    out = BytesIO()
    copy_into_new_writer(IncrementalPdfFileWriter(BytesIO(pdf)).prev).write(out)
    return out.getvalue()


def gap_widened(pdf: bytes) -> bytes:
    """The end of the signed ranges moved, so that something unsigned fits in at the end."""
    return pdf + b"% unsigned\n"


def padding_filled(pdf: bytes) -> bytes:
    """Something hidden in the zeros behind the signature."""
    end = pdf.index(b"0>", pdf.index(b"/Contents <"))
    return pdf[: end - 8] + b"DEADBEEF" + pdf[end:]


@pytest.mark.parametrize("change", [page_appended, title_replaced, gap_widened, padding_filled])
def test_what_was_added_after_signing_is_seen(own: FileKeys, small: bytes, change: Callable[[bytes], bytes]) -> None:
    assert fails(change(small), trust_in(own)) is Check.WHOLE


@pytest.mark.parametrize("share", [0.02, 0.2, 0.5, 0.8])
def test_a_changed_byte_is_seen(own: FileKeys, small: bytes, share: float) -> None:
    at = int(share * small.index(b"/Contents <"))
    assert not examined(flipped(small, at), trust_in(own)).is_ours


def test_every_kind_of_change_within_the_signed_bytes_is_seen(own: FileKeys, small: bytes) -> None:
    trust = trust_in(own)
    stream = small.index(b"stream") + 20
    assert fails(flipped(small, stream), trust) is Check.UNCHANGED
    assert b"20261117100000Z" in small[stream:]
    assert fails(small.replace(b"20261117100000Z", b"20361117100000Z"), trust) is Check.UNCHANGED
    assert fails(rewritten(small), trust) in (Check.UNCHANGED, Check.WHOLE)


def test_a_swapped_attachment_is_seen(own: FileKeys, small: bytes) -> None:
    old, new = (zlib.compress(each, 9) for each in (CREDENTIAL, CREDENTIAL.replace(b"Maren", b"Mario")))
    assert old in small
    assert len(old) == len(new)
    assert fails(small.replace(old, new), trust_in(own)) is Check.UNCHANGED


def test_a_whole_page_around_a_strangers_attachment_is_not_ours(own: FileKeys, tmp_path: Path) -> None:
    stranger = keys_in(tmp_path)
    forged = signed(unsigned(credential=b'{"name": "Mallory"}'), stranger, at=AT)
    assert fails(forged, trust_in(own)) is Check.ISSUER


def test_the_same_names_with_other_keys_are_not_ours(own: FileKeys, tmp_path: Path) -> None:
    double = keys_in(tmp_path, ISSUER)
    assert fails(sealed(double), trust_in(own)) is Check.ISSUER
    assert examined(sealed(double), trust_in(double)).is_ours


def test_without_its_signature_a_file_says_nothing(own: FileKeys, small: bytes) -> None:
    assert fails(unsigned(), trust_in(own)) is Check.SIGNED
    writer = PdfWriter(clone_from=PdfReader(BytesIO(small)))
    del writer.root_object["/AcroForm"]
    out = BytesIO()
    writer.write(out)
    assert fails(out.getvalue(), trust_in(own)) is Check.SIGNED


def test_a_second_signature_is_not_ours(own: FileKeys, tmp_path: Path) -> None:
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner  # noqa: PLC0415 - one test needs it

    from trainer.documents.signing import OwnSigner  # noqa: PLC0415 - the same
    from trainer.keys import Use  # noqa: PLC0415 - the same

    key = own.current(Use.PDF)
    approval = PdfSigner(PdfSignatureMetadata(field_name="Another"), OwnSigner(key, own.chain(key.public.name)))
    once = approval.sign_pdf(IncrementalPdfFileWriter(BytesIO(unsigned()))).getvalue()
    assert fails(once, trust_in(own)) is Check.CERTIFIED
    approval = PdfSigner(PdfSignatureMetadata(field_name="Third"), OwnSigner(key, own.chain(key.public.name)))
    twice = approval.sign_pdf(IncrementalPdfFileWriter(BytesIO(once))).getvalue()
    assert fails(twice, trust_in(own)) is Check.SIGNED


def test_an_encrypted_file_is_not_ours(own: FileKeys, small: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(small)
    subprocess.run(["qpdf", "--encrypt", "", "x", "256", "--", "a.pdf", "b.pdf"], cwd=tmp_path, check=True)
    assert fails((tmp_path / "b.pdf").read_bytes(), trust_in(own)) is Check.READABLE


@pytest.mark.parametrize(
    "data",
    [
        b"", b"PK\x03\x04", b"\xff" * 4096, b"%PDF-", b"%PDF-1.7\n%%EOF", b"%PDF-1.7\nstartxref\n9\n%%EOF",
        b"%PDF-1.7\n" * 99,
    ],
)  # fmt: skip
def test_what_is_no_pdf_is_told_so(own: FileKeys, data: bytes) -> None:
    found = (examined if data.startswith(b"%PDF-") else examine)(data, trust_in(own))
    assert [finding.ok for finding in found.findings] == [False]
    assert found.findings[0].check is Check.READABLE


def test_a_file_that_is_too_large_is_not_even_opened(own: FileKeys, small: bytes) -> None:
    assert "5 million bytes" in examine(small + bytes(LARGEST), trust_in(own)).findings[0].says


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n%%EOF", b"\0"])
def test_nothing_at_all_may_follow_the_signed_bytes(own: FileKeys, small: bytes, end: bytes) -> None:
    assert examined(small + end, trust_in(own)).is_ours == (end == b"")


def test_part_of_a_file_is_not_ours(own: FileKeys, small: bytes) -> None:
    for share in (0.1, 0.5, 0.9, 0.999):
        assert not examined(small[: int(share * len(small))], trust_in(own)).is_ours
