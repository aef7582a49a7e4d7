"""What an import tells: a line for each item, and what came of the whole. A dry run tells the same as a real one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from question_bank.exchange.found import Outcome


class Becomes(StrEnum):
    """What an item of a file becomes here."""

    NEW = "new"
    VERSION = "version"
    UNCHANGED = "unchanged"
    NOTHING = ""


@dataclass(frozen=True)
class Line:
    """One item of a file: where it stands there, what it is here, and what was lost or why it is refused.

    `notes` are worth knowing and cost nothing: a code that was taken, an item that reads almost the same.
    """

    where: str
    name: str
    outcome: Outcome
    code: str = ""
    becomes: Becomes = Becomes.NOTHING
    number: int = 0
    losses: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    refusal: str = ""

    @property
    def says(self) -> str:
        """Everything to be said of it, in one text."""
        version = {Becomes.VERSION: f"updated to version {self.number}", Becomes.UNCHANGED: "unchanged"}
        parts = (self.refusal, version.get(self.becomes, ""), *self.losses, *self.notes)
        return "; ".join(part for part in parts if part)


@dataclass
class Report:
    """What an import did, or would do: the file, what it was taken for, and its items in order.

    `problem` is why nothing of the file could be read. `pairs` is how many pairs that do not go together were found
    among its items once they were imported; None where they are too many to be compared at once.
    """

    file: str
    sha256: str
    format: str
    bank: str
    is_dry: bool
    is_done: bool = False
    problem: str = ""
    pairs: int | None = 0
    lines: list[Line] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many items were imported, imported with loss, refused; and what they became."""
        found = Counter(str(line.outcome) for line in self.lines)
        found.update(str(line.becomes) for line in self.lines if line.becomes)
        return {str(name): found[str(name)] for name in (*Outcome, *Becomes) if name}

    @property
    def written(self) -> list[str]:
        """The codes of the items that are new or got a new version."""
        return [line.code for line in self.lines if line.becomes in (Becomes.NEW, Becomes.VERSION)]

    @property
    def refused(self) -> int:
        """How many items are refused."""
        return self.counts[Outcome.REFUSED]

    @property
    def taken(self) -> int:
        """How many items are not refused."""
        return len(self.lines) - self.refused

    @property
    def is_clean(self) -> bool:
        """Whether nothing was refused."""
        return not self.problem and not self.refused

    def as_json(self) -> dict[str, Any]:
        """The report for a program, and as it is stored."""
        about = {name: value for name, value in vars(self).items() if name != "lines"}
        return {**about, "counts": self.counts, "items": [_plain(line) for line in self.lines]}


def _plain(line: Line) -> dict[str, Any]:
    return {name: value for name, value in asdict(line).items() if value}


def report_of(stored: dict[str, Any]) -> Report:
    """A stored report, as it was."""
    about = {name: value for name, value in stored.items() if name not in ("counts", "items")}
    return Report(**about, lines=[_line(told) for told in stored["items"]])


def _line(told: dict[str, Any]) -> Line:
    kinds = {"outcome": Outcome(told["outcome"]), "becomes": Becomes(told.get("becomes", ""))}
    texts = {name: tuple(told.get(name, ())) for name in ("losses", "notes")}
    return Line(**{"where": "", "name": "", **told, **kinds, **texts})


def table(lines: Sequence[Line]) -> Iterator[tuple[str, ...]]:
    """The lines as the rows of a table, headings first."""
    yield ("where", "name", "code", "outcome", "says")
    for line in lines:
        yield (line.where, line.name, line.code, line.outcome, line.says)
