"""A stream of YAML documents, cut at its lines of three dashes, so that one that is broken spoils no other."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from question_bank.formats.strict_yaml import LARGEST

LONGEST = 4 * LARGEST
"""Bytes of one document that are kept; a longer one is refused by whoever reads it."""
MARK = b"---"
SILENT = (b"", MARK, b"...")
"""Lines that say nothing."""


@dataclass(frozen=True)
class Document:
    """The bytes of one document, its mark among them, and the line of the file on which they begin."""

    line: int
    data: bytes


def documents(file: BinaryIO) -> Iterator[Document]:
    """Every document that says something. A mark at the beginning of a line ends a document wherever it stands."""
    first, size = 1, 0
    lines: list[bytes] = []
    for number, line in enumerate(_lines(file), 1):
        if _is_mark(line):
            yield from _said(first, lines)
            first, size, lines = number, 0, []
        if size <= LONGEST:
            lines.append(line)
            size += len(line)
    yield from _said(first, lines)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    yield file.readline(LONGEST).removeprefix(codecs.BOM_UTF8)
    while line := file.readline(LONGEST):
        yield line


def _is_mark(line: bytes) -> bool:
    return line.startswith(MARK) and line[3:4] in (b"", b" ", b"\t", b"\r", b"\n")


def _said(line: int, lines: list[bytes]) -> Iterator[Document]:
    stripped = (each.strip() for each in lines)
    if any(each not in SILENT and not each.startswith(b"#") for each in stripped):
        yield Document(line, b"".join(lines))
