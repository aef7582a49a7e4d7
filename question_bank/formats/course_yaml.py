"""The course as files: course.yaml, sources.yaml, modules/<slug>/NN-*.md, items/<domain>/*.yaml, figures/*.svg."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from question_bank.formats.course import Course, Page, Source
from question_bank.formats.faults import Fault, UnreadableContent
from question_bank.items.card import Card


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
    figures = {path.name: path.read_text("utf-8") for path in sorted((directory / "figures").glob("*.svg"))}
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
            faults.append(Fault(where, "file-name", f"an item with code {card.code} belongs in {card.code.lower()}.yaml"))
        yield card


def read_pages(directory: Path, module: str, faults: list[Fault]) -> Iterator[Page]:
    """The pages of one module in order."""
    paths = sorted((directory / "modules" / module).glob("*.md"))
    if not paths:
        faults.append(Fault(f"modules/{module}", "no-pages", "this module has no pages"))
    for path in paths:
        where = str(path.relative_to(directory))
        parts = path.read_text("utf-8").split("---\n", 2)
        if len(parts) != 3 or parts[0].strip():
            faults.append(Fault(where, "front-matter", "a page begins with a block between two lines of ---"))
            continue
        front = _parse(parts[1], where, faults)
        if front is not None:
            body = {**front, "slug": path.stem.split("-", 1)[-1], "body": parts[2]}
            page = _validated(Page, body, where, faults)
            if page is not None:
                yield page


def _load(path: Path, where: str, faults: list[Fault]) -> dict[str, Any] | None:
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        faults.append(Fault(where, "missing-file", "this file is missing"))
        return None
    except UnicodeDecodeError as error:
        faults.append(Fault(where, "encoding", f"not UTF-8 at byte {error.start}; save the file as UTF-8"))
        return None
    return _parse(text, where, faults)


def _parse(text: str, where: str, faults: list[Fault]) -> dict[str, Any] | None:
    try:
        data = yaml.load(text, Loader=StrictLoader)  # noqa: S506 - StrictLoader is a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" at line {mark.line + 1}" if mark else ""
        faults.append(Fault(where, "yaml", f"not readable YAML{line}: {getattr(error, 'problem', None) or error}"))
        return None
    if not isinstance(data, dict):
        faults.append(Fault(where, "yaml", "the file is empty or not a mapping of names to values"))
        return None
    return data


class StrictLoader(yaml.SafeLoader):
    """A safe loader that refuses a key written twice, which YAML otherwise drops in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)  # type: ignore[no-untyped-call]
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the name {key!r} is written twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def _validated(model: Any, data: Any, where: str, faults: list[Fault]) -> Any:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for line in error.errors():
            place = ".".join(str(part) for part in line["loc"])
            says = line["msg"].removeprefix("Value error, ")
            faults.append(Fault(where, "schema", f"{place}: {says}" if place else says))
        return None
