"""Cards as Moodle XML, one question after the other, with their pictures inside."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

from lxml import etree

from question_bank.exchange.found import Written
from question_bank.exchange.labels import labels
from question_bank.exchange.markup import html
from question_bank.exchange.moodle.reading import STORED
from question_bank.exchange.moodle.write_kinds import KINDS, put, put_text
from question_bank.exchange.moodle.xml_losses import REFUSALS, losses
from question_bank.exchange.reduced import problem_with, reduced
from question_bank.items import Picture
from question_bank.items.card import Card

BEGIN = b'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
END = b"</quiz>\n"
ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif", "image/svg+xml": "svg"}


def write(cards: Iterable[Card], out: BinaryIO, media: Mapping[str, bytes]) -> Iterator[Written]:
    """Write cards one by one, a category for each domain."""
    domain, table = "", losses(media)
    out.write(BEGIN)
    for card in cards:
        if card.type in REFUSALS:
            yield Written(card.code, refusal=REFUSALS[card.type])
            continue
        told, lost = reduced(card, table)
        if problem := problem_with(told):
            yield Written(card.code, refusal=f"it cannot be told in Moodle XML: {problem}")
            continue
        if card.domain != domain:
            domain = card.domain
            _write(out, _category(domain))
        _write(out, _question(told, media))
        yield Written(card.code, lost)
    out.write(END)


def _write(out: BinaryIO, question: etree._Element) -> None:
    etree.indent(question)
    out.write(etree.tostring(question, encoding="utf-8") + b"\n")


def _category(domain: str) -> etree._Element:
    question = etree.Element("question", type="category")
    put_text(question, "category", f"$course$/top/{domain}")
    return question


def _question(card: Card, media: Mapping[str, bytes]) -> etree._Element:
    kind, answered, general = KINDS[card.type]
    question = etree.Element("question", type=kind(card.payload))
    put_text(question, "name", card.title or card.code)
    stem = put_text(question, "questiontext", html(card.payload.stem), "html")
    if card.payload.picture:
        _show(stem, card.payload.picture, card.code, media)
    put_text(question, "generalfeedback", html(general(card.payload)), "html")
    for name, value in (("defaultgrade", "1"), ("penalty", "0"), ("hidden", "0"), ("idnumber", card.code)):
        put(question, name, value)
    answered(question, card.payload)
    tags = etree.SubElement(question, "tags")
    for label in labels(card):
        put_text(tags, "tag", label)
    return question


def _show(stem: etree._Element, picture: Picture, code: str, media: Mapping[str, bytes]) -> None:
    """The picture at the end of the stem, and its file."""
    kind = picture.media_type or "image/svg+xml"
    name = f"{code}.{ENDINGS[kind]}"
    data = media[picture.digest] if picture.digest else picture.svg.encode()
    image = etree.tostring(etree.Element("img", src=f"{STORED}{name}", alt=picture.alt), encoding="unicode")
    text = stem[0]
    text.text = f"{text.text}<p>{image}</p>"
    put(stem, "file", base64.b64encode(data).decode(), name=name, path="/", encoding="base64")
