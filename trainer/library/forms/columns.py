"""The fields an item is written in: how a value is shown in each, and read from it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.IGNORECASE)
GIVE_A_NUMBER = "Give a number, such as 120 or 12.5."
GIVE_NUMBERS = "Give numbers apart by commas, such as 120, 80, 40."


class Kind(StrEnum):
    """How a value is typed."""

    LINE = "line"
    TEXT = "text"
    TICK = "tick"
    CHOICE = "choice"
    RULE = "rule"
    NUMBER = "number"
    NUMBERS = "numbers"
    PICK = "pick"
    PICKS = "picks"
    DRAWING = "drawing"
    KEPT = "kept"


@dataclass(frozen=True)
class Column:
    """One field: where its value stands in what is written, as `hazard.happens`, and how it is typed.

    `needed` says what to do when it is empty, `start` is what stands in it at first, `picks` names the rows it chooses
    from, and `under` the scoring rule without which it says nothing.
    """

    path: str
    label: str
    kind: Kind = Kind.TEXT
    needed: str = ""
    hint: str = ""
    start: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    picks: str = ""
    under: str = ""

    @property
    def name(self) -> str:
        """The last part of the field's name in a form."""
        return self.path.replace(".", "-")

    def shown(self, value: Any) -> str:
        """A value as it stands in the form."""
        if value is None or (value is False and self.kind is Kind.TICK):
            return ""
        match self.kind:
            case Kind.TICK:
                return "y"
            case Kind.NUMBER:
                return _plain(value)
            case Kind.NUMBERS:
                return ", ".join(_plain(each) for each in value)
            case Kind.PICKS:
                return " ".join(value)
            case _:
                return str(value)

    def read(self, typed: str) -> Any:
        """What was typed, as the item is made of it."""
        match self.kind:
            case Kind.TICK:
                return bool(typed)
            case Kind.NUMBERS:
                return _numbers(typed)
            case Kind.PICKS:
                return typed.split()
            case _:
                return typed

    def wrong(self, typed: str) -> str:
        """What is wrong with what was typed as far as this field alone can tell, or nothing."""
        if not typed.strip():
            return self.needed
        if self.kind is Kind.NUMBER and not NUMBER.fullmatch(typed.strip()):
            return GIVE_A_NUMBER
        if self.kind is Kind.NUMBERS and not all(NUMBER.fullmatch(each) for each in _numbers(typed)):
            return GIVE_NUMBERS
        return ""


def clean(typed: str) -> str:
    """What a browser sent, with its line ends made one and without control characters."""
    lines = typed.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))


def _numbers(typed: str) -> list[str]:
    return [each for each in re.split(r"[\s,;]+", typed) if each]


def _plain(number: float) -> str:
    """A number without a needless fraction, exact enough to be read as the same number again."""
    return str(int(number)) if number == int(number) else repr(number)
