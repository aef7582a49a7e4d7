"""Reading the course's own YAML: a file of documents, or a package laid out as the course's folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from question_bank.exchange import archive
from question_bank.exchange.archive import Package
from question_bank.exchange.course.documents import documents
from question_bank.exchange.course.drafting import Fetch, found_in
from question_bank.exchange.found import Found, Refused, Unreadable
from question_bank.formats import strict_yaml

ZIP = b"PK"
ITEMS = "items/"


def read(path: Path) -> Iterator[Found]:
    """Every item of a file or a package; raises Unreadable when it holds none."""
    with path.open("rb") as file:
        is_package = file.read(len(ZIP)) == ZIP
    is_empty = True
    for found in _packed(path) if is_package else _streamed(path):
        is_empty = False
        yield found
    if is_empty:
        raise Unreadable("no item is in this file; an item is a YAML mapping with a type and a stem")


def _streamed(path: Path) -> Iterator[Found]:
    with path.open("rb") as file:
        for document in documents(file):
            yield from _items(document.data, f"line {document.line}", document.line, lambda _name: None)


def _packed(path: Path) -> Iterator[Found]:
    with archive.opened(path) as package:
        top = _top(package)
        for name in sorted(package.names()):
            if name.startswith(top + ITEMS) and name.endswith((".yaml", ".yml")):
                yield from _file(package, name, top)


def _top(package: Package) -> str:
    """The folder inside the package that holds items/; most often none."""
    tops = {name[: name.index(ITEMS)] for name in package.names() if name.startswith(ITEMS) or f"/{ITEMS}" in name}
    return min(tops, key=len, default="")


def _file(package: Package, name: str, top: str) -> Iterator[Found]:
    def fetch(beside: str) -> bytes | None:
        return package.read(top + beside) if top + beside in package else None

    try:
        data = package.read(name)
    except (Refused, Unreadable) as error:
        yield Found(name, "", refusal=str(error))
        return
    yield from _items(data, name, 1, fetch)


def _items(data: bytes, where: str, line: int, fetch: Fetch) -> Iterator[Found]:
    try:
        told = strict_yaml.load(data.decode("utf-8-sig"), first_line=line)
    except UnicodeDecodeError as error:
        yield Found(where, "", refusal=f"not UTF-8 at byte {error.start}; save the file as UTF-8")
    except strict_yaml.UnreadableYaml as error:
        yield Found(where, "", refusal=str(error))
    else:
        yield from found_in(told, where, fetch)
