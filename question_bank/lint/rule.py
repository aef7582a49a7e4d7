"""What an item-writing rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from question_bank.items.card import Card


@dataclass(frozen=True)
class Rule:
    """An item-writing rule: its name, why it exists, an example of breaking it, and the check."""

    name: str
    reason: str
    example: str
    check: Callable[[Card], Iterator[str]]
    is_warning: bool = False
