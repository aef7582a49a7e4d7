"""Our signature, looked at with tools written by others: poppler, pyHanko's command, qpdf and openssl."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pypdf import PdfReader

from tests.documents.build import AT, sealed, trust_in, unsigned
from tests.documents.elsewhere import by_pdfsig, by_pyhanko, run
from tests.timestamping import openssl
from trainer.documents.signing import signed
from trainer.documents.timestamps import NoTimestamp
from trainer.keys import FileKeys

pytestmark = pytest.mark.pure


def contents(pdf: bytes) -> bytes:
    """The CMS in a signed file, without what fills its place up."""
    field = PdfReader(BytesIO(pdf)).root_object["/AcroForm"]["/Fields"][0].get_object()
    return cms.ContentInfo.load(bytes(field["/V"]["/Contents"].original_bytes)).dump()


def signed_bytes(pdf: bytes) -> bytes:
    """What the signature covers."""
    field = PdfReader(BytesIO(pdf)).root_object["/AcroForm"]["/Fields"][0].get_object()
    start, before, after, length = field["/V"]["/ByteRange"]
    return pdf[start : start + before] + pdf[after : after + length]


def test_the_signed_file_begins_with_the_unsigned_one_and_adds_one_revision(small: bytes) -> None:
    plain = unsigned()
    assert small.startswith(plain)
    assert small.count(b"%%EOF") == 2
    assert len(small) - len(plain) < 14_000


def test_the_field_is_invisible_printed_named_and_off_the_page(small: bytes) -> None:
    field = PdfReader(BytesIO(small)).root_object["/AcroForm"]["/Fields"][0].get_object()
    assert field["/TU"] == "Signature of the issuer"
    print_flag, hidden_flag = 4, 2
    assert field["/F"] & print_flag
    assert not field["/F"] & hidden_flag
    left, bottom, right, top = field["/Rect"]
    assert (left, bottom) == (right, top)
    assert right < 0
    assert top < 0


def test_it_stays_pdf_1_7_and_keeps_its_metadata(small: bytes) -> None:
    before, after = (PdfReader(BytesIO(each)) for each in (unsigned(), small))
    assert "/Version" not in after.root_object
    assert list(after.root_object["/Extensions"]) == ["/ESIC"]
    assert after.xmp_metadata is not None
    assert after.root_object["/Metadata"].get_object().get_data() == (
        before.root_object["/Metadata"].get_object().get_data()
    )
    assert after.metadata == before.metadata


def test_pdfsig_finds_it_valid_trusted_and_over_the_whole_document(own: FileKeys, small: bytes, tmp_path: Path) -> None:
    said = by_pdfsig(tmp_path, small, trust_in(own).roots[0])
    assert "Signature is Valid" in said
    assert "Certificate is Trusted" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert re.search(r"Signing Time: Nov 17 2026 10:00:00", said)


def test_pyhanko_and_qpdf_find_nothing_wrong(own: FileKeys, small: bytes, tmp_path: Path) -> None:
    said = by_pyhanko(tmp_path, small, trust_in(own).roots[0], at=AT + timedelta(days=1))
    assert "The signature is judged VALID" in said
    assert "No syntax or stream encoding errors found" in run(tmp_path, "qpdf", "--check", "signed.pdf")
    assert "2 embedded files" in run(tmp_path, "pdfdetach", "-list", "signed.pdf")


def test_openssl_verifies_the_signature_and_its_timestamp(
    own: FileKeys, clock_folder: Path, clock_address: str, tmp_path: Path
) -> None:
    pdf = sealed(own, clock_address)
    (tmp_path / "cms").write_bytes(contents(pdf))
    (tmp_path / "content").write_bytes(signed_bytes(pdf))
    root = x509.load_der_x509_certificate(trust_in(own).roots[0])
    (tmp_path / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))
    openssl(tmp_path, "cms", "-verify", "-inform", "DER", "-in", "cms", "-content", "content", "-CAfile", "root.pem",
            "-purpose", "any", "-binary", "-out", "verified", "-attime", str(int(AT.timestamp())))  # fmt: skip
    assert (tmp_path / "verified").read_bytes() == signed_bytes(pdf)
    (signer,) = cms.ContentInfo.load(contents(pdf))["content"]["signer_infos"]
    (token,) = [each["values"][0] for each in signer["unsigned_attrs"]]
    (tmp_path / "token").write_bytes(token.dump())
    (tmp_path / "signature").write_bytes(signer["signature"].native)
    openssl(tmp_path, "ts", "-verify", "-token_in", "-in", "token", "-data", "signature",
            "-CAfile", str(clock_folder / "tsa-root.pem"))  # fmt: skip
    assert "signing_time" not in {each["type"].native for each in signer["signed_attrs"]}


@pytest.mark.parametrize("answer", [b"", b"no", b"0" * 70_000, b"\x30\x03\x02\x01\x00"])
def test_an_authority_that_answers_nonsense_stops_the_signing(
    own: FileKeys, clock_folder: Path, clock_address: str, answer: bytes
) -> None:
    (clock_folder / "answer").write_bytes(answer)
    with pytest.raises(NoTimestamp):
        signed(unsigned(), own, at=AT, tsa=clock_address)


def test_a_token_for_another_signature_is_refused(own: FileKeys, clock_folder: Path, clock_address: str) -> None:
    sealed(own, clock_address)
    (clock_folder / "answer").write_bytes((clock_folder / "reply").read_bytes())
    with pytest.raises(NoTimestamp):
        signed(unsigned(), own, at=AT, tsa=clock_address)


def test_an_authority_that_is_not_there_stops_the_signing(own: FileKeys) -> None:
    with pytest.raises(NoTimestamp, match="cannot be reached"):
        signed(unsigned(), own, at=AT, tsa="http://127.0.0.1:1/tsa")
