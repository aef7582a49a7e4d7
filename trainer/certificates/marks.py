"""Whether a file bears marks of a certificate of ours, true or false: without any, nobody can have tampered with one.

It is only read, within bounds, and never believed: `static/js/verify/marks.js` looks in the same way. Pure.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from itertools import chain

from trainer.documents.checking import LARGEST

MOST_STREAMS = 16
LARGEST_STREAM = 1024 * 1024
HEAD = 400
"""How many bytes after its name the dictionary of a stream may go on."""
_SYMBOL = rb"[0-9A-HJKMNP-TV-Z]"
MARKS = (
    re.compile(rb"\(credential\.(?:json|tlog-proof)\)"),
    re.compile(rb"[(>\xff]Certificate (?:" + _SYMBOL + rb"{5}-){5}" + _SYMBOL + rb"{2}: "),
    re.compile(rb"2f706b692f6361(?:2d(?:3\d)+)?2e63726c", re.IGNORECASE),
)
"""The files inside, the title, and, in the digits of a signature, the address of our list of revoked keys."""
_OBJECTS = re.compile(rb"/(?:ObjStm|Metadata)\b")
_LINE_END = re.compile(rb"\r?\n?")
_DIGITS = re.compile(rb"<feff([0-9a-f]*)>", re.IGNORECASE)


def bears_marks(file: bytes) -> bool:
    """Whether a file has our files inside, our title or a signature below our authority."""
    return any(mark.search(part) for part in _parts(file[:LARGEST]) for mark in MARKS)


def _parts(file: bytes) -> Iterator[bytes]:
    """The file and what it has packed of its objects, each also with its letters of two bytes as letters of one."""
    for part in chain((file,), _unpacked(file)):
        yield part
        yield part.replace(b"\0", b"")
        yield b"".join(_letters(found[1]) for found in _DIGITS.finditer(part))


def _letters(digits: bytes) -> bytes:
    return b"(%b)" % bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii")).replace(b"\0", b"")


def _unpacked(file: bytes) -> Iterator[bytes]:
    """The streams of objects and of metadata, as far as they can be unpacked and within bounds."""
    found = 0
    at = 0
    while found < MOST_STREAMS and (name := _OBJECTS.search(file, at)):
        at = name.end()
        begins = file.find(b"stream", at, at + HEAD)
        if begins < 0:
            continue
        found += 1
        at = begins + len(b"stream")
        ends = file.find(b"endstream", at)
        line = _LINE_END.match(file, at)
        yield _inflated(file[line.end() if line else at : ends if ends >= 0 else len(file)])


def _inflated(packed: bytes) -> bytes:
    """What was packed, up to a bound; nothing where it was not, or is damaged."""
    try:
        return zlib.decompressobj().decompress(packed, LARGEST_STREAM)
    except zlib.error:
        return b""
