"""Cards for the tests of the linter, and the rules they break."""

from __future__ import annotations

from typing import Any

from question_bank.items import MultipleResponse, Option, Payload, SingleChoice
from question_bank.items.card import Card
from question_bank.lint.course import card_faults

SAID: dict[str, Any] = {
    "code": "D1-E-201", "use": "exam", "domain": "D1", "group": "knowledge", "level": "apply", "sources": ["S1"],
}  # fmt: skip


def card(payload: Payload, **more: Any) -> Card:
    """A card around a payload, with some of what it says changed."""
    return Card.model_validate(SAID | {"type": payload.kind, "payload": payload} | more)


def broken(payload: Payload, **more: Any) -> list[str]:
    """The rules an item breaks, each once, warnings with a question mark."""
    return list(dict.fromkeys(fault.rule + "?" * fault.is_warning for fault in card_faults(card(payload, **more))))


def fields(payload: Payload, **more: Any) -> list[str]:
    """The parts of an item its faults point to."""
    return [fault.field for fault in card_faults(card(payload, **more))]


def options(texts: tuple[str, ...], keys: str) -> tuple[Option, ...]:
    """Options a, b, c ... with these texts, of which those named are keys."""
    return tuple(
        Option(id=own, text=text, key=own in keys, rationale=f"Because of {own}.")
        for own, text in zip("abcdefghij", texts, strict=False)
    )


def single(stem: str, *texts: str, key: str = "a") -> SingleChoice:
    """A single choice of these options; the first one is right."""
    return SingleChoice(stem=stem, options=options(texts, key))


def several(stem: str, *texts: str, keys: str = "ab") -> MultipleResponse:
    """A multiple response of these options; the first two are right."""
    return MultipleResponse(stem=stem, options=options(texts, keys))
