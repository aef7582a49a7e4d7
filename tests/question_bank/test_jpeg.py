"""JPEG files: one that holds nothing but its picture is kept as it is, any other is written anew."""

from __future__ import annotations

import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from question_bank.items.jpeg import is_bare
from question_bank.items.media import UnsafeMedia, picture_of

pytestmark = pytest.mark.pure


def noise(seed: int = 1, mode: str = "RGB", **more: object) -> bytes:
    out = io.BytesIO()
    size = (48, 32)
    Image.frombytes(mode, size, random.Random(seed).randbytes(48 * 32 * len(mode))).save(out, format="JPEG", **more)
    return out.getvalue()


@given(st.integers(0, 999))
def test_what_was_kept_once_is_kept_as_it_is(seed: int) -> None:
    picture, kept = picture_of(noise(seed, exif=b"Exif\0\0secret"), "Noise")
    assert is_bare(kept)
    assert picture_of(kept, "Noise") == (picture, kept)


@pytest.mark.parametrize(
    "data",
    [
        noise(exif=b"Exif\0\0where the patient lives"),
        noise(comment=b"where the patient lives"),
        noise(icc_profile=b"where the patient lives"),
        noise(progressive=True),
        noise() + b"where the patient lives",
        noise()[:2] + b"\xff\xe0\x00\x1cJFIF\0where the patient lives" + noise()[2:],
        noise()[:-2] + b"\xff\xda" + b"where the patient lives" + noise()[-2:],
    ],
)
def test_whatever_else_a_file_holds_is_left_behind(data: bytes) -> None:
    assert not is_bare(data)
    try:
        _picture, kept = picture_of(data, "Noise")
    except UnsafeMedia:
        return
    assert b"patient" not in kept


@pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"\xff\xd8\xff", noise()[:300], noise()[:-2], b"GIF89a"])
def test_a_broken_file_is_not_bare(data: bytes) -> None:
    assert not is_bare(data)


def test_other_colours_are_written_anew() -> None:
    grey = noise(mode="L")
    _picture, kept = picture_of(grey, "Noise")
    assert kept != grey
