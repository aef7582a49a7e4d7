"""The badge as a picture: our seal, with the certificate's name in the SVG and without words in the PNG.

`static/img/badge.png` is `badge.svg` as Chromium draws it, 600 pixels wide on a transparent ground
(`chromium --headless --screenshot --window-size=600,600 --default-background-color=00000000 static/img/badge.svg`),
in 128 colours (Pillow, `quantize(128)`).
"""

from __future__ import annotations

import textwrap
from functools import cache
from pathlib import Path

from lxml import etree

IMAGES = Path(__file__).resolve().parents[2] / "static" / "img"
SVG = "http://www.w3.org/2000/svg"
ABOVE_THE_WORDS = "translate(252 142) scale(3)"
SANS = "Atkinson Hyperlegible Next, Segoe UI, Helvetica Neue, Arial, sans-serif"
LINE, MOST_LINES = 18, 3
SMALL_LINE, MOST_SMALL_LINES = 28, 2
"""How long and how many the lines of the title may be, and those of the issuer."""


@cache
def plain_png() -> bytes:
    """The badge without words."""
    return (IMAGES / "badge.png").read_bytes()


def badge_svg(*, title: str, issuer: str, until: str) -> bytes:
    """The badge with what it certifies, by whom, and until when, each as plain text."""
    root = etree.fromstring((IMAGES / "badge.svg").read_bytes())
    name = etree.Element(f"{{{SVG}}}title")
    name.text = f"{title}, {issuer}, {until}"
    root.insert(0, name)
    for mark in root.iterfind(f"{{{SVG}}}g[@id='mark']"):
        mark.set("transform", ABOVE_THE_WORDS)
    lines, by = _lines(title, LINE, MOST_LINES), _lines(issuer, SMALL_LINE, MOST_SMALL_LINES)
    top = 318 - 20 * (len(lines) - 1) - 13 * (len(by) - 1) + 4
    for number, line in enumerate(lines):
        _write(root, line, at=top + 40 * number, size=34, weight="700", colour="#17242c")
    below = top + 40 * len(lines)
    for number, line in enumerate(by):
        _write(root, line, at=below + 4 + 26 * number, size=21, weight="400", colour="#45535c")
    _write(root, until, at=below + 10 + 26 * len(by), size=19, weight="400", colour="#45535c")
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _lines(text: str, longest: int, most: int) -> list[str]:
    """A text in so few lines; what has no room ends in dots."""
    return textwrap.wrap(text, longest, max_lines=most, placeholder=" …", break_long_words=True) or [text]


def _write(root: etree._Element, text: str, *, at: int, size: int, weight: str, colour: str) -> None:
    said = etree.SubElement(root, f"{{{SVG}}}text")
    said.text = text
    placed = {"x": 300, "y": at, "font-size": size, "font-weight": weight, "fill": colour, "text-anchor": "middle"}
    for name, value in placed.items():
        said.set(name, str(value))
    said.set("font-family", SANS)
