"""The formats items travel in: their names, who reads and writes them, and what a file is, told by its content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from question_bank.exchange import aiken, archive
from question_bank.exchange.archive import Package
from question_bank.exchange.course import read as course_read
from question_bank.exchange.course import write as course_write
from question_bank.exchange.encoding import decoded
from question_bank.exchange.found import Reader, Unreadable, Writer
from question_bank.exchange.gift import read as gift_read
from question_bank.exchange.gift import write as gift_write
from question_bank.exchange.moodle import read as moodle_read
from question_bank.exchange.moodle import write as moodle_write
from question_bank.exchange.qti import reader as qti_reader
from question_bank.exchange.qti.writing import writer as qti_writer
from question_bank.exchange.table import read as table_read
from question_bank.exchange.table import write as table_write

AUTO = "auto"
HEAD = 262_144
"""Bytes of a file that are looked at to tell what it is."""
ZIP = b"PK"
OLD_QTI = (
    "this is QTI 1.2, which is not read; export it as QTI 2.1, QTI 3 or Moodle XML instead, "
    "or convert it with another tool first"
)
UNKNOWN = "it is none of the formats known here by its content; name the format if you know it"


@dataclass(frozen=True)
class Format:
    """One format: its name, what people call it, its reader, its writer if it has one, and the ending of its files."""

    name: str
    words: str
    read: Reader
    write: Writer | None
    ending: str


FORMATS = {
    each.name: each
    for each in (
        Format("yaml", "Trainer YAML", course_read.read, course_write.write, "yaml"),
        Format("qti3", "QTI 3", qti_reader.read, qti_writer.write, "zip"),
        Format("qti2", "QTI 2.1 or 2.2", qti_reader.read, None, "zip"),
        Format("moodle", "Moodle XML", moodle_read.read, moodle_write.write, "xml"),
        Format("gift", "GIFT", gift_read.read, gift_write.write, "txt"),
        Format("aiken", "Aiken", aiken.read, None, "txt"),
        Format("csv", "CSV table", table_read.read, table_write.write, "csv"),
    )
}
WRITTEN = tuple(name for name, each in FORMATS.items() if each.write)
BACKUP = (
    "this is a backup of a Moodle course, which is not read; export its question bank as Moodle XML instead, "
    "under Question bank, Export"
)
GZIP = b"\x1f\x8b"
MOODLE_BACKUP = "moodle_backup.xml"
DIALECTS = ("assessment/x-bb-qti-", ':material_type="d2lqu', ":material_type='d2lqu", "ims_qtiasiv1")
"""QTI 1.2 as Blackboard, Brightspace and old systems list it."""
ROOTS = {"quiz": "moodle", "assessmentItem": "qti2", "qti-assessment-item": "qti3"}
"""Formats by the root of their XML."""
PROLOG = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(\[.*?\])?\s*>", re.DOTALL)
ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
YAML = re.compile(r"^(type|stem|case|items|code):(\s|$)", re.MULTILINE)
COLUMNS = re.compile(r"""(?:^|[,;\t])\s*"?stem"?\s*(?=[,;\t]|$)""", re.IGNORECASE)
AIKEN = re.compile(r"^\s*ANSWER\s*:\s*[A-Za-z]\b", re.MULTILINE)
LETTERED = re.compile(r"^\s*[A-Z][.)]\s", re.MULTILINE)
GIFT = re.compile(r"(?<!\\)\{[^{}]*(?<!\\)\}?|^\$CATEGORY:|^::", re.MULTILINE)


def detected(path: Path) -> str:
    """The name of the format a file is in, told by its content; Unreadable when it is none that is read here."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(ZIP):
        with archive.opened(path) as package:
            return _package(package)
    if head.startswith(GZIP):
        raise Unreadable(f"this is packed with gzip; unpack it first. If it is called .mbz, {BACKUP}")
    text, _doubts = decoded(_whole_signs(head))
    if not text.strip():
        raise Unreadable("the file is empty")
    return _xml(text) if text.lstrip("\ufeff \t\r\n").startswith("<") else _text(text)


def _whole_signs(head: bytes) -> bytes:
    """The head without a sign that was cut in two."""
    return head[: head.rfind(b"\n") + 1] if len(head) == HEAD and b"\n" in head else head


def _package(package: Package) -> str:
    names = package.names()
    if MOODLE_BACKUP in names:
        raise Unreadable(BACKUP)
    manifest = next((name for name in names if name.rsplit("/", 1)[-1].lower() == "imsmanifest.xml"), None)
    if manifest is not None:
        return _manifest(package.read(manifest).decode("utf-8", "replace"))
    if any(re.search(r"(^|/)items/.*\.ya?ml$", name) for name in names):
        return "yaml"
    raise Unreadable("the package holds neither a QTI manifest (imsmanifest.xml) nor items in YAML (items/)")


def _manifest(text: str) -> str:
    kinds = set(_kinds(text))
    for name in ("qti3", "qti2"):
        if name in kinds:
            return name
    raise Unreadable(OLD_QTI if kinds else "the package's manifest lists no questions of QTI 2 or 3")


def _kinds(manifest: str) -> Iterator[str]:
    if any(mark in manifest for mark in DIALECTS):
        yield "qti1"
    for major in re.findall(r"imsqti_\w*?xmlv(\d)", manifest):
        yield {"3": "qti3", "2": "qti2"}.get(major, "qti1")


def _xml(text: str) -> str:
    at = 0
    while found := PROLOG.match(text, at):
        at = found.end()
    root = ROOT.match(text, at)
    name = root.group(1) if root else ""
    if name == "questestinterop":
        raise Unreadable(OLD_QTI)
    if name not in ROOTS:
        raise Unreadable(f"its XML begins with <{name}>, which is no question format known here")
    return ROOTS[name]


def _text(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    if YAML.search(text) and not COLUMNS.search(first):
        return "yaml"
    if COLUMNS.search(first):
        return "csv"
    if AIKEN.search(text) and LETTERED.search(text):
        return "aiken"
    if GIFT.search(text):
        return "gift"
    raise Unreadable(UNKNOWN)
