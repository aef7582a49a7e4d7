"""The course as files: course.yaml, sources.yaml, modules/<slug>/NN-*.md, items/<domain>/*.yaml, figures/*.svg."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from question_bank.formats import strict_yaml
from question_bank.formats.course import Course, Page, Source
from question_bank.formats.faults import Fault, UnreadableContent
from question_bank.items.card import Card

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Content:
    """Everything a course directory holds, read and valid."""

    course: Course
    sources: dict[str, Source]
    pages: dict[str, tuple[Page, ...]]
    cards: tuple[Card, ...]
    figures: dict[str, str]


def read(directory: Path) -> Content:
    """Read a whole course directory; raises UnreadableContent naming every fault, or nothing."""
    faults: list[Fault] = []
    course = read_course(directory, faults)
    sources = read_sources(directory, faults)
    cards = tuple(read_cards(directory, faults))
    pages = {m.slug: tuple(read_pages(directory, m.slug, faults)) for m in course.modules} if course else {}
    figures = read_figures(directory, faults)
    if faults or course is None:
        raise UnreadableContent(faults)
    return Content(course, sources, pages, cards, figures)


def read_course(directory: Path, faults: list[Fault]) -> Course | None:
    """The course file, or None with the faults told."""
    data = _load(directory / "course.yaml", "course.yaml", faults)
    return _validated(Course, data, "course.yaml", faults) if data is not None else None


def read_sources(directory: Path, faults: list[Fault]) -> dict[str, Source]:
    """The list of sources by key; those that cannot be read are told and left out."""
    data = _load(directory / "sources.yaml", "sources.yaml", faults)
    if data is None:
        return {}
    found: dict[str, Source] = {}
    for key, record in data.items():
        body = {"key": key, **record} if isinstance(record, dict) else record
        source = _validated(Source, body, f"sources.yaml: {key}", faults)
        if source is not None:
            found[str(key)] = source
    return found


def read_cards(directory: Path, faults: list[Fault]) -> Iterator[Card]:
    """Every item under items/, in the order of file names; unreadable ones are told and left out."""
    for path in sorted((directory / "items").rglob("*.yaml")):
        where = str(path.relative_to(directory))
        data = _load(path, where, faults)
        card = _validated(Card, data, where, faults) if data is not None else None
        if card is None:
            continue
        if path.stem != card.code.lower():
            faults.append(
                Fault(where, "file-name", f"an item with code {card.code} belongs in {card.code.lower()}.yaml")
            )
        yield card


def read_pages(directory: Path, module: str, faults: list[Fault]) -> Iterator[Page]:
    """The pages of one module in order; unreadable ones are told and left out."""
    paths = sorted((directory / "modules" / module).glob("*.md"))
    if not paths:
        faults.append(Fault(f"modules/{module}", "no-pages", "this module has no pages"))
    seen: set[str] = set()
    for path in paths:
        page = _page(path, str(path.relative_to(directory)), faults)
        if page is None:
            continue
        if page.slug in seen:
            says = f"another page of this module is named {page.slug}, too"
            faults.append(Fault(str(path.relative_to(directory)), "repeated-page", says))
        seen.add(page.slug)
        yield page


def _page(path: Path, where: str, faults: list[Fault]) -> Page | None:
    text = _text(path, where, faults)
    if text is None:
        return None
    parts = text.split("---\n", 2)
    if len(parts) != 3 or parts[0].strip():
        faults.append(Fault(where, "front-matter", "a page begins with a block between two lines of ---"))
        return None
    front = _parse(parts[1], where, faults)
    if front is None:
        return None
    body = {**front, "slug": path.stem.split("-", 1)[-1], "body": parts[2]}
    return _validated(Page, body, where, faults)


def read_figures(directory: Path, faults: list[Fault]) -> dict[str, str]:
    """Every drawing by its file name."""
    found: dict[str, str] = {}
    for path in sorted((directory / "figures").glob("*.svg")):
        text = _text(path, f"figures/{path.name}", faults)
        if text is not None:
            found[path.name] = text
    return found


def _load(path: Path, where: str, faults: list[Fault]) -> dict[str, Any] | None:
    text = _text(path, where, faults)
    return None if text is None else _parse(text, where, faults)


def _text(path: Path, where: str, faults: list[Fault]) -> str | None:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        faults.append(Fault(where, "missing-file", "this file is missing"))
    except UnicodeDecodeError as error:
        faults.append(Fault(where, "encoding", f"not UTF-8 at byte {error.start}; save the file as UTF-8"))
    except OSError as error:
        faults.append(Fault(where, "unreadable-file", f"this file cannot be read: {error.strerror}"))
    return None


def _parse(text: str, where: str, faults: list[Fault]) -> dict[str, Any] | None:
    try:
        return strict_yaml.load(text)
    except strict_yaml.UnreadableYaml as error:
        faults.append(Fault(where, "yaml", str(error)))
        return None


def _validated(model: type[Model], data: Any, where: str, faults: list[Fault]) -> Model | None:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        faults.extend(Fault(where, "schema", says) for says in _words(error))
        return None


def _words(error: ValidationError) -> Iterator[str]:
    """Each thing wrong, after the field it is wrong with."""
    for line in error.errors():
        inner = line.get("ctx", {}).get("error")
        place = ".".join(str(part) for part in line["loc"])
        says = [line["msg"].removeprefix("Value error, ")]
        if isinstance(inner, ValidationError):
            says = list(_words(inner))
        yield from (f"{place}: {words}" if place else words for words in says)
