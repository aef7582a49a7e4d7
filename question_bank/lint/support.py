"""The rules for what a question needs: enough parts, a domain, sources, reasons, and words for its pictures."""

from __future__ import annotations

from collections.abc import Iterator

from question_bank.items import Hotspot, Matching, MultipleResponse, Ordering, Payload, SingleChoice, TrueFalseSet
from question_bank.items.card import Card
from question_bank.lint.parts import pictures_of, rationales
from question_bank.lint.rule import Finding, Rule

UNSORTED = "D0"
"""The domain of what has come in and was not sorted yet."""
LIMITS: dict[str, tuple[int, int]] = {
    "single_choice options": (3, 6),
    "multiple_response options": (4, 8),
    "true_false_set statements": (3, 6),
    "ordering steps": (3, 7),
    "matching prompts": (3, 6),
    "matching choices": (3, 10),
    "hotspot regions": (3, 8),
}
"""The least and the most parts of each kind: fewer are guessed, more are not read."""


def option_count(card: Card) -> Iterator[Finding]:
    for name, count in _counts(card.payload):
        least, most = LIMITS[f"{card.type} {name}"]
        if not least <= count <= most:
            yield Finding(name, f"the item has {count} {name}; an item of this type has {least} to {most}")
    yield from _all_alike(card.payload)


def _counts(payload: Payload) -> Iterator[tuple[str, int]]:
    match payload:
        case SingleChoice() | MultipleResponse():
            yield "options", len(payload.options)
        case TrueFalseSet():
            yield "statements", len(payload.statements)
        case Ordering():
            yield "steps", len(payload.steps)
        case Matching():
            yield "prompts", len(payload.prompts)
            yield "choices", len(payload.choices)
        case Hotspot():
            yield "regions", len(payload.regions)


def _all_alike(payload: Payload) -> Iterator[Finding]:
    if isinstance(payload, MultipleResponse):
        if len(payload.keys) < 2:
            yield Finding("options", "only one option is right; make it a single choice, or add a second key")
        if len(payload.keys) == len(payload.options):
            yield Finding("options", "every option is right; add one that is wrong")
    if isinstance(payload, TrueFalseSet) and len({each.is_true for each in payload.statements}) == 1:
        word = "true" if payload.statements[0].is_true else "false"
        yield Finding("statements", f"every statement is {word}; some are to be true and some false")


def not_sorted(card: Card) -> Iterator[Finding]:
    if card.domain == UNSORTED:
        yield Finding("domain", "the item has no place in the blueprint yet; choose its domain")


def no_source(card: Card) -> Iterator[Finding]:
    if not card.sources:
        yield Finding("sources", "no source supports the key; name at least one")


def no_rationale(card: Card) -> Iterator[Finding]:
    for part in rationales(card.payload):
        if not part.text.strip():
            yield Finding(part.field, f"{part.field.removesuffix('.rationale')}: say why this is right or wrong")


def no_alt(card: Card) -> Iterator[Finding]:
    for field, picture in pictures_of(card):
        if not picture.alt.strip():
            yield Finding(f"{field}.alt", "the picture has no alternative text; say what it shows")


SUPPORT_RULES = (
    Rule(
        "option-count",
        "Too few parts are guessed, too many are not read.",
        "A single choice of two options, or four statements that are all true.",
        option_count,
    ),
    Rule(
        "not-sorted",
        "An item without a domain can be in no paper.",
        "An item that was brought in from another system and still stands in D0.",
        not_sorted,
    ),
    Rule(
        "no-source",
        "A key that nothing supports cannot be defended.",
        "A key about needle depth, and an empty list of sources.",
        no_source,
    ),
    Rule(
        "no-rationale",
        "Who answers wrongly learns from the reason only.",
        "Option c is wrong, and nothing says why.",
        no_rationale,
    ),
    Rule(
        "no-alternative-text",
        "Who cannot see a picture cannot answer what is asked about it.",
        "A chart of the back, whose alternative text is empty.",
        no_alt,
    ),
)
