"""What differs between two versions of an item, part by part and word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from question_bank.items.card import Card

WORD = re.compile(r"\s+|[^\W_]+(?:['’][^\W_]+)*|.", re.DOTALL)
SET_ASIDE = frozenset({"code", "version", "status", "payload"})
Run = tuple[Literal["same", "gone", "new"], str]
"""A run of words that both texts have, only the older one had, or only the newer one has."""


@dataclass(frozen=True)
class Difference:
    """One part of an item that differs: its name, and both texts with the words marked."""

    part: str
    before: tuple[Run, ...]
    after: tuple[Run, ...]


def differences(before: Card, after: Card) -> list[Difference]:
    """The parts in which two versions differ, in the order of the newer one; what is gone comes last."""
    old, new = dict(_parts(before)), dict(_parts(after))
    names = [*new, *(name for name in old if name not in new)]
    return [
        Difference(name, *marked(old.get(name, ""), new.get(name, "")))
        for name in names
        if old.get(name, "") != new.get(name, "")
    ]


def marked(before: str, after: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Both texts in runs; the words between changes are matched as a reader would."""
    old, new = WORD.findall(before), WORD.findall(after)
    left: list[Run] = []
    right: list[Run] = []
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            left.append(("same", "".join(old[i:j])))
            right.append(("same", "".join(new[k:m])))
            continue
        if j > i:
            left.append(("gone", "".join(old[i:j])))
        if m > k:
            right.append(("new", "".join(new[k:m])))
    return tuple(left), tuple(right)


def _parts(card: Card) -> Iterator[tuple[str, str]]:
    """Everything a card says, each part under a name a reader knows: `option b, rationale`."""
    payload = card.payload.model_dump(mode="json", exclude_none=True)
    yield from _flat("stem", payload.pop("stem"))
    for name, value in payload.items():
        yield from _flat(_plain(name), value)
    about = card.model_dump(mode="json", exclude=set(SET_ASIDE), exclude_none=True)
    for name, value in about.items():
        yield _plain(name), ", ".join(map(str, value)) if isinstance(value, list) else _said(value)


def _flat(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for inner, part in value.items():
            if inner not in ("id", "text"):
                yield from _flat(f"{name}, {_plain(inner)}", part)
            elif inner == "text":
                yield name, str(part)
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        yield f"order of {name}", ", ".join(str(each.get("id", number)) for number, each in enumerate(value, 1))
        for number, each in enumerate(value, 1):
            yield from _flat(f"{_one(name)} {each.get('id', number)}", each)
    elif isinstance(value, list):
        yield name, ", ".join(map(str, value))
    else:
        yield name, _said(value)


def _said(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _plain(name: str) -> str:
    known = {"must_not_miss": "must-not-miss rule", "safety_critical": "safety-critical"}
    return known.get(name, name.replace("_", " "))


def _one(name: str) -> str:
    """One of several: `option` of `options`, `entry` of `entries`."""
    return name.removesuffix("ies") + "y" if name.endswith("ies") else name.removesuffix("s")
