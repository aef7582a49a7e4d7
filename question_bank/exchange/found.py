"""What reading and writing other systems' files is made of: what was found, what became of it, and what was lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from question_bank.items import Payload
from question_bank.items.card import Card


class Outcome(StrEnum):
    """What becomes of one question."""

    IMPORTED = "imported"
    LOSSY = "imported with loss"
    REFUSED = "refused"


class Unreadable(ValueError):
    """Nothing of the file is read; the message says why, where, and what to do."""


class Refused(ValueError):
    """One question is not read; the message says why."""


@dataclass(frozen=True)
class Draft:
    """A question as another system told it: what it asks, and whatever else its file says.

    `about` holds fields of a card that the file itself tells (code, domain, level, sources ...), by their names there.
    `media` holds the pictures the payload names, by their digest.
    """

    payload: Payload
    title: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    about: Mapping[str, Any] = field(default_factory=dict)
    media: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """One question of a file: where it stands, what it is called, and the draft, or why there is none.

    `where` is a line, a row or a file inside the package: `line 12`, `row 7`, `items/choice.xml`.
    """

    where: str
    name: str
    draft: Draft | None = None
    losses: tuple[str, ...] = ()
    refusal: str = ""

    @property
    def outcome(self) -> Outcome:
        """Imported, imported with loss, or refused."""
        if self.draft is None:
            return Outcome.REFUSED
        return Outcome.LOSSY if self.losses else Outcome.IMPORTED


@dataclass(frozen=True)
class Written:
    """What writing an item into another format cost: what is lost, or why it is not in the file at all."""

    code: str
    losses: tuple[str, ...] = ()
    refusal: str = ""


class Reader(Protocol):
    """Reads one format. Raises Unreadable when the file as a whole is not what it should be."""

    def __call__(self, path: Path) -> Iterator[Found]: ...


class Writer(Protocol):
    """Writes one format, item by item, so that memory does not grow with the bank; tells what each item lost."""

    def __call__(self, cards: Iterable[Card], out: BinaryIO, media: Mapping[str, bytes]) -> Iterator[Written]: ...
