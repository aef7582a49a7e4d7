"""Pictures from outside: what is kept of them, and what is refused."""

from __future__ import annotations

import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from question_bank.items.media import UnsafeMedia, digest_of, picture_of

pytestmark = pytest.mark.pure
PLAIN = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><rect x="1" y="1" width="9" height="9"/></svg>'
WILD = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="80px" height="60px"><style>.a{fill:red}</style>'
    b'<script>alert(1)</script><filter id="f"/><a href="javascript:alert(2)"><text>hi</text></a>'
    b'<image href="https://evil.example/x.png"/><rect class="a" onclick="alert(3)" width="5" height="5"/></svg>'
)


def bitmap(kind: str, size: tuple[int, int] = (12, 8), **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (10, 200, 30)).save(out, format=kind, **more)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "kept_as"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp"), ("GIF", "image/png")],
)
def test_a_bitmap_is_kept_as_its_pixels(kind: str, kept_as: str) -> None:
    picture, kept = picture_of(bitmap(kind), "A green field")
    assert (picture.media_type, picture.width, picture.height) == (kept_as, 12, 8)
    assert picture.digest == digest_of(kept)
    assert picture.view == (0, 0, 12, 8)
    assert picture_of(bitmap(kind), "A green field") == (picture, kept)
    assert f'href="/media/{picture.digest}"' in picture.drawn("x")
    assert 'aria-label="A green field"' in picture.drawn("x")


def test_what_a_bitmap_carries_beside_its_pixels_is_left_behind() -> None:
    exif = Image.Exif()
    exif[0x010E] = "where the patient lives"
    dirty = bitmap("JPEG", exif=exif) + b"<script>alert(1)</script>"
    assert b"patient" in dirty
    _picture, kept = picture_of(dirty, "A field")
    assert b"patient" not in kept
    assert b"script" not in kept


def test_a_plain_drawing_stands_in_its_item() -> None:
    picture, kept = picture_of(b"\xef\xbb\xbf" + PLAIN, "A square")
    assert (kept, picture.digest) == (b"", "")
    assert picture.view == (0, 0, 40, 30)


def test_any_other_svg_is_filtered_and_shown_as_an_image() -> None:
    picture, kept = picture_of(WILD, "A red square")
    assert (picture.media_type, picture.width, picture.height) == ("image/svg+xml", 80, 60)
    assert b"fill:red" in kept
    for evil in (b"script", b"onclick", b"javascript", b"evil.example"):
        assert evil not in kept
    assert "<image" in picture.drawn("x")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not readable as a PNG"),
        (b"%PDF-1.7", "not readable as a PNG"),
        (bitmap("PNG")[:40], "not readable as a PNG"),
        (bitmap("PNG", (6000, 5000)), "million points"),
        (bitmap("GIF", (30_000, 1)), "on one side"),
        (b"x" * 10_000_001, "larger than 10 MB"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + PLAIN, "no document type"),
        (b"\xff" + PLAIN, "not UTF-8 at byte 0"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><filter/></svg>', "neither its size"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e999 5"><filter/></svg>', "neither its size"),
        (b"<svg><g></svg>", "not readable as SVG"),
    ],
)
def test_what_is_no_safe_picture_is_refused_with_its_reason(data: bytes, says: str) -> None:
    with pytest.raises(UnsafeMedia, match=says):
        picture_of(data, "A picture")


@given(st.sampled_from([bitmap("PNG"), bitmap("JPEG"), bitmap("GIF"), bitmap("WEBP"), PLAIN, WILD]), st.integers())
def test_a_damaged_picture_is_a_picture_or_refused(whole: bytes, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(whole)
    for _ in range(chance.randint(1, 8)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    try:
        picture, kept = picture_of(bytes(data[: chance.randint(1, len(data))]), "A picture")
    except UnsafeMedia:
        return
    assert bool(picture.digest) == bool(kept)


def test_a_gif_that_grows_as_it_is_decoded_is_refused() -> None:
    damaged = bytes.fromhex(
        "474946383761 0c000800 810000 0ac81e000000000000000000 2c00000000 0c0008ae 00e635".replace(" ", "")
    )
    with pytest.raises(UnsafeMedia, match="on one side"):
        picture_of(damaged, "A picture")
