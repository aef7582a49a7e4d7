"""The small things in Moodle's XML: a text with its format, a value, yes or no, the files that lie in it."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import quote

from lxml import etree

from question_bank.exchange.found import Refused
from question_bank.exchange.moodle.reading import STORED, Reading
from question_bank.exchange.moodle.shares import share

FORMATS = {"html": "html", "markdown": "markdown", "plain_text": "plain", "moodle_auto_format": "moodle"}
HTML = "html"


@dataclass(frozen=True)
class Said:
    """A text with its kind."""

    text: str
    kind: str = HTML


def said(element: etree._Element | None, otherwise: str = HTML) -> Said:
    """The text of an element that holds one; nothing where there is none."""
    if element is None:
        return Said("", otherwise)
    kind = FORMATS.get(str(element.get("format") or ""), otherwise)
    inside = element.find("text")
    return Said((element.text or "").strip() if inside is None else _whole(inside), kind)


def _whole(text: etree._Element) -> str:
    """What a text holds; markup that was not wrapped in CDATA, as it is written."""
    markup = [etree.tostring(child, encoding="unicode") for child in text]
    return "".join([text.text or "", *markup]).strip()


def value(question: etree._Element, name: str, otherwise: str = "") -> str:
    """What a setting says."""
    return said(question.find(name)).text or otherwise


def is_yes(text: str) -> bool:
    """Moodle says yes as `true` and as `1`."""
    return text.strip().lower() in ("true", "1")


def earned(answer: etree._Element) -> Fraction:
    """The share of the credit an answer earns."""
    try:
        return share(str(answer.get("fraction") or "0"))
    except ValueError as problem:
        raise Refused(f"line {answer.sourceline}: {problem}") from None


def comment(element: etree._Element, reading: Reading, name: str = "feedback") -> str:
    """The comment that stands in an element."""
    told = said(element.find(name))
    return reading.text(told.text, told.kind)


def files(question: etree._Element) -> dict[str, bytes]:
    """The files that lie in a question, by path and name; one that cannot be decoded is not there."""
    told = {_path(file): "".join(map(str, file.itertext())) for file in question.iter("file")}
    if old := question.findtext("image_base64"):
        told[value(question, "image")] = old
    found: dict[str, bytes] = {}
    for name, data in told.items():
        try:
            found[name] = base64.b64decode(data, validate=False)
        except (binascii.Error, ValueError):
            continue
    return found


def _path(file: etree._Element) -> str:
    path, name = str(file.get("path") or "/").strip("/"), str(file.get("name") or "")
    return "/".join(filter(None, (path, name)))


def old_picture(question: etree._Element) -> str:
    """The picture of a question as Moodle 1.9 wrote it, beside the text: as an image in the text."""
    name = value(question, "image")
    return f'<img src="{STORED}{quote(name)}" alt="">' if name else ""
