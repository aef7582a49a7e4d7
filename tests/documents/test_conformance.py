"""What veraPDF would look at first: PDF/A-3a and PDF/UA-1 at once, for a whole certificate with attachments, signed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject, StreamObject

from tests.certificates.records import record
from tests.documents.build import AT, attachments, page, unsigned
from trainer.certificates.service import certificate_pdf
from trainer.documents import Attachment, TooLong, pdf_from
from trainer.documents.signing import signed
from trainer.keys import FileKeys

pytestmark = pytest.mark.pure
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


def whole() -> bytes:
    """A certificate with its attachments, not yet signed."""
    return certificate_pdf(record("Maren Lindqvist", "limbs"), attachments=attachments(), at=AT)


@pytest.fixture(scope="module")
def pdf(own: FileKeys) -> bytes:
    """The same, signed."""
    return signed(whole(), own, at=AT)


@pytest.fixture
def reader(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def objects(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary and stream of a file."""
    for number in range(1, reader.trailer["/Size"]):
        found = IndirectObject(number, 0, reader).get_object()
        if isinstance(found, DictionaryObject):
            yield found


def test_the_metadata_names_both_standards_and_explains_the_second(reader: PdfReader) -> None:
    told = reader.root_object["/Metadata"].get_object().get_data()
    (rdf,) = etree.fromstring(told).iter(f"{RDF}RDF")
    attributes = {name: value for each in rdf.findall(f"{RDF}Description") for name, value in each.attrib.items()}
    assert attributes["{http://www.aiim.org/pdfa/ns/id/}part"] == "3"
    assert attributes["{http://www.aiim.org/pdfa/ns/id/}conformance"] == "A"
    assert attributes["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
    schemas = [each.text for each in rdf.iter("{http://www.aiim.org/pdfa/ns/schema#}namespaceURI")]
    assert schemas == ["http://www.aiim.org/pdfua/ns/id/"]


def test_the_metadata_agrees_with_the_files_own_facts(reader: PdfReader) -> None:
    xmp, info = reader.xmp_metadata, reader.metadata
    assert xmp is not None
    assert info is not None
    assert xmp.dc_title == {"x-default": info.title}
    assert xmp.dc_creator == [info.author]
    assert xmp.dc_description == {"x-default": info.subject}
    assert xmp.pdf_producer == info.producer
    assert xmp.xmp_creator_tool == info.creator
    assert info.creation_date == info.modification_date == AT


def test_each_attachment_is_associated_once_and_described(reader: PdfReader) -> None:
    files = [each.get_object() for each in reader.root_object["/AF"]]
    assert [(each["/UF"], each["/AFRelationship"]) for each in files] == [
        ("credential.json", "/Data"), ("credential.tlog-proof", "/Data"),
    ]  # fmt: skip
    assert [each["/EF"]["/F"]["/Subtype"] for each in files] == ["/application/json", "/text/plain"]
    assert all(each["/Desc"] and each["/F"] == each["/UF"] for each in files)
    named = reader.root_object["/Names"]["/EmbeddedFiles"]["/Names"][1::2]
    assert [each.get_object() for each in named] == files
    assert {str(each["/EF"]["/F"]["/Params"]["/ModDate"]) for each in files} == {"D:20261117100000Z"}


def test_colours_are_given_and_nothing_forbidden_is_inside(reader: PdfReader) -> None:
    (intent,) = reader.root_object["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1"
    assert intent["/DestOutputProfile"]["/N"] == 3
    assert "/Encrypt" not in reader.trailer
    assert len(reader.trailer["/ID"]) == 2
    for each in objects(reader):
        assert not {"/JS", "/AA", "/OpenAction", "/NeedAppearances", "/XFA", "/PS", "/OPI", "/Ref"} & set(each)
        assert each.get("/Interpolate") is not True
        assert each.get("/Subtype") not in ("/Image", "/Movie", "/Sound", "/Screen", "/3D", "/PS")
        assert "LZWDecode" not in str(each.get("/Filter"))
        assert each.get("/S") not in ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/ResetForm")


def test_every_font_is_embedded_and_maps_its_letters(reader: PdfReader) -> None:
    fonts = [each for each in objects(reader) if each.get("/Type") == "/Font" and "/DescendantFonts" in each]
    assert len(fonts) >= 4
    for font in fonts:
        descendant = font["/DescendantFonts"][0].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(descendant["/FontDescriptor"])
        assert descendant["/CIDToGIDMap"] == "/Identity"
        assert b"beginbf" in font["/ToUnicode"].get_object().get_data()


def test_all_of_the_page_is_tagged_or_decoration(reader: PdfReader) -> None:
    assert reader.root_object["/MarkInfo"]["/Marked"]
    (one,) = reader.pages
    assert one["/Tabs"] == "/S"
    marked = [(operands, operator) for operands, operator in one.get_contents().operations]
    depth = 0
    for operands, operator in marked:
        depth += operator in (b"BMC", b"BDC")
        if operator in (b"Tj", b"TJ", b"Do", b"f", b"S", b"B", b"sh"):
            assert depth > 0, (operands, operator)
        depth -= operator == b"EMC"
    assert depth == 0
    for reference in one["/Annots"]:
        annotation: Any = reference.get_object()
        assert annotation["/F"] & 4
        if annotation["/Subtype"] == "/Link":
            assert annotation["/Contents"]
            assert "/StructParent" in annotation


def test_two_renders_are_the_same_to_the_byte_and_an_earlier_page_changes_nothing() -> None:
    first = whole()
    certificate_pdf(record("مُحَمَّد الخطيب"))
    certificate_pdf(record("W" * 100))
    assert whole() == first
    assert unsigned() == unsigned()


def test_the_first_page_of_a_process_is_like_every_other() -> None:
    program = "import sys; from tests.documents.test_conformance import whole; sys.stdout.buffer.write(whole())"
    root = Path(__file__).parents[2]
    first = subprocess.run([sys.executable, "-c", program], cwd=root, check=True, capture_output=True).stdout
    assert first == whole()


EARLIER = """
from tests.documents.build import page, unsigned
from trainer.documents import pdf_from
from trainer.certificates.service.render import OTHER_SCRIPTS, STYLES

first = unsigned(), pdf_from(page("محمد"), identifier="1", styles=STYLES)
pdf_from(page("محمد"), identifier="1", styles=(*STYLES, OTHER_SCRIPTS))
assert (unsigned(), pdf_from(page("محمد"), identifier="1", styles=STYLES)) == first
"""


def test_a_page_does_not_depend_on_the_fonts_of_those_made_before() -> None:
    """In a process of its own, for this one has made pages of every kind."""
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", EARLIER], cwd=root, check=True)


def test_each_argument_is_in_the_bytes() -> None:
    one = attachments()[0]
    pages = {
        pdf_from(page(), identifier="1"), pdf_from(page(), identifier="2"), pdf_from(page(), identifier="1", at=AT),
        pdf_from(page(), identifier="1", attachments=[one]),
        pdf_from(page(), identifier="1", attachments=[replace(one, relationship="Source")]),
        pdf_from(page(), identifier="1", attachments=[replace(one, mime="application/ld+json")]),
        pdf_from(page(), identifier="1", sheet=page("<p style='height: 1cm; background: red'></p>")),
    }  # fmt: skip
    assert len(pages) == 7


def test_attachments_come_back_as_they_were() -> None:
    data = bytes(range(256)) * 9
    made = pdf_from(
        page(), identifier="1", attachments=[Attachment("a.bin", data, "application/octet-stream", "x", AT)]
    )
    assert PdfReader(BytesIO(made)).attachments["a.bin"] == [data]


def test_more_pages_than_there_may_be_are_refused() -> None:
    long = page("<p>x</p>" * 200)
    assert len(PdfReader(BytesIO(pdf_from(long, identifier="1"))).pages) > 1
    with pytest.raises(TooLong):
        pdf_from(long, identifier="1", pages=1)


def test_the_sheet_is_drawn_below_the_page_as_decoration(reader: PdfReader) -> None:
    (one,) = reader.pages
    first = [operator for _, operator in one.get_contents().operations][:5]
    assert first == [b"BMC", b"q", b"Do", b"Q", b"EMC"]
    sheet = one["/Resources"]["/XObject"]["/sheet"].get_object()
    assert isinstance(sheet, StreamObject)
    assert sheet["/Subtype"] == "/Form"


def test_the_library_that_cuts_fonts_is_there_without_which_bytes_differ_by_the_clock() -> None:
    from weasyprint.text import ffi  # noqa: PLC0415 - one test needs it

    assert ffi.harfbuzz_subset
