"""Linting a whole course directory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from question_bank.formats import cards_yaml, course_yaml
from question_bank.formats.course import Source
from question_bank.formats.faults import Fault
from question_bank.items.card import OUT_OF_USE, Card
from question_bank.lint.bank import bank_faults
from question_bank.lint.options import IMPLAUSIBLE, rarely_chosen
from question_bank.lint.pages import figure_faults, page_faults
from question_bank.lint.rules import RULES
from question_bank.lint.sources import due_faults, succession_faults


def lint(directory: Path, today: date | None = None) -> list[Fault]:
    """Every fault of a course directory; what can be read is linted even when other files cannot.

    Sources whose date has passed are told by `today`; without it none has.
    """
    return read_and_lint(directory, today)[0]


def read_and_lint(directory: Path, today: date | None = None) -> tuple[list[Fault], tuple[Card, ...]]:
    """Every fault of a course directory, and the items that can be read."""
    faults: list[Fault] = []
    course = course_yaml.read_course(directory, faults)
    sources = course_yaml.read_sources(directory, faults)
    cards = tuple(cards_yaml.read_cards(directory, faults))
    figures = course_yaml.read_figures(directory, faults)
    faults.extend(succession_faults(sources, course_yaml.lines_of_successors(directory)))
    for card in cards:
        faults.extend(card_faults(card))
        if card.status not in OUT_OF_USE:
            faults.extend(due_faults(_place(card), card.sources, sources, today, "sources"))
    for name, svg in figures.items():
        faults.extend(figure_faults(name, svg))
    if course is None:
        return faults, cards
    faults.extend(bank_faults(cards, set(sources), course.exam.blueprint, course.exam.policy))
    for module in course.modules:
        pages = list(course_yaml.read_pages(directory, module.slug, faults))
        for page in pages:
            faults.extend(page_faults(module.slug, page, sources, figures, today))
    faults.extend(_unused(sources, cards))
    return faults, cards


def card_faults(card: Card, chosen: Mapping[str, float] | None = None) -> Iterator[Fault]:
    """Every item-writing rule an item breaks; `chosen` is the share of answers that named each option, where known."""
    where = _place(card)
    for rule in RULES:
        yield from rule.faults(card, where)
    yield from _rarely_chosen(card, where, chosen or {})


def _place(card: Card) -> str:
    folder = f"cases/{card.payload.case.code.lower()}" if card.payload.case else card.domain.lower()
    return f"items/{folder}/{card.code}"


def _rarely_chosen(card: Card, where: str, chosen: Mapping[str, float]) -> Iterator[Fault]:
    for found in rarely_chosen(card, chosen):
        yield Fault(where, IMPLAUSIBLE.name, found.says, IMPLAUSIBLE.is_warning, found.field)


def _unused(sources: dict[str, Source], cards: tuple[Card, ...]) -> Iterator[Fault]:
    used = Counter(source for card in cards for source in card.sources)
    for key, source in sources.items():
        if not used[key] and not source.works and not source.key.startswith("F"):
            yield Fault(f"sources.yaml: {key}", "empty-source", "names no work and supports no item", True)
