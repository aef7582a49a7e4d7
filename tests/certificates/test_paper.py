"""The PDF, looked at with tools written by others: poppler, zbar, qpdf and pypdf."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from tests.certificates.records import record
from trainer.certificates.rules import grouped
from trainer.certificates.service import certificate_html, certificate_pdf
from trainer.documents import STATIC, TooLong, square_code

LONG = "Maria da Conceição Albuquerque de Vasconcelos e Sousa-Holstein"


@pytest.fixture(scope="module")
def whole() -> bytes:
    """A certificate with everything observed."""
    return certificate_pdf(record("Maren Lindqvist", "limbs", "neck", "trunk", "thorax"))


def tool(*command: str, data: bytes, where: Path, name: str = "certificate.pdf") -> str:
    """What a tool says of a file."""
    path = where / name
    path.write_bytes(data)
    told = [part.replace("FILE", str(path)) for part in command]
    return subprocess.run(told, check=True, capture_output=True, text=True, cwd=where).stdout


def text_of(pdf: bytes, where: Path) -> str:
    """The words of a page in the order in which they are read aloud, blanks made one."""
    return " ".join(tool("pdftotext", "-raw", "FILE", "-", data=pdf, where=where).split())


def pictures(pdf: bytes, where: Path) -> Path:
    """The page as a picture."""
    tool("pdftoppm", "-r", "200", "-png", "-singlefile", "FILE", "page", data=pdf, where=where)
    return where / "page.png"


def tags(node: Any) -> Iterator[DictionaryObject]:
    """Every element of the tag tree."""
    found = node.get_object()
    if isinstance(found, list):
        for child in found:
            yield from tags(child)
    elif isinstance(found, DictionaryObject):
        yield found
        if "/K" in found:
            yield from tags(found["/K"])


def test_it_is_one_tagged_landscape_page_with_title_and_language(whole: bytes, tmp_path: Path) -> None:
    told = tool("pdfinfo", "FILE", data=whole, where=tmp_path)
    assert re.search(r"Pages:\s+1\n", told)
    assert re.search(r"Tagged:\s+yes", told)
    assert re.search(r"Page size:\s+841\.89 x 595\.276 pts \(A4\)", told)
    assert re.search(r"Title:\s+Certificate [0-9A-Z-]{32}: Maren Lindqvist, Dry needling", told)
    assert re.search(r"CreationDate:\s+Tue Nov 17 10:00:00 2026", told)
    assert "JavaScript:      no" in told
    root = PdfReader(BytesIO(whole)).root_object
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data() or b"pdfuaid" in whole


def test_every_font_is_embedded_and_is_ours(tmp_path: Path) -> None:
    for name in ("Łukasz Żółć-Ångström", "Nguyễn Thị Ánh", "Юлія Шевченко", "Ελένη Παπαδοπούλου"):
        lines = tool("pdffonts", "FILE", data=certificate_pdf(record(name)), where=tmp_path).splitlines()[2:]
        assert len(lines) >= 5
        for line in lines:
            assert re.match(r"[A-Z]{6}\+Doc-S", line), line
            assert line.split()[-5:-2] == ["yes", "yes", "yes"], line


def test_qpdf_finds_nothing_wrong(whole: bytes, tmp_path: Path) -> None:
    assert "No syntax or stream encoding errors found" in tool("qpdf", "--check", "FILE", data=whole, where=tmp_path)


@pytest.mark.parametrize(
    "base",
    ["https://certify.example", "http://127.0.0.1:8000", "https://certificates.a-rather-long-host-name.example.org"],
)
def test_the_square_code_on_the_page_leads_to_the_record_and_nowhere_else(base: str, tmp_path: Path) -> None:
    made = record("Maren Lindqvist", base=base)
    page = pictures(certificate_pdf(made), tmp_path)
    read = subprocess.run(["zbarimg", "-q", "--raw", page], check=True, capture_output=True, text=True).stdout
    assert read.strip() == made["url"]


def test_the_square_code_is_at_least_26_millimetres_without_its_quiet_zone() -> None:
    width = re.search(r"\.qr \{[^}]*width: ([\d.]+)mm", (STATIC / "css" / "documents.css").read_text("utf-8"))
    assert width
    for base in ("https://a.io", "https://certify.example", "https://certificates.a-rather-long-host-name.example.org"):
        side = square_code(record(base=base)["url"]).side
        assert float(width[1]) * (side - 8) / side >= 26


@pytest.mark.parametrize(
    "name", ["Łukasz Żółć-Ångström", "Nguyễn Thị Ánh", "<b>Bob</b> {{7*7}}", LONG, "Siân O’Neill & {% raw %}"]
)
def test_a_name_is_on_the_page_as_it_is(name: str, tmp_path: Path) -> None:
    pdf = certificate_pdf(record(name, "limbs"))
    assert name in text_of(pdf, tmp_path)
    assert len(PdfReader(BytesIO(pdf)).pages) == 1


def test_the_sentence_names_who_certifies(whole: bytes, tmp_path: Path) -> None:
    said = text_of(whole, tmp_path)
    assert "Trainer Demonstration College certifies that Maren Lindqvist has met the standard" in said
    assert "This certifies" not in said


@pytest.mark.parametrize(
    "issuer", ["كلية الوخز الجاف", "המכללה לדיקור יבש", "Πανεπιστήμιο Ƀɛ", "Royal " * 20 + "College"]
)
def test_the_issuer_stands_before_its_verb_in_every_script(issuer: str, tmp_path: Path) -> None:
    pdf = certificate_pdf(record("Alice Ash", issuer=issuer))
    told = tool("pdftotext", "-bbox", "FILE", "-", data=pdf, where=tmp_path)
    words = re.findall(r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="[\d.]+" yMax="([\d.]+)">([^<]*)', told)
    ((verb, below, _),) = [word for word in words if word[2] == "certifies"]
    line = [(float(left) > float(verb), said) for left, y, said in words if abs(float(y) - float(below)) < 6]
    assert [said for is_behind, said in line if is_behind] == ["that"]
    assert len(line) > 2


def test_it_says_what_was_observed_and_what_was_not(tmp_path: Path) -> None:
    said = text_of(certificate_pdf(record("Alice Ash", "limbs", "neck")), tmp_path)
    assert re.search(r"Limbs, neck observed 14 November 2026", said)
    assert re.search(r"Trunk not observed", said)
    assert re.search(r"Thorax not observed", said)
    assert "by unsupervised online examination and by observed practical" in said
    assert "Knowledge and observed practical, exam unsupervised." in said
    assert "Assessor of the practical" in said


def test_knowledge_only_is_said_plainly(tmp_path: Path) -> None:
    said = text_of(certificate_pdf(record("Alice Ash")), tmp_path)
    assert "by unsupervised online examination alone" in said
    assert "Knowledge only, exam unsupervised." in said
    assert "No practical observed" in said
    assert re.search(r"Limbs, neck, trunk not observed", said)


def test_the_face_carries_dates_identifier_address_and_disclaimer(whole: bytes, tmp_path: Path) -> None:
    said = text_of(whole, tmp_path)
    shown = grouped(record("Maren Lindqvist")["identifier"])
    assert shown in said.replace("- ", "-")
    assert "17 November 2026" in said
    assert "16 November 2028 that day included, UTC" in said
    assert "Always check at certify.example/v" in said
    assert "not a licence and not permission to needle" in said
    assert all(line in said for line in record()["covers"] + record()["does_not_cover"])


def test_the_face_says_whether_the_content_is_signed_off(whole: bytes, tmp_path: Path) -> None:
    assert "Content not clinically signed off" in text_of(whole, tmp_path)
    lead = {"by": "Dr Amara Osei", "on": "2026-10-02"}
    said = text_of(certificate_pdf(record(content_signed_off=lead)), tmp_path)
    assert "Dr Amara Osei" in said
    assert "not clinically signed off" not in said


def test_two_renders_are_the_same_to_the_byte(whole: bytes) -> None:
    assert certificate_pdf(record("Maren Lindqvist", "limbs", "neck", "trunk", "thorax")) == whole


def test_a_screen_reader_finds_a_heading_lists_and_one_named_figure(whole: bytes) -> None:
    found = list(tags(PdfReader(BytesIO(whole)).root_object["/StructTreeRoot"]))
    kinds = [str(node.get("/S")) for node in found]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 2
    assert kinds.count("/Link") == 1
    (alternative,) = [node.get("/Alt") for node in found if node.get("/S") == "/Figure"]
    assert str(alternative).startswith("Square code that leads to https://certify.example/v/")
    lists = [node for node in found if node.get("/S") == "/L"]
    for one in lists:
        assert {str(child.get_object()["/S"]) for child in one["/K"]} == {"/LI"}


def boxes(pdf: bytes, where: Path) -> list[tuple[float, float, float, float]]:
    """Where each word stands, in millimetres from the upper left."""
    told = tool("pdftotext", "-bbox", "FILE", "-", data=pdf, where=where)
    found = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"', told)
    return [tuple(float(side) * 25.4 / 72 for side in word) for word in found]  # type: ignore[misc] # four of them


SEAL = 213, 43, 86
"""Where the sheet has its seal: from the left, from the top and down to, in millimetres."""
FAR = "https://certificates.a-rather-long-host-name.example.org"
EXTREMES = [
    record("Maren Lindqvist", "limbs", "thorax"),
    record(LONG, "trunk", base=FAR),
    record("W" * 24, "trunk", base=FAR),
    record("Wm" * 50, "trunk", base=FAR, zone="America/Argentina/ComodRivadavia"),
    record("Anne-Sophie Müller-Lüdenscheidt van Dijk", "neck", issuer="Royal College of " + "Needling " * 6),
    record("Wm" * 50, "neck", issuer="Royal College of " + "Needling " * 9, base=FAR),
    record("Wm " * 33 + "W", "neck", covers=["Something that is rather long to say, and goes on"] * 8, base=FAR),
    record("مُحَمَّد بن عبد الرحمن بن الخطيب " * 3, "neck", assessors=["Ines Farrugia", "Tomas Adeyemi", LONG]),
    record(LONG, "limbs", certificate="Dry needling of the limbs, the neck, the trunk and the thorax: advanced"),
]


@pytest.mark.parametrize("said", EXTREMES)
def test_the_longest_texts_stay_apart_and_within_the_frame(said: dict[str, Any], tmp_path: Path) -> None:
    pdf = certificate_pdf(said)
    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    found = boxes(pdf, tmp_path)
    assert len(found) > 100
    for left, top, right, bottom in found:
        assert left > 23
        assert right < 274
        assert top > 23
        assert bottom < 187
        assert right < SEAL[0] or bottom < SEAL[1] or top > SEAL[2], "no word lies on the seal"
    for (left, top, right, bottom), other in combinations(found, 2):
        one, two = (top + bottom) / 2, (other[1] + other[3]) / 2
        is_same_line = abs(one - two) < 1
        assert is_same_line or not (left < other[2] and other[0] < right and other[1] < one < other[3])


def test_what_can_never_fit_is_refused() -> None:
    with pytest.raises(TooLong):
        certificate_pdf(record(covers=["Something that is rather long to say, and goes on"] * 40))


def test_the_face_says_whether_the_time_is_confirmed(tmp_path: Path) -> None:
    assert "no independent authority confirms when" in text_of(certificate_pdf(record()), tmp_path)
    assert "an independent authority confirms when" in text_of(certificate_pdf(record(), timestamped=True), tmp_path)


def test_the_page_carries_no_word_that_is_not_in_its_record() -> None:
    html = certificate_html(record("Alice Ash"))
    assert "@" not in html
    assert "licence number" not in html.lower()
