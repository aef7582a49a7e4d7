"""What every item type is made of: the verbs of a payload, what it shows, and what it says after release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any, ClassVar

from pydantic import Field

from question_bank.items import wording
from question_bank.items.picture import Case, Picture
from question_bank.items.values import Frozen, Harm, Hazard, Reasoned

__all__ = [
    "Case",
    "Frozen",
    "Harm",
    "Hazard",
    "Picture",
    "Reasoned",
]  # other modules find them here, with what is defined below

type_of_answer = object  # JSON as it came from a client: str, list, dict, number, bool or None
Response = Any
"""An answer read into own ids: what `parse` gives and `grade` takes. Each type has its own form; empty is no answer."""


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven"}


class UnreadableAnswer(ValueError):
    """The answer does not have the form its item type asks for."""


@dataclass(frozen=True)
class Outcome:
    """The credit an answer earned, between 0 and 1 and exact, and the worst it could do in practice."""

    credit: Fraction
    worst_harm: Harm


@dataclass(frozen=True)
class Presented:
    """What a candidate is shown of an item: never a key, a rationale or a harm grade.

    `options` are (shown id, text) in shown order; `chooses` is how many parts an answer has, when that is fixed.
    A type that shows more than a list of options subclasses this.
    """

    kind: str
    stem: str
    options: tuple[tuple[str, str], ...]
    chooses: int | None
    picture: Picture | None = None
    case: Case | None = None

    @property
    def paragraphs(self) -> tuple[tuple[wording.Span, ...], ...]:
        """The stem's paragraphs as runs of text; the last one asks."""
        return wording.paragraphs(self.stem)

    @property
    def lettered(self) -> tuple[tuple[str, str, tuple[wording.Span, ...]], ...]:
        """Each option as its letter, its id and its text in runs."""
        return tuple((LETTERS[i], shown, wording.spans(text)) for i, (shown, text) in enumerate(self.options))

    @property
    def task(self) -> str:
        """What the candidate is to do: choose one, choose three."""
        return f"choose {NUMBERS[self.chooses]}" if self.chooses in NUMBERS else "choose"

    def says(self, answer: type_of_answer) -> str:
        """A stored answer in words, as the candidate saw it; empty when there is none."""
        named = [answer] if isinstance(answer, str) else answer if isinstance(answer, list) else []
        return " ".join(letter for letter, shown, _text in self.lettered if shown in named)

    def as_json(self) -> dict[str, Any]:
        """What a program is shown; types that show more add to it."""
        shown: dict[str, Any] = {
            "type": self.kind,
            "stem_html": wording.stem_html(self.stem),
            "options": [{"id": option, "html": wording.html(text)} for option, text in self.options],
            "chooses": self.chooses,
        }
        if self.picture is not None:
            shown["picture"] = self.picture.model_dump(exclude_defaults=True)
        if self.case is not None:
            said = self.case.model_dump(include={"title", "place", "of", "picture"})
            shown["case"] = {**said, "html": wording.stem_html(self.case.text)}
        return shown


@dataclass(frozen=True)
class Explained:
    """One line after closing: what stood there, whether it was right, what was answered, and why.

    For options, `is_key` and `is_chosen` say all. Other types say in words what was `given` and what is `right`.
    """

    letter: str
    text: tuple[wording.Span, ...]
    is_key: bool
    is_chosen: bool
    rationale: str
    given: str = ""
    right: str = ""


class Payload(Frozen):
    """The part of an item that its type defines, with its verbs.

    `own_ids` name everything an answer can name; a paper shows them under ids of its own, in the order `arrange` gives.
    """

    kind: ClassVar[str]
    stem: str = Field(min_length=1)
    picture: Picture | None = None
    case: Case | None = None

    def own_ids(self) -> tuple[str, ...]:
        """The ids an answer can name, in written order; none for typed answers."""
        raise NotImplementedError

    def arrange(self, chance: Random) -> list[str]:
        """The own ids in the order one paper shows them; shuffled, unless the type knows a better order."""
        ids = list(self.own_ids())
        chance.shuffle(ids)
        return ids

    def present(self, order: Sequence[str], shown_as: Mapping[str, str]) -> Presented:
        """Show the item with its ids in `order`, under the per-paper ids `shown_as`."""
        raise NotImplementedError

    def explain(self, order: Sequence[str], response: Response) -> tuple[Explained, ...]:
        """Say line by line, in the order it was shown, what was right and why; only after release."""
        raise NotImplementedError

    def chooses(self) -> int | None:
        """How many parts an answer has, when that is fixed."""
        raise NotImplementedError

    def settle(self, answer: type_of_answer, known: Mapping[str, str]) -> type_of_answer:
        """The client's answer as it is stored, most often as it came; UnreadableAnswer when parse says so."""
        self.parse(answer, known)
        return answer

    def parse(self, answer: type_of_answer, known: Mapping[str, str]) -> Response:
        """Read a client's answer into own ids, or raise UnreadableAnswer; `known` maps shown ids to own ids.

        An answer that is not finished is read, too: nothing a candidate gave is refused for being incomplete.
        """
        raise NotImplementedError

    def say(self, response: Response, shown_as: Mapping[str, str]) -> type_of_answer:
        """The client's answer that reads as this response: what `parse` undoes."""
        raise NotImplementedError

    def grade(self, response: Response) -> Outcome:
        """Score a parsed answer; an empty one earns nothing and does no harm."""
        raise NotImplementedError

    def examples(self) -> Iterator[tuple[Response, Fraction]]:
        """Answers and the credit each must earn, for the tests that hold every type to its word."""
        raise NotImplementedError

    def keyed_texts(self) -> tuple[str, ...]:
        """Texts that tell the key to whoever reads them, for the tests that look for them where they must not be."""
        raise NotImplementedError

    def references(self) -> frozenset[str]:
        """Files a written payload names beside it, read into it when it is loaded."""
        return frozenset()


def worst(harms: Iterable[Harm]) -> Harm:
    """The worst of some harms; none of none."""
    return max(harms, key=list(Harm).index, default=Harm.NONE)


def parts_given(answer: type_of_answer) -> int:
    """How many parts a stored answer of any type gives; 0 is no answer."""
    if isinstance(answer, dict):
        return sum(value is not None and value != "" for value in answer.values())
    if isinstance(answer, list):
        return len(answer)
    return int(answer is not None and answer != "")


def own_id(shown: object, known: Mapping[str, str]) -> str:
    """The own id behind one shown id, or UnreadableAnswer."""
    if not isinstance(shown, str) or shown not in known:
        raise UnreadableAnswer("This is not one of the answers offered here.")
    return known[shown]
