"""Multiple response: several options are keys, and an answer earns by the item's scoring rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import ClassVar, Self

from pydantic import Field, model_validator

from question_bank.items.base import Response, UnreadableAnswer, own_id, type_of_answer
from question_bank.items.choices import Choices, Option


class MultipleResponse(Choices):
    """A stem and its options, any number of them right."""

    kind: ClassVar[str] = "multiple_response"
    options: tuple[Option, ...] = Field(min_length=2, max_length=26)

    @model_validator(mode="after")
    def some_option_is_a_key(self) -> Self:
        if not self.keys:
            raise ValueError("a multiple-response item has at least one key")
        return self

    def chooses(self) -> int | None:
        return len(self.keys)

    def parse(self, answer: type_of_answer, known: Mapping[str, str]) -> tuple[str, ...]:
        if answer is None:
            return ()
        if not isinstance(answer, list):
            raise UnreadableAnswer("Choose from the answers offered here.")
        chosen = {own_id(shown, known) for shown in answer}
        return tuple(option.id for option in self.options if option.id in chosen)

    def say(self, response: Response, shown_as: Mapping[str, str]) -> type_of_answer:
        return [shown_as[own] for own in response] or None

    def examples(self) -> Iterator[tuple[tuple[str, ...], Fraction]]:
        right = [option for option in self.options if option.key]
        for chosen in (right, right[:-1], list(self.options)):
            yield tuple(option.id for option in chosen), self._earned(chosen) if chosen else Fraction(0)
        yield (), Fraction(0)
