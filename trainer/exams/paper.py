"""Putting a paper together from item versions: drawn by seed, then frozen. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from random import Random
from typing import Any, overload

from question_bank.items import Payload
from question_bank.items.card import Rule
from question_bank.scoring.policy import Policy
from question_bank.selection.blueprint import Blueprint
from question_bank.selection.paper import Candidate, Pool, draw, tested
from question_bank.selection.quiz import draw_quiz

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
PAIRS = tuple(first + second for second in ALPHABET for first in ALPHABET)
ID_BITS = 30
"""An id has six signs, of five bits each: there are 32 to choose from. They are written two at a time."""


@dataclass(frozen=True)
class Banked:
    """A live item version as drawing sees it, with its type; `candidate.id` is the item's code.

    `until` is the last day on which papers may draw it; None where no source that blocks has a date.
    """

    version_id: int
    candidate: Candidate
    kind: str = ""
    until: date | None = None


class Bank(Sequence[Banked]):
    """The live items of a pool, in order, and what drawing makes of them, made once. Threads may share it."""

    def __init__(self, items: Iterable[Banked]) -> None:
        self._items = tuple(items)

    @overload
    def __getitem__(self, at: int) -> Banked: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Banked, ...]: ...
    def __getitem__(self, at: int | slice) -> Banked | tuple[Banked, ...]:
        return self._items[at]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Banked]:
        return iter(self._items)

    @cached_property
    def ending(self) -> tuple[Banked, ...]:
        """The items that papers may draw only until some day."""
        return tuple(item for item in self._items if item.until is not None)

    @cached_property
    def by_code(self) -> Mapping[str, Banked]:
        """Each item under its code."""
        return {item.candidate.id: item for item in self._items}

    @cached_property
    def pool(self) -> Pool:
        """The items, ready to be drawn by a blueprint."""
        return Pool(item.candidate for item in self._items)

    def of(self, domains: Collection[str]) -> Bank:
        """The items of some domains."""
        return Bank(item for item in self._items if item.candidate.domain in domains)


@dataclass(frozen=True)
class Drawn:
    """The codes of a paper in order, which of them test a must-not-miss rule, and the form they come from, if any."""

    codes: list[str]
    rules: Mapping[str, Rule]
    form_id: int | None = None


def draw_final(
    bank: Bank,
    blueprint: Blueprint,
    policy: Policy,
    *,
    seed: int,
    met: Collection[str],
    exposure: Mapping[str, int] | None = None,
) -> Drawn:
    """Draw a final exam by its blueprint; raises NoPaper when the bank cannot fill it. `exposure` as in `draw`."""
    return paper_of(bank, draw(bank.pool, blueprint, policy, seed=seed, met=met, exposure=exposure), policy)


def paper_of(bank: Bank, codes: list[str], policy: Policy, form_id: int | None = None) -> Drawn:
    """A paper of these codes, with what of it tests a must-not-miss rule."""
    return Drawn(codes, tested([bank.by_code[code].candidate for code in codes], policy), form_id)


def draw_module_quiz(bank: Sequence[Banked], *, count: int, seed: int, met: Collection[str]) -> Drawn:
    """Draw a module's quiz; raises NoPaper when there are too few practice items."""
    return Drawn(draw_quiz([item.candidate for item in bank], count=count, seed=seed, met=met), {})


def freeze(drawn: Drawn, bank: Bank, payload_of: Callable[[int], Payload], *, seed: int) -> list[dict[str, Any]]:
    """The paper as it is stored: item versions by position, with options in their shown order under ids of its own.

    The same draw and seed give the same paper, to the option id.
    """
    chance = Random(f"{seed}:options")  # noqa: S311 - a seed must give one paper again; it never leaves the server
    ids: set[str] = set()
    return [
        _entry(position, item, payload_of(item.version_id), drawn.rules.get(item.candidate.id), chance, ids)
        for position, item in enumerate((bank.by_code[code] for code in drawn.codes), 1)
    ]


def _entry(
    position: int, item: Banked, payload: Payload, rule: Rule | None, chance: Random, ids: set[str]
) -> dict[str, Any]:
    return {
        "position": position,
        "version_id": item.version_id,
        "type": payload.kind,
        "domain": item.candidate.domain,
        "group": item.candidate.group.value,
        "rule": rule.value if rule else None,
        "chooses": payload.chooses(),
        "options": [[_fresh_id(chance, ids), each] for each in payload.arrange(chance)],
        "case": payload.case.code if payload.case else None,
    }


def _fresh_id(chance: Random, ids: set[str]) -> str:
    while (made := _random_id(chance.getrandbits(ID_BITS))) in ids:
        pass
    ids.add(made)
    return made


def _random_id(bits: int) -> str:
    return PAIRS[bits & 1023] + PAIRS[bits >> 10 & 1023] + PAIRS[bits >> 20]
