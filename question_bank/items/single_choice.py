"""Single best answer: exactly one option is the key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from question_bank.items.base import Response, own_id, type_of_answer
from question_bank.items.choices import Choices, Option


class SingleChoice(Choices):
    """A stem and its options, one of them right."""

    kind: ClassVar[str] = "single_choice"
    scoring: Literal["all_or_nothing", "mapping"] = "all_or_nothing"
    options: tuple[Option, ...] = Field(min_length=2, max_length=26)

    @model_validator(mode="after")
    def one_option_is_the_key(self) -> Self:
        if len(self.keys) != 1:
            raise ValueError(f"a single-choice item has exactly one key, not {len(self.keys)}")
        return self

    def chooses(self) -> int | None:
        return 1

    def parse(self, answer: type_of_answer, known: Mapping[str, str]) -> tuple[str, ...]:
        return () if answer is None else (own_id(answer, known),)

    def say(self, response: Response, shown_as: Mapping[str, str]) -> type_of_answer:
        return shown_as[response[0]] if response else None

    def examples(self) -> Iterator[tuple[tuple[str, ...], Fraction]]:
        for option in self.options:
            yield (option.id,), self._earned([option])
        yield (), Fraction(0)
