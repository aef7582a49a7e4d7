"""Names of many scripts are set as they are written, or refused."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.certificates.records import record
from trainer.certificates.service import certificate_pdf
from trainer.documents import Unset, direction_of, is_plain, unset
from trainer.documents.fonts import faces, is_wide, pieces

pytestmark = pytest.mark.pure
PLAIN = ["Łukasz Żółć-Ångström", "Nguyễn Thị Ánh", "Ελένη Παπαδοπούλου", "Юлія Шевченко", "Siân O’Neill", "Ķęstučiai Ħ"]
WIDE = ["Ọlámidé Ẹ̀bùn Ọ̀ṣun", "Rūta Gražinė́", "R̥ṣi Patel", "Ɓala Ƙofa"]
OTHER = ["مُحَمَّد الخطيب", "אַבְרָהָם כהן", "علی رضا", "جبران خلیل", "ژاله پورچیستا", "لأله ٹھکرال"]


@pytest.mark.parametrize("name", [*PLAIN, *WIDE, *OTHER])
def test_names_of_many_languages_can_be_set(name: str) -> None:
    assert unset(unicodedata.normalize("NFC", name)) == []


@pytest.mark.parametrize(
    "name", ["李小龙", "สมชาย", "अमित", "Alice 🪡", "A\ue000", "A\u0378", "7\u20e3", "\u0301A", "𝔄"]
)
def test_what_no_font_has_is_named(name: str) -> None:
    assert unset(name) != []
    with pytest.raises(Unset, match="No font of ours"):
        certificate_pdf(record(name))


def test_only_names_that_need_them_read_the_large_fonts() -> None:
    assert all(is_plain(name) for name in PLAIN)
    assert not any(is_plain(unicodedata.normalize("NFC", name)) for name in (*WIDE, *OTHER))


def test_a_mark_that_the_usual_font_would_set_beside_its_letter_asks_for_the_wide_one() -> None:
    assert is_wide("Ẹ́")
    assert is_wide(unicodedata.normalize("NFC", "Gražinė\u0301"))
    assert not is_wide("Żółć")
    assert not is_wide("مُحَمَّد")


@pytest.mark.parametrize(
    ("text", "direction"),
    [("Alice", "ltr"), ("محمد", "rtl"), ("אב Alice", "rtl"), ("7 محمد", "rtl"), ("", "ltr"), ("7", "ltr")],
)
def test_a_text_runs_as_its_first_letter_does(text: str, direction: str) -> None:
    assert direction_of(text) == direction


@given(st.text(max_size=40))
def test_pieces_lose_nothing_and_begin_with_a_letter(text: str) -> None:
    found = list(pieces(text))
    assert "".join(found) == text
    assert all(not unicodedata.category(piece[0]).startswith("M") for piece in found[1:])


@given(st.text(st.sampled_from("aẹėÅźЖά\u0301\u0323\u0308א\u05b8م\u064e李"), max_size=12))
def test_what_can_be_set_is_set_by_one_font_letter_by_letter(text: str) -> None:
    refused = set(unset(text))
    for piece in pieces(text):
        assert (piece in refused) is not any(face.sets(piece) for face in faces())


def mapped(pdf: bytes) -> list[str]:
    """What every glyph of every font stands for."""
    resources: Any = PdfReader(BytesIO(pdf)).pages[0]["/Resources"]
    maps = [each.get_object()["/ToUnicode"].get_object().get_data() for each in resources["/Font"].values()]
    pairs = [pair for one in maps for pair in re.findall(rb"<[0-9a-f]{4}> <([0-9a-f]*)>", one.partition(b"bfchar")[2])]
    return [bytes.fromhex(text.decode()).decode("utf-16-be") for text in pairs]


@pytest.mark.parametrize("name", [*WIDE, *OTHER, "مَحَ حم", "Ẹ̀ Ẹ e"])
def test_such_names_are_set_in_embedded_fonts_and_can_be_read_back(name: str, tmp_path: Path) -> None:
    name = unicodedata.normalize("NFC", name)
    pdf = certificate_pdf(record(name))
    (tmp_path / "a.pdf").write_bytes(pdf)
    listed = subprocess.run(["pdffonts", "a.pdf"], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    for line in listed.splitlines()[2:]:
        assert "+Doc-" in line
        assert line.split()[-5:-2] == ["yes", "yes", "yes"]
    texts = mapped(pdf)
    assert "" not in texts
    assert set(name) <= set("".join(texts))
    said = subprocess.run(["pdftotext", "-raw", "a.pdf", "-"], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert set(name) <= set(unicodedata.normalize("NFC", said.stdout)) | {" "}
