"""Where each question of a paper stands: not seen, unanswered, partly answered, answered; and flags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from question_bank.items import parts_given
from trainer.exams.models import Answer

WORDS = {"unseen": "not seen", "open": "unanswered", "half": "partly answered", "done": "answered"}


@dataclass(frozen=True)
class Place:
    """One question on the map: its state is told by shape (the icon of the same name) and by word.

    `chooses` is how many parts its answer has, when that is fixed.
    """

    position: int
    state: str
    is_flagged: bool
    chooses: int | None

    @property
    def words(self) -> str:
        """The state in words."""
        return WORDS[self.state]

    @property
    def is_unanswered(self) -> bool:
        """Whether nothing at all is stored as an answer."""
        return self.state in ("unseen", "open")


@dataclass(frozen=True)
class Tally:
    """How many questions stand where."""

    of: int
    answered: int
    partly: int
    unanswered: int
    flagged: int


def places(
    items: Sequence[Mapping[str, Any]], answers: Mapping[int, Answer], on_screen: int | None = None
) -> list[Place]:
    """Every question of a paper with its state; what is on screen is not unseen."""
    return [_place(entry, answers.get(entry["position"]), entry["position"] == on_screen) for entry in items]


def _place(entry: Mapping[str, Any], answer: Answer | None, is_on_screen: bool) -> Place:
    position, chooses = entry["position"], entry["chooses"]
    if answer is None:
        return Place(position, "open" if is_on_screen else "unseen", False, chooses)
    return Place(position, _state(parts_given(answer.answer), chooses), answer.is_flagged, chooses)


def _state(given: int, chooses: int | None) -> str:
    if not given:
        return "open"
    return "half" if chooses is not None and given < chooses else "done"


def tally(found: Sequence[Place]) -> Tally:
    """Count the places."""
    return Tally(
        of=len(found),
        answered=sum(place.state == "done" for place in found),
        partly=sum(place.state == "half" for place in found),
        unanswered=sum(place.is_unanswered for place in found),
        flagged=sum(place.is_flagged for place in found),
    )


def ranges(numbers: Sequence[int]) -> str:
    """Numbers in order as one reads them out: 3 and 7; 1, 3 to 9 and 12."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [part for run in runs for part in _run(run)]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _run(run: Sequence[int]) -> list[str]:
    return [str(number) for number in run] if len(run) < 3 else [f"{run[0]} to {run[-1]}"]
