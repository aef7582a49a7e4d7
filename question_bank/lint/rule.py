"""What an item-writing rule is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from question_bank.formats.faults import Fault
from question_bank.items.card import Card


class Finding(NamedTuple):
    """One thing a rule found: the part of the item it is about, as `stem` or `options.c`, and what to do."""

    field: str
    says: str


@dataclass(frozen=True)
class Rule:
    """An item-writing rule: its name, why it exists, an example of breaking it, and the check."""

    name: str
    reason: str
    example: str
    check: Callable[[Card], Iterator[Finding]]
    is_warning: bool = False

    @property
    def severity(self) -> str:
        """How grave breaking it is: an error blocks going live, a warning does not."""
        return "warning" if self.is_warning else "error"

    def faults(self, card: Card, where: str) -> Iterator[Fault]:
        """Everything in which a card breaks it."""
        for found in self.check(card):
            yield Fault(where, self.name, found.says, self.is_warning, found.field)


@dataclass(frozen=True)
class NamedRule:
    """A rule that no single item breaks by itself: its name, why it exists, and an example of breaking it."""

    name: str
    reason: str
    example: str
    is_warning: bool = False

    def fault(self, where: str, says: str, field: str = "") -> Fault:
        """A place where it is broken."""
        return Fault(where, self.name, says, self.is_warning, field)
