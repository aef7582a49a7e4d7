"""Badges: what was baked in comes out again, and nothing else is taken for it."""

from __future__ import annotations

import io
import json
import struct
import zlib
from itertools import pairwise

import pytest
from hypothesis import given, settings
from lxml import etree
from openbadgeslib import baking as elsewhere
from PIL import Image

from tests.credentials.build import issued
from tests.credentials.texts import texts
from trainer.credentials import NotBaked, badge_svg, bake_png, bake_svg, plain_png, unbake
from trainer.credentials.baking import LARGEST, SIGNATURE

pytestmark = pytest.mark.pure
SVG = badge_svg(title="Dry needling: safety and practice", issuer="Trainer", until="Valid until 2 November 2028")
CREDENTIAL = json.dumps(issued(), ensure_ascii=False).encode()


@pytest.mark.parametrize(("bake", "picture"), [(bake_svg, SVG), (bake_png, plain_png())], ids=["svg", "png"])
def test_what_was_baked_comes_out_again(bake: object, picture: bytes) -> None:
    assert callable(bake)
    once = bake(picture, b'{"earlier":1}')
    assert unbake(bake(once, CREDENTIAL)) == CREDENTIAL


@settings(deadline=None, max_examples=100)
@given(texts)
def test_any_text_survives(text: str) -> None:
    content = json.dumps({"name": text}, ensure_ascii=False).encode()
    assert json.loads(unbake(bake_svg(SVG, content))) == {"name": text}
    assert unbake(bake_png(plain_png(), content)) == content


def test_others_find_it_too() -> None:
    svg, png = bake_svg(SVG, CREDENTIAL), bake_png(plain_png(), CREDENTIAL)
    assert elsewhere.extract_svg(svg, element=elsewhere.SVG_ELEMENT_OB3, text_fallback=True) == CREDENTIAL.decode()
    found = elsewhere.extract_png(png, keyword=elsewhere.ITXT_KEYWORD_OB3)
    assert (found.decode() if isinstance(found, bytes) else found) == CREDENTIAL.decode()


def test_a_baked_png_is_still_the_same_picture() -> None:
    before, after = (Image.open(io.BytesIO(one)) for one in (plain_png(), bake_png(plain_png(), CREDENTIAL)))
    assert after.size == (600, 600)
    assert before.convert("RGBA").tobytes() == after.convert("RGBA").tobytes()


@pytest.mark.parametrize(
    "title", ["Dry needling", "A" * 200, "One two three four five six seven eight nine ten eleven"]
)
def test_the_badge_says_what_it_is_for(title: str) -> None:
    root = etree.fromstring(badge_svg(title=f"{title} <&>", issuer="I" * 90, until="Valid until 2 November 2028"))
    assert root[0].text is not None
    assert root[0].text.startswith(f"{title} <&>, ")
    lines = root.findall("{http://www.w3.org/2000/svg}text")
    assert 4 <= len(lines) <= 6
    assert all(len(line.text or "") <= 30 for line in lines)


def test_an_issuer_of_two_lines_stands_whole_and_below_it_the_day() -> None:
    said = etree.fromstring(badge_svg(title="Dry needling", issuer="Trainer Demonstration College", until="until May"))
    lines = said.findall("{http://www.w3.org/2000/svg}text")
    assert [line.text for line in lines] == ["Dry needling", "Trainer Demonstration", "College", "until May"]
    heights = [int(line.get("y") or 0) for line in lines]
    assert all(below - above >= 24 for above, below in pairwise(heights))


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PACKED = chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0" + zlib.compress(bytes(10_000_000)))
BAKED = bake_png(plain_png(), CREDENTIAL)
BAD = {
    "nothing baked": plain_png(),
    "nothing baked in the drawing": SVG,
    "no picture": b"no picture",
    "empty": b"",
    "cut off": BAKED[:-30],
    "one bit wrong": BAKED[:200] + bytes([BAKED[200] ^ 1]) + BAKED[201:],
    "packed": SIGNATURE + plain_png()[8:33] + PACKED + plain_png()[33:],
    "baked twice": bake_svg(SVG, b"{}").replace(b"</svg>", b"<c xmlns='https://purl.imsglobal.org/ob/v3p0'/></svg>")
    .replace(b"<c ", b"<credential "),
    "an entity": b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg">&x;</svg>',
    "no drawing": b"<html/>",
    "too large": SVG + b" " * LARGEST,
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_picture_without_one_credential_is_refused(name: str) -> None:
    with pytest.raises(NotBaked):
        unbake(BAD[name])
