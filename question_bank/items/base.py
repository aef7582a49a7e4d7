"""What every item type is made of: options with rationale and harm, and the verbs of a payload."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from question_bank.items import wording

type_of_answer = object  # JSON as it came from a client: str, list, dict, number, bool or None


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven"}


class UnreadableAnswer(ValueError):
    """The answer does not have the form its item type asks for."""


class Harm(StrEnum):
    """What choosing an option in practice could do."""

    NONE = "none"
    MINOR = "minor"
    SERIOUS = "serious"
    CRITICAL = "critical"


class Frozen(BaseModel):
    """A value: no unknown fields, no later change."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Option(Frozen):
    """One answer to choose, with the reason why it is right or wrong."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")
    text: str = Field(min_length=1)
    key: bool = False
    harm: Harm = Harm.NONE
    rationale: str = Field(min_length=1)

    @model_validator(mode="after")
    def a_key_does_no_harm(self) -> Self:
        if self.key and self.harm is not Harm.NONE:
            raise ValueError(f"option {self.id!r} is a key and cannot carry harm {self.harm.value!r}")
        return self


@dataclass(frozen=True)
class Outcome:
    """The credit an answer earned, between 0 and 1 and exact, and what it chose."""

    credit: Fraction
    chosen: tuple[str, ...]
    worst_harm: Harm


@dataclass(frozen=True)
class Presented:
    """What a candidate is shown of an item: never a key, a rationale or a harm grade."""

    kind: str
    stem: str
    options: tuple[tuple[str, str], ...]
    chooses: int | None

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


@dataclass(frozen=True)
class Explained:
    """One option after closing: its letter and text in runs, whether it was right, whether it was chosen, and why."""

    letter: str
    text: tuple[wording.Span, ...]
    is_key: bool
    is_chosen: bool
    rationale: str


class Payload(Frozen):
    """The part of an item that its type defines. Subclasses give parse, grade, examples and chooses."""

    kind: ClassVar[str]
    stem: str = Field(min_length=1)
    options: tuple[Option, ...]

    @model_validator(mode="after")
    def options_are_distinct(self) -> Self:
        ids = [option.id for option in self.options]
        if len(set(ids)) != len(ids):
            raise ValueError("two options share an id")
        if len({option.text.casefold() for option in self.options}) != len(ids):
            raise ValueError("two options share a text")
        return self

    @property
    def keys(self) -> frozenset[str]:
        """The ids of the options that are right."""
        return frozenset(option.id for option in self.options if option.key)

    def present(self, order: Sequence[str], shown_as: Mapping[str, str]) -> Presented:
        """Show the options in `order`, under the per-paper ids `shown_as`."""
        texts = {option.id: option.text for option in self.options}
        options = tuple((shown_as[own], texts[own]) for own in order)
        return Presented(self.kind, self.stem, options, self.chooses())

    def explain(self, order: Sequence[str], chosen: Sequence[str]) -> tuple[Explained, ...]:
        """Say of each option, in the order it was shown, whether it was right and why; only after release."""
        by_id = {option.id: option for option in self.options}
        return tuple(
            Explained(
                LETTERS[place], wording.spans(by_id[own].text), by_id[own].key, own in chosen, by_id[own].rationale
            )
            for place, own in enumerate(order)
        )

    def chooses(self) -> int | None:
        """How many options an answer names, when that is fixed."""
        raise NotImplementedError

    def parse(self, answer: type_of_answer, known: Mapping[str, str]) -> tuple[str, ...]:
        """Read a client's answer into own option ids; `known` maps shown ids to own ids."""
        raise NotImplementedError

    def grade(self, chosen: Sequence[str]) -> Outcome:
        """Score the chosen own ids; none chosen earns nothing."""
        picked = tuple(chosen)
        credit = Fraction(1) if frozenset(picked) == self.keys else Fraction(0)
        harms = [option.harm for option in self.options if option.id in picked]
        return Outcome(credit, picked, max(harms, key=list(Harm).index, default=Harm.NONE))

    def examples(self) -> Iterator[tuple[tuple[str, ...], Fraction]]:
        """Answers and the credit each must earn, for the tests that hold every type to its word."""
        raise NotImplementedError

    def references(self) -> frozenset[str]:
        """Files this payload needs beside it (pictures); none for text alone."""
        return frozenset()


def own_id(shown: object, known: Mapping[str, str]) -> str:
    """The own id behind one shown id, or UnreadableAnswer."""
    if not isinstance(shown, str) or shown not in known:
        raise UnreadableAnswer(f"{shown!r} is not one of this question's options")
    return known[shown]
