"""Baked badges (Open Badges 3.0, 5.3): a picture that carries its credential, as SVG and as PNG."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from lxml import etree

LARGEST = 2_000_000
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
ELEMENT = f"{{{NAMESPACE}}}credential"
SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
UNCOMPRESSED = b"\0\0\0\0\0"
"""After the keyword: its end, no compression, no method, no language, no translated keyword."""


class NotBaked(ValueError):
    """A picture that carries no credential, or is none, with the reason in words."""


def bake_svg(picture: bytes, credential: bytes) -> bytes:
    """The SVG with the credential, JSON in UTF-8, as the first thing in it."""
    root = _svg(picture)
    for earlier in root.findall(ELEMENT):
        root.remove(earlier)
    carrier = etree.Element(ELEMENT, nsmap={"openbadges": NAMESPACE})
    carrier.text = etree.CDATA(credential.decode().replace("]]>", "]]\\u003e"))
    root.insert(0, carrier)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def unbake_svg(picture: bytes) -> bytes:
    """The credential in an SVG."""
    found = _svg(picture).findall(ELEMENT)
    if len(found) != 1 or not found[0].text:
        raise NotBaked("there is not one credential in this picture")
    return found[0].text.strip().encode()


def _svg(picture: bytes) -> etree._Element:
    """The root of an SVG that names no entity and no document type."""
    if len(picture) > LARGEST:
        raise NotBaked(f"the picture is larger than {LARGEST} bytes")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(picture, parser)
    except etree.XMLSyntaxError as error:
        raise NotBaked("the picture is not SVG") from error
    if root.getroottree().docinfo.doctype or etree.QName(root).localname != "svg":
        raise NotBaked("the picture is not plain SVG")
    return root


def bake_png(picture: bytes, credential: bytes) -> bytes:
    """The PNG with the credential, JSON in UTF-8, in a text chunk behind its header."""
    chunks = [(kind, data) for kind, data in _chunks(picture) if not _carries(kind, data)]
    chunks.insert(1, (b"iTXt", KEYWORD + UNCOMPRESSED + credential))
    return SIGNATURE + b"".join(_chunk(kind, data) for kind, data in chunks)


def unbake_png(picture: bytes) -> bytes:
    """The credential in a PNG; a compressed one is not taken, as the standard forbids it."""
    found = [data for kind, data in _chunks(picture) if _carries(kind, data)]
    if len(found) != 1 or not found[0].startswith(KEYWORD + UNCOMPRESSED):
        raise NotBaked("there is not one credential in this picture")
    return found[0].removeprefix(KEYWORD + UNCOMPRESSED)


def unbake(picture: bytes) -> bytes:
    """The credential in a picture of either kind."""
    return unbake_png(picture) if picture.startswith(SIGNATURE) else unbake_svg(picture)


def _carries(kind: bytes, data: bytes) -> bool:
    return kind == b"iTXt" and data.startswith(KEYWORD + b"\0")


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG up to its end, each whole and with the right sum."""
    if len(picture) > LARGEST or not picture.startswith(SIGNATURE):
        raise NotBaked(f"the picture is not a PNG of at most {LARGEST} bytes")
    at = len(SIGNATURE)
    while at + 12 <= len(picture):
        length, kind = struct.unpack_from(">I4s", picture, at)
        data = picture[at + 8 : at + 8 + length]
        if picture[at + 8 + length : at + 12 + length] != struct.pack(">I", zlib.crc32(kind + data)):
            break
        yield kind, data
        if kind == b"IEND":
            return
        at += 12 + length
    raise NotBaked("the picture is damaged")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
