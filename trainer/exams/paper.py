"""Putting a paper together from item versions: drawn by seed, then frozen. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from question_bank.items import Payload
from question_bank.items.card import Rule
from question_bank.scoring.policy import Policy
from question_bank.selection.blueprint import Blueprint
from question_bank.selection.paper import Candidate, draw, tested
from question_bank.selection.quiz import draw_quiz

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
ID_LENGTH = 6


@dataclass(frozen=True)
class Banked:
    """A live item version as drawing sees it; `candidate.id` is the item's code."""

    version_id: int
    candidate: Candidate


@dataclass(frozen=True)
class Drawn:
    """The codes of a paper in order, and which of them test a must-not-miss rule."""

    codes: list[str]
    rules: Mapping[str, Rule]


def draw_final(
    bank: Sequence[Banked], blueprint: Blueprint, policy: Policy, *, seed: int, met: Collection[str]
) -> Drawn:
    """Draw a final exam by its blueprint; raises NoPaper when the bank cannot fill it."""
    pool = {item.candidate.id: item.candidate for item in bank}
    codes = draw(list(pool.values()), blueprint, policy, seed=seed, met=met)
    return Drawn(codes, tested([pool[code] for code in codes], policy))


def draw_module_quiz(bank: Sequence[Banked], *, count: int, seed: int, met: Collection[str]) -> Drawn:
    """Draw a module's quiz; raises NoPaper when there are too few practice items."""
    return Drawn(draw_quiz([item.candidate for item in bank], count=count, seed=seed, met=met), {})


def freeze(
    drawn: Drawn, bank: Sequence[Banked], payload_of: Callable[[int], Payload], *, seed: int
) -> list[dict[str, Any]]:
    """The paper as it is stored: item versions by position, with options in their shown order under ids of its own.

    The same draw and seed give the same paper, to the option id.
    """
    chance = Random(f"{seed}:options")  # noqa: S311 - a seed must give one paper again; it never leaves the server
    by_code = {item.candidate.id: item for item in bank}
    ids: set[str] = set()
    return [
        _entry(position, by_code[code], payload_of(by_code[code].version_id), drawn.rules.get(code), chance, ids)
        for position, code in enumerate(drawn.codes, 1)
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
    while (made := "".join(chance.choices(ALPHABET, k=ID_LENGTH))) in ids:
        pass
    ids.add(made)
    return made
