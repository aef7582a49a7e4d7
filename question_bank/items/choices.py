"""What the types with options share: options with rationale and harm, chosen by their ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Self

from pydantic import Field, model_validator

from question_bank.items import wording
from question_bank.items.base import LETTERS, Explained, Frozen, Harm, Outcome, Payload, Presented, Response, worst
from question_bank.items.parts import check_distinct

OWN_ID = r"^[a-z][a-z0-9-]{0,31}$"


class Option(Frozen):
    """One answer to choose, with the reason why it is right or wrong."""

    id: str = Field(pattern=OWN_ID)
    text: str = Field(min_length=1)
    key: bool = False
    harm: Harm = Harm.NONE
    rationale: str = Field(min_length=1)

    @model_validator(mode="after")
    def a_key_does_no_harm(self) -> Self:
        if self.key and self.harm is not Harm.NONE:
            raise ValueError(f"option {self.id!r} is a key and cannot carry harm {self.harm.value!r}")
        return self


class Choices(Payload):
    """A payload whose answer names options; an answer is right when it names exactly the keys."""

    options: tuple[Option, ...]

    @model_validator(mode="after")
    def options_are_distinct(self) -> Self:
        check_distinct("options", self.own_ids(), [option.text for option in self.options])
        return self

    @property
    def keys(self) -> frozenset[str]:
        """The ids of the options that are right."""
        return frozenset(option.id for option in self.options if option.key)

    def own_ids(self) -> tuple[str, ...]:
        return tuple(option.id for option in self.options)

    def present(self, order: Sequence[str], shown_as: Mapping[str, str]) -> Presented:
        texts = {option.id: option.text for option in self.options}
        options = tuple((shown_as[own], texts[own]) for own in order)
        return Presented(self.kind, self.stem, options, self.chooses(), self.picture, self.case)

    def explain(self, order: Sequence[str], response: Response) -> tuple[Explained, ...]:
        by_id = {option.id: option for option in self.options}
        return tuple(
            Explained(
                LETTERS[place], wording.spans(by_id[own].text), by_id[own].key, own in response, by_id[own].rationale
            )
            for place, own in enumerate(order)
        )

    def grade(self, response: Response) -> Outcome:
        credit = Fraction(1) if frozenset(response) == self.keys else Fraction(0)
        return Outcome(credit, worst(option.harm for option in self.options if option.id in response))

    def keyed_texts(self) -> tuple[str, ...]:
        return tuple(option.rationale for option in self.options)
