"""Packages of QTI: what they list, what they say about it, and what hostile ones are refused for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.exchange import archive
from question_bank.exchange.found import Found, Outcome, Unreadable
from question_bank.exchange.qti.reader import read
from tests.question_bank.exchange.hostile import BOMB, INCLUDES, OUTSIDE, QUADRATIC
from tests.question_bank.exchange.packages import package
from tests.question_bank.exchange.qti_items import asking, choices, found, item, manifest, one, saved

pytestmark = pytest.mark.pure
ITEM = item(asking("choiceInteraction", choices("simpleChoice", A="One", B="Two")))
LOM = (
    '<metadata><lom xmlns="http://ltsc.ieee.org/xsd/LOM"><general><title><string language="en">Pleura</string></title>'
    "<keyword><string>domain: D4</string></keyword><keyword><string>lung</string></keyword>"
    "<keyword><langstring>source: S22</langstring></keyword></general></lom></metadata>"
)


def test_a_package_tells_its_questions_and_what_is_said_about_them() -> None:
    [result] = found({"imsmanifest.xml": manifest("a/i.xml", inside=LOM), "a/i.xml": ITEM})
    assert result.outcome is Outcome.IMPORTED
    assert result.draft is not None
    assert (result.where, result.name, result.draft.title) == ("a/i.xml", "An item", "An item")
    assert result.draft.tags == ("lung",)
    assert result.draft.about == {"domain": "D4", "sources": ("S22",)}


def test_a_folder_packed_whole_is_read_and_files_listed_twice_once() -> None:
    listed = manifest("i.xml", "i.xml", "j.xml")
    results = found({"quiz/imsmanifest.xml": listed, "quiz/i.xml": ITEM, "quiz/j.xml": ITEM})
    assert [result.where for result in results] == ["quiz/i.xml", "quiz/j.xml"]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("imsqti_xmlv1p2", "QTI 1.2"),
        ("imsqti_xmlv1p2/imscc_xmlv1p1/assessment", "QTI 1.2"),
        ("imsqti_test_xmlv2p1", "this is a test, an order of questions"),
    ],
)
def test_other_things_in_a_package_are_refused_by_name(kind: str, reason: str) -> None:
    [result] = found({"imsmanifest.xml": manifest("i.xml", kind=kind), "i.xml": ITEM})
    assert reason in result.refusal


def test_a_question_that_is_broken_or_missing_does_not_stop_the_others() -> None:
    files = {
        "imsmanifest.xml": manifest("a.xml", "b.xml", "http://198.51.100.7/c.xml", "d.xml"),
        "a.xml": b"<a",
        "d.xml": ITEM,
    }
    results = found(files)
    assert [result.outcome for result in results] == [Outcome.REFUSED] * 3 + [Outcome.IMPORTED]
    assert results[1].refusal == "the package has no file b.xml"
    assert "lies outside the package" in results[2].refusal


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"i.xml": ITEM}, "has no imsmanifest"),
        ({"a/imsmanifest.xml": b"<a/>", "b/imsmanifest.xml": b"<a/>"}, "more than one imsmanifest"),
        ({"imsmanifest.xml": manifest()}, "lists no questions"),
        ({"imsmanifest.xml": b"<manifest>"}, "line 1: not well-formed"),
        ({"imsmanifest.xml": BOMB}, "declares an entity"),
    ],
)
def test_a_package_that_is_none_is_refused_whole(files: Mapping[str, bytes], reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        found(files)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (BOMB, "declares an entity"),
        (QUADRATIC, "declares an entity"),
        (OUTSIDE, "declares an entity"),
        (INCLUDES, "includes another file"),
        (b'<?xml version="1.0" encoding="UTF-7"?>' + ITEM[21:], "says it is in utf-7"),
        (ITEM.replace(b"Which?", b"\xff\xfe"), "a byte that is not utf-8"),
        (ITEM.replace(b"Which?", Random(1).randbytes(5_500_000).hex().encode()), "larger than 10 MB"),
        (ITEM.replace(b"<p>Which?</p>", b"<div>" * 200 + b"</div>" * 200), "nested more than 100 deep"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_hostile_item_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    result = one(data)
    assert result.draft is None
    assert reason in result.refusal


def test_a_stem_of_fifty_megabytes_is_never_held() -> None:
    large = ITEM.replace(b"Which?", b"x" * 50_000_000)
    with saved(package({"imsmanifest.xml": manifest("i.xml"), "i.xml": large}).getvalue()) as path:
        [result] = read(path)
        assert "times its size" in result.refusal
        with archive.opened(path) as inside, pytest.raises(Unreadable):
            inside.read("i.xml")
        assert inside.inflated < 15_000_000
    with saved(large, "i.xml") as path, pytest.raises(Unreadable, match="larger than 10 MB"):
        list(read(path))


def test_a_single_item_is_read_and_says_what_did_not_come_with_it() -> None:
    data = ITEM.replace(b"Which?", b'Which? <img src="p.png" alt="A map"/>')
    with saved(data, "i.xml") as path:
        [result] = read(path)
    assert result.losses == ("a picture is left out: p.png did not come with the question; send the whole package",)


def test_what_items_share_stands_in_each_of_them() -> None:
    data = ITEM.replace(b"<itemBody>", b'<assessmentStimulusRef identifier="s" href="s.xml"/><itemBody>')
    shared = b"<assessmentStimulus><stimulusBody><p>A case.</p><p>More of it.</p></stimulusBody></assessmentStimulus>"
    [result] = found({"imsmanifest.xml": manifest("i.xml"), "i.xml": data, "s.xml": shared})
    assert result.draft is not None
    assert result.draft.payload.stem == "A case.\n\nMore of it.\n\nWhich?"
    assert result.losses == ("what it shares with other questions stands in each of them",)


def test_a_file_that_is_no_xml_is_refused_whole() -> None:
    with saved(b"%PDF-1.7", "i.xml") as path, pytest.raises(Unreadable, match="line 1: not well-formed"):
        list(read(path))


SEEDS = sorted((Path(__file__).parent / "qti" / "items").iterdir())


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_mutated_items_are_found_or_refused(data: st.DataObject) -> None:
    text = bytearray(data.draw(st.sampled_from(SEEDS)).read_bytes())
    for _cut in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text) - 1))
        size = data.draw(st.integers(0, 40))
        other = data.draw(st.integers(0, len(text) - 1))
        text[at : at + size] = data.draw(
            st.sampled_from([b"", bytes(text[other : other + size]), b"&x;", b"<p/>", b"1e99"])
        )
    result = one(bytes(text))
    assert isinstance(result, Found)
    assert bool(result.refusal) is (result.draft is None)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_mutated_packages_are_read_or_refused(data: st.DataObject) -> None:
    made = bytearray(package({"imsmanifest.xml": manifest("i.xml", inside=LOM), "i.xml": ITEM}).getvalue())
    for _flip in range(data.draw(st.integers(1, 6))):
        made[data.draw(st.integers(0, len(made) - 1))] = data.draw(st.integers(0, 255))
    with saved(bytes(made)) as path:
        try:
            results = list(read(path))
        except Unreadable:
            return
    assert all(isinstance(result, Found) for result in results)
