"""Multiple response: several options are keys, and an answer earns its mark when it names exactly those."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import ClassVar, Self

from pydantic import Field, model_validator

from question_bank.items.base import Response, UnreadableAnswer, own_id, type_of_answer
from question_bank.items.choices import Choices, Option


class MultipleResponse(Choices):
    """A stem and four to eight options, at least two of them right and one wrong; all or nothing."""

    kind: ClassVar[str] = "multiple_response"
    options: tuple[Option, ...] = Field(min_length=4, max_length=8)

    @model_validator(mode="after")
    def keys_and_distractors(self) -> Self:
        if len(self.keys) < 2:
            raise ValueError(f"a multiple-response item has at least two keys, not {len(self.keys)}")
        if len(self.keys) == len(self.options):
            raise ValueError("a multiple-response item has at least one wrong option")
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
        right = tuple(option.id for option in self.options if option.key)
        yield right, Fraction(1)
        yield right[:-1], Fraction(0)
        yield tuple(option.id for option in self.options), Fraction(0)
        yield (), Fraction(0)
