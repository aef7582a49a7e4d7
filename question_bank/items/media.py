"""Pictures that come from outside: checked, cleaned by known libraries, and named by the digest of what is kept.

A bitmap is decoded and written anew, so that nothing but its pixels survives. A drawing that holds no more than our own
drawings do becomes part of its item; any other SVG is filtered and kept as a file that is shown as an image alone.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from typing import Any, Literal, TypeAlias

from lxml import etree
from PIL import Image
from py_svg_hush import filter_svg

from question_bank.items import drawing
from question_bank.items.base import Picture
from question_bank.items.jpeg import is_bare
from question_bank.items.picture import LONGEST_EDGE

LARGEST = 10_000_000
"""No picture file may have more bytes."""
MOST_PIXELS = 25_000_000
MediaType: TypeAlias = Literal["image/png", "image/jpeg", "image/webp", "image/gif"]
KINDS: dict[str, MediaType] = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/png"}
"""How each bitmap is kept; a GIF is kept as one still picture."""
EMBEDDED = {"image": ["png", "jpeg", "gif", "webp"]}


class UnsafeMedia(ValueError):
    """The bytes are no picture that may be shown; the message says why and what to do."""


def picture_of(data: bytes, alt: str) -> tuple[Picture, bytes]:
    """The picture these bytes are, and what is to be kept beside the items for it; nothing where it stands inside."""
    if len(data) > LARGEST:
        raise UnsafeMedia(f"the picture is larger than {LARGEST // 1_000_000} MB; make it smaller")
    return _svg(data, alt) if _is_svg(data) else _bitmap(data, alt)


def digest_of(data: bytes) -> str:
    """The name of some bytes: their SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _is_svg(data: bytes) -> bool:
    return b"<svg" in data[:4096].lower()


def _bitmap(data: bytes, alt: str) -> tuple[Picture, bytes]:
    kept, kind, (width, height) = _redrawn(data)
    return Picture(alt=alt, digest=digest_of(kept), media_type=kind, width=width, height=height), kept


def _redrawn(data: bytes) -> tuple[bytes, MediaType, tuple[int, int]]:
    """The pixels alone in a file of their own; the same bytes give the same file, and a file of ours stays as it is.

    A JPEG is not written anew where it holds nothing but its picture: each time would cost a little of it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=tuple(KINDS)) as found:
                _must_fit(*found.size)
                kind = KINDS[str(found.format)]
                is_clean = kind == "image/jpeg" and found.mode == "RGB" and is_bare(data)
                pixels = found.convert(_mode(found, kind))
                _must_fit(*pixels.size)  # a damaged GIF can grow as it is decoded
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        if isinstance(error, UnsafeMedia):
            raise
        raise UnsafeMedia(f"not readable as a PNG, JPEG, WebP, GIF or SVG picture: {error}") from None
    if is_clean:
        return data, kind, pixels.size
    pixels.info.clear()  # else a comment or a profile would be written again
    out = io.BytesIO()
    more: dict[str, Any] = (
        {"quality": 92} if kind == "image/jpeg" else {"lossless": True} if kind == "image/webp" else {}
    )
    pixels.save(out, format=kind.removeprefix("image/"), **more)
    return out.getvalue(), kind, pixels.size


def _must_fit(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise UnsafeMedia(f"the picture has more than {MOST_PIXELS // 1_000_000} million points; make it smaller")
    if max(width, height) > LONGEST_EDGE:
        raise UnsafeMedia(f"the picture is longer than {LONGEST_EDGE} points on one side; make it smaller")


def _mode(found: Image.Image, kind: MediaType) -> str:
    if kind == "image/jpeg":
        return "RGB"
    return "RGBA" if found.has_transparency_data else "RGB"


def _svg(data: bytes, alt: str) -> tuple[Picture, bytes]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnsafeMedia(f"the drawing is not UTF-8 at byte {error.start}; save it as UTF-8") from None
    if drawing.DECLARATION.search(text):
        raise UnsafeMedia("a drawing has no document type and no entities; take <!DOCTYPE and <!ENTITY out")
    try:
        return Picture(alt=alt, svg=text), b""
    except ValueError:
        return _filtered(data, alt)


def _filtered(data: bytes, alt: str) -> tuple[Picture, bytes]:
    try:
        kept: bytes = filter_svg(data, EMBEDDED)
        width, height = _size(etree.fromstring(kept, etree.XMLParser(resolve_entities=False, no_network=True)))
    except (ValueError, etree.XMLSyntaxError) as error:
        raise UnsafeMedia(f"not readable as SVG: {error}") from None
    return Picture(alt=alt, digest=digest_of(kept), media_type="image/svg+xml", width=width, height=height), kept


def _size(root: etree._Element) -> tuple[int, int]:
    """The width and height an SVG asks for, in its own units; of its view where it asks for none."""
    view = str(root.get("viewBox") or "").replace(",", " ").split()
    asked = [str(root.get("width") or ""), str(root.get("height") or "")]
    for given in (asked, view[2:]):
        try:
            width, height = (round(float(each.removesuffix("px"))) for each in given)
        except (ValueError, OverflowError):
            continue
        if 0 < width <= LONGEST_EDGE and 0 < height <= LONGEST_EDGE:
            return width, height
    raise UnsafeMedia("the drawing says neither its size nor its viewBox; add one")
