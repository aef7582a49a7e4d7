"""Scoring rules in words: what each earns, told by answers to the very item that is being written."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import singledispatch

from question_bank.items import Choices, Hotspot, Matching, Ordering, Payload, Response, TrueFalseSet, wording

RULES = {
    "all_or_nothing": (
        "All or nothing",
        "An answer earns the whole mark when all of it is right, and nothing otherwise.",
    ),
    "half_point": ("Half point", "One mistake earns half the mark, two earn nothing."),
    "per_part": ("Each part counts", "Every part that is right earns its share of the mark."),
    "deduction": (
        "Each part, less mistakes",
        "A right part earns its share, a wrong one takes a share away; never less than nothing.",
    ),
    "mapping": (
        "What each choice says",
        "Every choice earns what stands beside it; an answer earns their sum, within bounds.",
    ),
    "absolute_position": ("Places", "Every step at its own place earns its share."),
    "adjacent_pairs": ("Pairs", "Every two steps that rightly follow each other earn a share."),
    "adjacent_pairs_and_last": ("Pairs and the end", "As pairs, and the right last step earns a share, too."),
    "longest_subset": (
        "Longest right series",
        "The most steps that stand in the right order, whether others stand between them or not.",
    ),
    "longest_run": ("Longest unbroken run", "The most steps in a row that rightly follow each other."),
    "one_neighbour": ("Neighbours", "Every step earns for the right one before it and the right one after it."),
    "all_neighbours": ("Every two steps", "Of all pairs of steps, the share that stands the right way round."),
}
"""What each rule is called, and what it earns."""
Given = tuple[str, Response]
"""An answer in words, and as it is graded."""


def earns(payload: Payload, rule: str) -> str:
    """What answers to this item would earn by a rule, in words."""
    ruled = payload.model_copy(update={"scoring": rule})
    told = (f"{words} earns {share(ruled.grade(response).credit)}" for words, response in examples(payload))
    return "; ".join(told)


def share(credit: Fraction) -> str:
    """An exact share of the mark as one reads it."""
    return "nothing" if not credit else str(credit)


@singledispatch
def examples(payload: Payload) -> Iterator[Given]:
    """Answers to an item that are neither right nor empty."""
    yield from ()


@examples.register
def _choices(payload: Choices) -> Iterator[Given]:
    keys = [option.id for option in payload.options if option.key]
    wrong = [option for option in payload.options if not option.key]
    if len(keys) > 1:
        yield f"leaving 1 of {len(keys)} right ones out", tuple(keys[:-1])
        if wrong:
            yield f"taking “{_short(wrong[0].text)}” as well", (*keys, wrong[0].id)
    elif wrong:
        yield f"choosing “{_short(wrong[0].text)}”", (wrong[0].id,)


@examples.register
def _hotspot(payload: Hotspot) -> Iterator[Given]:
    wrong = [region for region in payload.regions if not region.key]
    for region in wrong[:1]:
        yield f"choosing “{_short(region.text)}”", (region.id,)


@examples.register
def _truths(payload: TrueFalseSet) -> Iterator[Given]:
    of = len(payload.statements)
    for right in _counts(of):
        judged = ((each.id, each.is_true is (place < right)) for place, each in enumerate(payload.statements))
        yield f"{right} of {of} right", tuple(judged)


@examples.register
def _matching(payload: Matching) -> Iterator[Given]:
    of, ids = len(payload.prompts), [choice.id for choice in payload.choices]
    for right in _counts(of):
        matched = (
            (each.id, each.match if place < right else next(own for own in ids if own != each.match))
            for place, each in enumerate(payload.prompts)
        )
        yield f"{right} of {of} right", tuple(matched)


@examples.register
def _ordering(payload: Ordering) -> Iterator[Given]:
    first, second, *rest = payload.own_ids()
    yield "changing the first two steps over", (second, first, *rest)
    if rest:
        yield "putting the first step last", (second, *rest, first)


def _counts(of: int) -> list[int]:
    """All but one, and half of them."""
    return sorted({of - 1, of // 2} - {0}, reverse=True)


def _short(text: str) -> str:
    line = wording.plain(text)
    return line if len(line) <= 30 else line[:29].rstrip() + "…"
