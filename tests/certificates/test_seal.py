"""The very file that an installation issued, looked at with tools written by others."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests.build import NOON
from tests.certificates import papers
from tests.documents.build import trust_in
from tests.documents.elsewhere import by_pdfsig, by_pyhanko, run
from trainer.keys import FileKeys


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """Keys of their own: whoever looks trusts their root and no other."""
    return tmp_path / "keys"


def test_others_find_an_issued_certificate_whole_sealed_and_readable(app: Flask, tmp_path: Path) -> None:
    certificate, workshop, pdf = papers.printed(app)
    assert isinstance(workshop.keys, FileKeys)
    (root,) = trust_in(workshop.keys).roots
    said = by_pdfsig(tmp_path, pdf, root)
    for words in ("Signature is Valid", "Certificate is Trusted", "Total document signed", "ETSI.CAdES.detached"):
        assert said.count(words) == 1, said
    assert "The signature is judged VALID" in by_pyhanko(tmp_path, pdf, root, at=NOON + timedelta(days=1))
    assert "No syntax or stream encoding errors found" in run(tmp_path, "qpdf", "--check", "signed.pdf")
    assert "2 embedded files" in run(tmp_path, "pdfdetach", "-list", "signed.pdf")
    fonts = run(tmp_path, "pdffonts", "signed.pdf").splitlines()[2:]
    assert [line.split()[-5:-2] for line in fonts] == [["yes"] * 3] * len(fonts)  # embedded, subset, mapped to Unicode
    assert fonts
    run(tmp_path, "pdftoppm", "-r", "200", "-png", "-singlefile", "signed.pdf", "page")
    assert run(tmp_path, "zbarimg", "-q", "--raw", "page.png").strip() == certificate.record["url"]


@pytest.mark.parametrize("change", [papers.flipped, papers.appended])
def test_others_tell_a_changed_one(app: Flask, tmp_path: Path, change: papers.Change) -> None:
    _, workshop, pdf = papers.printed(app)
    assert isinstance(workshop.keys, FileKeys)
    said = by_pdfsig(tmp_path, change(pdf), trust_in(workshop.keys).roots[0])
    assert not ("Signature is Valid" in said and "Total document signed" in said), said
