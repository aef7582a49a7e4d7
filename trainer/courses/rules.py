"""What opens when, what comes next, and what a check question says back. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

STANDING = {
    "full text": "read in full",
    "excerpt": "read in excerpt",
    "second-hand": "known second-hand",
    "standard-knowledge": "standard knowledge",
}
"""How a source is known to us, in words."""


def quiz_slug(course: str, module: str) -> str:
    """The name of a module's quiz."""
    return f"{course}-{module}-quiz"


def open_flags(passed: Sequence[bool]) -> list[bool]:
    """Which modules are open: the first, each whose forerunner is passed, and whatever is passed already."""
    return [index == 0 or passed[index - 1] or own for index, own in enumerate(passed)]


def first_unread(page_ids: Sequence[int], read: Collection[int]) -> int | None:
    """The first page not yet read, or None when all are."""
    return next((own for own in page_ids if own not in read), None)


def verdict(option: int, *, key: int, chosen: int | None) -> str:
    """How one option of a check question is shown: right, wrong or other; nothing before an answer."""
    if chosen is None:
        return ""
    if option == key:
        return "right"
    return "wrong" if option == chosen else "other"
