"""Text files of strangers as text: their encoding found out, and said where it had to be guessed."""

from __future__ import annotations

import codecs
from pathlib import Path

from question_bank.exchange.found import Unreadable

LARGEST = 32_000_000
MOST_LINES = 1_000_000
"""Twenty thousand questions of fifty lines each fit; a return before a new line counts as one of its own."""
GUESSED = "the file does not say its encoding; it was read as Windows-1252, so look at letters with accents"


def read_text(path: Path) -> tuple[str, tuple[str, ...]]:
    """A text file as text, and what is not certain about it; raises Unreadable when it is none."""
    if path.stat().st_size > LARGEST:
        raise Unreadable(f"the file is larger than {LARGEST // 1_000_000} MB; split it")
    data = path.read_bytes()
    if data.count(b"\n") + data.count(b"\r") > MOST_LINES:
        raise Unreadable(f"the file has more than {MOST_LINES} lines; split it")
    return decoded(data)


def decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Bytes as text: UTF-8 or UTF-16 as marked, UTF-8 where it is valid, and else a guess that is told."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _sound(_strict(data, "utf-16")), ()
    try:
        return _sound(data.decode("utf-8-sig")), ()
    except UnicodeDecodeError:
        return _sound(data.decode("cp1252", "replace")), (GUESSED,)


def lines_of(text: str) -> list[str]:
    """The lines of a text as an editor counts them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(f"byte {error.start} of the file is not {encoding.upper()}; save it as UTF-8") from None


def _sound(text: str) -> str:
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise Unreadable(f"line {line}: this is not a text file; save the questions as UTF-8 text")
    return text
