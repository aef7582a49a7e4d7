"""The course as files: course.yaml, sources.yaml, modules/<slug>/NN-*.md, items (see cards_yaml), figures/*.svg."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from question_bank.formats import files, strict_yaml
from question_bank.formats.cards_yaml import read_cards
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
    figures = read_figures(directory, faults)
    if faults or course is None:
        raise UnreadableContent(faults)
    return Content(course, sources, pages, cards, figures)


def read_course(directory: Path, faults: list[Fault]) -> Course | None:
    """The course file, or None with the faults told."""
    data = files.load(directory / "course.yaml", "course.yaml", faults)
    return files.validated(Course, data, "course.yaml", faults) if data is not None else None


def read_sources(directory: Path, faults: list[Fault]) -> dict[str, Source]:
    """The list of sources by key; those that cannot be read are told and left out."""
    data = files.load(directory / "sources.yaml", "sources.yaml", faults)
    if data is None:
        return {}
    found: dict[str, Source] = {}
    for key, record in data.items():
        body = {"key": key, **record} if isinstance(record, dict) else record
        source = files.validated(Source, body, f"sources.yaml: {key}", faults)
        if source is not None:
            found[str(key)] = source
    return found


def lines_of_successors(directory: Path) -> dict[str, int]:
    """The line on which each source of a readable list says what supersedes it."""
    text = files.text(directory / "sources.yaml", "sources.yaml", [])
    return strict_yaml.lines_of(text, "superseded_by") if text else {}


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
    text = files.text(path, where, faults)
    if text is None:
        return None
    parts = text.split("---\n", 2)
    if len(parts) != 3 or parts[0].strip():
        faults.append(Fault(where, "front-matter", "a page begins with a block between two lines of ---"))
        return None
    front = files.parse(parts[1], where, faults)
    if front is None:
        return None
    body = {**front, "slug": path.stem.split("-", 1)[-1], "body": parts[2]}
    return files.validated(Page, body, where, faults)


def read_figures(directory: Path, faults: list[Fault]) -> dict[str, str]:
    """Every drawing by its file name."""
    found: dict[str, str] = {}
    for path in sorted((directory / "figures").glob("*.svg")):
        text = files.text(path, f"figures/{path.name}", faults)
        if text is not None:
            found[path.name] = text
    return found
