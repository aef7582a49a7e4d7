"""XML that strangers sent: read without entities, network or schemas, and only up to stated sizes."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from question_bank.exchange.found import Unreadable

LARGEST = 10_000_000
"""Bytes of one document, and of one piece of a streamed one."""
LARGEST_STREAM = 256_000_000
MOST_TAGS = 200_000
"""Tags of one document, and of one piece of a streamed one: what memory grows with."""
MOST_ATTRIBUTES = 100_000
"""Attributes of one document or piece: their names and values grow memory, those of one element also time."""
MOST_OF_ONE = 500
"""Attributes of one element."""
DEEPEST = 100
HEAD = 512
"""Bytes in which a document says its encoding."""

MARKS = {
    codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF32_LE: "", codecs.BOM_UTF32_BE: "",
    codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16",
}  # fmt: skip
"""How a file says its encoding by its first bytes; the longer mark stands before the one it begins with."""
ENCODINGS = {"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "latin1", "windows-1252", "cp1252"}
DECLARED = re.compile(rb"""\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
INCLUDE = "{http://www.w3.org/2001/XInclude}include"


def parse(data: bytes, most_tags: int = MOST_TAGS) -> etree._Element:
    """The root of a document; raises Unreadable with the reason and the line."""
    if len(data) > LARGEST:
        raise Unreadable(f"the XML is larger than {LARGEST // 1_000_000} MB")
    text = _text(data)
    if text.count("<") > most_tags:
        raise Unreadable(f"the XML has more than {most_tags} tags")
    if text.count("=") > MOST_ATTRIBUTES:
        raise Unreadable(f"the XML has more than {MOST_ATTRIBUTES} attributes")
    _refuse_entities(text)
    try:
        root = etree.fromstring(_undeclared(text).encode(), _parser())
    except etree.XMLSyntaxError as error:
        raise _broken(error) from None
    for element in root.iter(etree.Entity, INCLUDE):
        _refuse_reference(element)
    _refuse_crowds(root)
    return root


def pieces(file: BinaryIO, name: str) -> Iterator[etree._Element]:
    """The elements called `name` in any namespace, one by one, each forgotten when the next is asked for.

    For documents too large to hold whole. Raises Unreadable as `parse` does.
    """
    watched = _Watched(file)
    parsed = etree.iterparse(
        watched,
        tag=f"{{*}}{name}",
        encoding=watched.encoding,
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
    )
    try:
        for _event, element in parsed:
            for inner in element.iter(etree.Entity, INCLUDE):
                _refuse_reference(inner)
            yield element
            watched.begin_piece()
            _forget(element)
    except etree.XMLSyntaxError as error:
        raise _broken(error) from None


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for a comment or an instruction."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


class _Watched:
    """A file that says stop when more is read than a document may hold. Only encodings that keep ASCII as it is."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._before, self._total = file, b"", 0
        self._head = file.read(HEAD)
        self.encoding = _encoding(self._head).removesuffix("-sig")
        """What the document is read as, whatever else its bytes may look like."""
        if self.encoding == "utf-16":
            raise Unreadable("a document this large is read as UTF-8 only; save it as UTF-8")
        self.begin_piece()

    def begin_piece(self) -> None:
        """Count anew."""
        self._bytes = self._tags = self._attributes = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        data = self._head or self._file.read(size)
        self._head = b""
        self._total, self._bytes = self._total + len(data), self._bytes + len(data)
        self._tags, self._attributes = self._tags + data.count(b"<"), self._attributes + data.count(b"=")
        is_crowded = self._tags > MOST_TAGS or self._attributes > MOST_ATTRIBUTES
        if self._total > LARGEST_STREAM or self._bytes > LARGEST or is_crowded:
            raise Unreadable(f"the XML is larger than {LARGEST_STREAM // 1_000_000} MB, or one part of it is too large")
        if b"<!ENTITY" in self._before + data:
            raise Unreadable("the XML declares an entity, and entities are not read")
        self._before = data[-20:]
        return data


def _parser() -> etree.XMLParser[etree._Element]:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, encoding="utf-8", remove_pis=True
    )


def _encoding(data: bytes) -> str:
    """The encoding a document says it is in, or Unreadable when it is none that is read here."""
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            if not encoding:
                raise Unreadable("the XML is in UTF-32, which is not read; save it as UTF-8")
            return encoding
    declared = DECLARED.match(data[:500])
    named = declared[1].decode().lower() if declared else "utf-8"
    if named not in ENCODINGS:
        raise Unreadable(f"the XML says it is in {named}, which is not read or not true; save it as UTF-8")
    return named


def _text(data: bytes) -> str:
    encoding = _encoding(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Unreadable(f"line {line}: a byte that is not {encoding.removesuffix('-sig')}") from None


def _undeclared(text: str) -> str:
    """The text without its XML declaration, on the same lines."""
    return DECLARATION.sub(lambda match: "\n" * match[0].count("\n"), text, count=1)


def _refuse_entities(text: str) -> None:
    at = text.find("<!ENTITY")
    if at >= 0:
        raise Unreadable(f"line {text[:at].count(chr(10)) + 1}: the XML declares an entity, and entities are not read")


def _refuse_reference(element: etree._Element) -> None:
    line = f"line {element.sourceline}: " if element.sourceline else ""
    if element.tag == INCLUDE:
        raise Unreadable(f"{line}the XML includes another file, and that is not read")
    raise Unreadable(f"{line}{element.text} is an entity that XML itself does not know; write the sign itself")


def _refuse_crowds(root: etree._Element) -> None:
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise Unreadable(f"line {element.sourceline}: elements are nested more than {DEEPEST} deep")
        if event == "start" and len(element.attrib) > MOST_OF_ONE:
            raise Unreadable(f"line {element.sourceline}: an element has more than {MOST_OF_ONE} attributes")


def _forget(element: etree._Element) -> None:
    element.clear()
    while element.getprevious() is not None and (parent := element.getparent()) is not None:
        del parent[0]


def _broken(error: etree.XMLSyntaxError) -> Unreadable:
    said = re.sub(r", line \d+, column \d+.*$", "", error.msg or "it is empty")
    return Unreadable(f"line {error.lineno or 1}: not well-formed XML: {said}")
