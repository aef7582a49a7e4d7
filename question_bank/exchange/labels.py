"""What a card says beside its question, as labels that fit into any format's tags: `domain: D4`, `source: S22`."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from question_bank.items.card import Card, Group, Level, Rule, Status, Use


class Domain(StrEnum):
    """The domains a card may be sorted into; D0 is not sorted yet."""

    D0, D1, D2, D3, D4, D5, D6, D7, D8, D9 = (f"D{number}" for number in range(10))


ONE: dict[str, Any] = {
    "domain": Domain, "use": Use, "status": Status, "group": Group, "level": Level, "must_not_miss": Rule,
}  # fmt: skip
MANY = {"source": "sources", "enemy": "enemies"}
FLAGS = ("safety_critical", "vignette")


def labels(card: Card) -> list[str]:
    """Everything a card says beside its payload, its code and its version, as labels; its own tags last."""
    one = [f"{name}: {value}" for name in ONE if (value := getattr(card, name)) is not None]
    many = [f"{name}: {value}" for name, field in MANY.items() for value in getattr(card, field)]
    flags = [name.replace("_", " ") for name in FLAGS if getattr(card, name)]
    return [*one, *many, *flags, *card.tags]


def told(tags: Iterable[str]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What labels say, as fields of a card, and the tags that are only tags. A label that says nonsense is a tag."""
    about: dict[str, Any] = {}
    rest: list[str] = []
    for tag in tags:
        name, _colon, value = (part.strip() for part in tag.partition(":"))
        if name in ONE and _reads(ONE[name], value):
            about[name] = value
        elif name in MANY and value:
            about[MANY[name]] = (*about.get(MANY[name], ()), value)
        elif tag.replace(" ", "_") in FLAGS:
            about[tag.replace(" ", "_")] = True
        else:
            rest.append(tag)
    return about, tuple(rest)


def _reads(kind: Any, value: str) -> bool:
    try:
        return bool(kind(value))
    except ValueError:
        return False
