"""A plan in words: what its levels ask, and what a paper rather keeps."""

from __future__ import annotations

from collections.abc import Iterator

from question_bank.selection.blueprint import Blueprint, Hold, Quota
from trainer.library.rules import LEVELS


def levels(quota: Quota) -> str:
    """What a quota asks of levels, in a line; nothing when it asks nothing."""
    said = (of_level(LEVELS[level], each.at_least, each.at_most) for level, each in quota.levels.items())
    return "; ".join(filter(None, said))


def of_level(name: str, least: int | None, most: int | None) -> str:
    """How many of one level, in words; nothing when any number will do."""
    if most is None:
        return f"{name} at least {least}" if least else ""
    if most == least:
        return f"{name} exactly {most}"
    return f"{name} {least} to {most}" if least else f"{name} at most {most}"


def rather(blueprint: Blueprint) -> Iterator[str]:
    """What a paper keeps when it can, a sentence each."""
    if cap := blueprint.exposure:
        over = "others come first, and it is gone over only when nothing else fits"
        how = "it is never gone over" if cap.hold is Hold.HARD else over
        yield f"An item is on at most {cap.most} of any {cap.papers} papers in a row; {how}."
    if aim := blueprint.difficulty:
        yield f"A paper aims at an expected mean of {aim.target:.1%} right, give or take {aim.tolerance:.1%}."
    match blueprint.no_repeat:
        case None:
            return
        case 0:
            yield "Items somebody met on an earlier paper may come again."
        case number:
            papers = "paper" if number == 1 else f"{number} papers"
            yield f"Only items of a person's last {papers} are avoided."
