"""The files we write have the order, the names and the identifiers that the schema of QTI 3 asks for."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from lxml import etree

from question_bank.exchange.qti.writing.elements import NAMESPACE
from question_bank.exchange.qti.writing.writer import item_of, write
from question_bank.items import Payload
from tests.question_bank.exchange.qti_answers import card_of
from tests.question_bank.pictures import PICTURE
from tests.question_bank.samples import SAMPLES, VARIANTS, matching

pytestmark = pytest.mark.pure
ORDER = [f"qti-{name}" for name in (
    "response-declaration", "outcome-declaration", "item-body", "response-processing", "modal-feedback",
)]  # fmt: skip
INTERACTIONS = {
    "single_choice": "choice", "multiple_response": "choice", "true_false_set": "match", "matching": "match",
    "ordering": "order", "numeric": "text-entry", "short_text": "text-entry", "hotspot": "hotspot",
    "needle_vector": "inline-choice",
}  # fmt: skip
NAME = re.compile(r"[A-Za-z_][\w.-]*")
COORDS = re.compile(r"\d+(,\d+){2,}")


@pytest.mark.parametrize("payload", VARIANTS, ids=lambda payload: f"{payload.kind}-{getattr(payload, 'scoring', '')}")
def test_the_parts_of_an_item_stand_in_order(payload: Payload) -> None:
    root = etree.fromstring(item_of(card_of(payload))[0])
    names = [etree.QName(each).localname for each in root]
    assert [ORDER.index(name) for name in names] == sorted(ORDER.index(name) for name in names)
    assert {etree.QName(each).namespace for each in root.iter()} == {NAMESPACE}
    assert root.prefix is None
    asked = [name for each in root.iter() if (name := etree.QName(each).localname).endswith("-interaction")]
    assert set(asked) == {f"qti-{INTERACTIONS[payload.kind]}-interaction"}


@pytest.mark.parametrize("payload", VARIANTS, ids=lambda payload: f"{payload.kind}-{getattr(payload, 'scoring', '')}")
def test_identifiers_are_names_and_what_is_used_is_declared(payload: Payload) -> None:
    root = etree.fromstring(item_of(card_of(payload))[0])
    declared = {str(each.get("identifier")) for each in root if "declaration" in str(each.tag)}
    for each in root.iter():
        name = etree.QName(each).localname
        if each.get("identifier"):
            assert NAME.fullmatch(str(each.get("identifier")))
        if name in ("qti-variable", "qti-set-outcome-value", "qti-map-response", "qti-correct"):
            assert each.get("identifier") in declared
        if each.get("response-identifier"):
            assert each.get("response-identifier") in declared
        if each.get("coords"):
            assert COORDS.fullmatch(str(each.get("coords")))


def test_the_manifest_lists_every_file_of_the_package() -> None:
    cards = [card_of(payload, code=f"D1-E-{place:03}") for place, payload in enumerate(SAMPLES.values(), 1)]
    out = BytesIO()
    told = list(write([*cards, cards[0]], out, {}))
    assert [each.refusal for each in told if each.refusal] == ["there is already a question with this code in the file"]
    with ZipFile(out) as package:
        root = etree.fromstring(package.read("imsmanifest.xml"))
        listed = {str(each.get("href")) for each in root.iter("{*}file")}
        assert listed | {"imsmanifest.xml"} == set(package.namelist())
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {str(each.get("type")) for each in root.iter("{*}resource")} == {"imsqti_item_xmlv3p0"}
        drawn = next(name for name in listed if name.endswith(".svg"))
        assert b'fill="#f7ebe2"' in package.read(drawn) or b'stroke="#8f6f5c"' in package.read(drawn)


def test_a_picture_that_is_not_there_is_a_refusal() -> None:
    kept = {"alt": "A map", "digest": "a" * 64, "media_type": "image/png", "width": 10, "height": 10}
    [told] = write([card_of(matching(picture=kept))], BytesIO(), {})
    assert told.refusal == "a picture of it is not there: A map"
    [drawn] = write([card_of(matching(picture=PICTURE))], BytesIO(), {})
    assert not drawn.refusal
