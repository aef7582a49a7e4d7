"""What a file is, told by its content and not by its name."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.exchange.formats import FORMATS, WRITTEN, detected
from question_bank.exchange.found import Unreadable
from tests.question_bank.cards import real_content
from tests.question_bank.exchange.some_cards import cards

pytestmark = pytest.mark.pure
AIKEN = "Which?\nA. One\nB) Two\nANSWER: B\n"


def package(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def manifest(kind: str) -> dict[str, str]:
    return {"imsmanifest.xml": f'<manifest><resource type="{kind}" href="a.xml"/></manifest>'}


def told(folder: Path, data: bytes) -> str:
    path = folder / "misnamed.pdf"
    path.write_bytes(data)
    return detected(path)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (AIKEN.encode(), "aiken"),
        (AIKEN.encode("utf-16"), "aiken"),
        (b"::Q1:: Which? {=One ~Two}", "gift"),
        (b"$CATEGORY: a/b\n\nIt is so.{T}", "gift"),
        (b"code,type,stem,a\nD1-E-001,single_choice,Which?,One", "csv"),
        (b"\xef\xbb\xbfTitle;Stem;Right\n;type: which?;a", "csv"),
        (b"# ours\n---\ncode: D1-E-001\nstem: 'a {b}'\n", "yaml"),
        (b"<?xml version='1.0'?><!-- a --><quiz><question/></quiz>", "moodle"),
        (b"\n<qti:assessmentItem xmlns:qti='x'/>", "qti2"),
        (b"<qti-assessment-item/>", "qti3"),
        (package(manifest("imsqti_item_xmlv2p2")), "qti2"),
        (package(manifest("imsqti_item_xmlv3p0")), "qti3"),
        (package({"course/items/d1/d1-e-001.yaml": "stem: a"}), "yaml"),
    ],
)
def test_a_file_is_told_by_its_content(tmp_path: Path, data: bytes, name: str) -> None:
    assert told(tmp_path, data) == name


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "the file is empty"),
        (b"Dear all, here are the questions.", "none of the formats"),
        (b"<html><body/></html>", "begins with <html>"),
        (b"<questestinterop/>", "QTI 1.2"),
        (package(manifest("imsqti_xmlv1p2/imscc_xmlv1p1/assessment")), "QTI 1.2"),
        (package(manifest("assessment/x-bb-qti-test")), "QTI 1.2"),
        (package({"imsmanifest.xml": "<a xmlns:d='u'><resource d:material_type='d2lquiz'/></a>"}), "QTI 1.2"),
        (package({"imsmanifest.xml": "<manifest/>"}), "lists no questions"),
        (package({"moodle_backup.xml": "<a/>"}), "backup of a Moodle course"),
        (b"\x1f\x8b\x08\0", "gzip; unpack it first. If it is called .mbz"),
        (package({"readme.txt": "hello"}), "neither a QTI manifest"),
        (b"PK\x03\x04 and nothing more", "not a package"),
        (b"GIF89a\0\0", "not a text file"),
    ],
)
def test_what_is_not_read_is_refused_by_name(tmp_path: Path, data: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        told(tmp_path, data)


@pytest.mark.parametrize("name", WRITTEN)
def test_whatever_is_written_is_told_again(tmp_path: Path, name: str) -> None:
    write = FORMATS[name].write
    assert write is not None
    out = io.BytesIO()
    list(write(real_content().cards[:40], out, {}))
    assert told(tmp_path, out.getvalue()) == name


@given(st.data())
def test_one_item_of_ours_is_never_taken_for_anything_else(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    out = io.BytesIO()
    write = FORMATS["yaml"].write
    assert write is not None
    list(write([data.draw(cards("single_choice"))], out, {}))
    assert told(tmp_path_factory.getbasetemp(), out.getvalue()) == "yaml"


def test_only_what_can_be_told_back_is_written() -> None:
    assert list(FORMATS) == ["yaml", "qti3", "qti2", "moodle", "gift", "aiken", "csv"]
    assert WRITTEN == ("yaml", "qti3", "moodle", "gift", "csv")
