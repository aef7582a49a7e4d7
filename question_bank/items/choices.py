"""What the types with options share: options with rationale and harm, chosen by their ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Self

from pydantic import Field, model_validator

from question_bank.items import wording
from question_bank.items.base import (
    LETTERS,
    Explained,
    Harm,
    Outcome,
    Payload,
    Presented,
    Reasoned,
    Response,
    worst,
)
from question_bank.items.credit import Bounds, Choosing, Credit, judged, mapped
from question_bank.items.parts import check_distinct

OWN_ID = r"^[a-z][a-z0-9-]{0,31}$"


class Option(Reasoned):
    """One answer to choose, with the reason why it is right or wrong; `credit` is what it earns in a mapping."""

    id: str = Field(pattern=OWN_ID)
    text: str = Field(min_length=1)
    key: bool = False
    credit: Credit | None = None

    @model_validator(mode="after")
    def a_key_does_no_harm(self) -> Self:
        if self.key and self.harm is not Harm.NONE:
            raise ValueError(f"option {self.id!r} is a key and cannot carry harm {self.harm.value!r}")
        return self


class Choices(Payload):
    """A payload whose answer names options; an answer is right when it names the keys and nothing else."""

    scoring: Choosing = "all_or_nothing"
    bounds: Bounds | None = None
    options: tuple[Option, ...]

    @model_validator(mode="after")
    def options_are_distinct(self) -> Self:
        check_distinct("options", self.own_ids(), [option.text for option in self.options])
        check_mapping(self.scoring, self.options, self.bounds)
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
        chosen = [option for option in self.options if option.id in response]
        return Outcome(self._earned(chosen) if chosen else Fraction(0), worst(option.harm for option in chosen))

    def _earned(self, chosen: Sequence[Option]) -> Fraction:
        """Every option is a judgement, taken or left; a deduction counts the keys and what was wrongly taken."""
        taken = {option.id for option in chosen}
        match self.scoring:
            case "mapping":
                return mapped((option.credit for option in chosen), self.bounds or Bounds())
            case "deduction":
                return judged("deduction", len(taken & self.keys), len(taken - self.keys), len(self.keys))
            case rule:
                wrong = len(taken ^ self.keys)
                return judged(rule, len(self.options) - wrong, wrong, len(self.options))

    def keyed_texts(self) -> tuple[str, ...]:
        return tuple(option.rationale for option in self.options)


def check_mapping(scoring: str, options: Sequence[Option], bounds: Bounds | None) -> None:
    """Raise ValueError when credits and bounds are told where they do not count, or do not add up to the whole."""
    if scoring != "mapping":
        if bounds is not None or any(option.credit is not None for option in options):
            raise ValueError("`credit` and `bounds` count only where `scoring` is mapping")
        return
    if mapped((option.credit for option in options if option.key), bounds or Bounds()) != 1:
        raise ValueError("in a mapping the keys together earn the whole credit, 1")
