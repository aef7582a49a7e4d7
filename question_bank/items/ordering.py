"""Ordering: steps put into the order in which they are taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import ClassVar, Self

from pydantic import Field, model_validator

from question_bank.items import wording
from question_bank.items.base import (
    Explained,
    Frozen,
    Harm,
    Hazard,
    Outcome,
    Payload,
    Presented,
    Response,
    UnreadableAnswer,
    own_id,
    type_of_answer,
)
from question_bank.items.choices import OWN_ID
from question_bank.items.credit import ORDERS, OrderRule
from question_bank.items.parts import check_distinct

ORDER = "Give each step one place in the order."


class Step(Frozen):
    """One step, and why it stands where it does."""

    id: str = Field(pattern=OWN_ID)
    text: str = Field(min_length=1)
    rationale: str = ""


@dataclass(frozen=True)
class ShownSteps(Presented):
    """The steps stand as options, never in their right order."""

    @property
    def task(self) -> str:
        return "put in order"

    def says(self, answer: type_of_answer) -> str:
        texts = {shown: wording.plain(text) for shown, text in self.options}
        given = answer if isinstance(answer, list) else []
        placed = [texts[shown] for shown in given if isinstance(shown, str) and shown in texts]
        return "; ".join(f"{place} {text}" for place, text in enumerate(placed, 1))

    def places(self, answer: type_of_answer) -> dict[str, int]:
        """The place an answer gives to each shown step; steps without one are missing."""
        given = answer if isinstance(answer, list) else []
        return {shown: place for place, shown in enumerate(given, 1) if isinstance(shown, str)}


class Ordering(Payload):
    """A stem and its steps, written in their right order."""

    kind: ClassVar[str] = "ordering"
    scoring: OrderRule = "all_or_nothing"
    harm: Harm = Harm.NONE
    hazard: Hazard | None = None
    steps: tuple[Step, ...] = Field(min_length=2, max_length=26)

    @model_validator(mode="after")
    def steps_differ(self) -> Self:
        check_distinct("steps", self.own_ids(), [step.text for step in self.steps])
        return self

    def own_ids(self) -> tuple[str, ...]:
        return tuple(step.id for step in self.steps)

    def arrange(self, chance: Random) -> list[str]:
        """Shuffled so that what is shown is never the answer."""
        order = super().arrange(chance)
        while tuple(order) == self.own_ids():
            chance.shuffle(order)
        return order

    def present(self, order: Sequence[str], shown_as: Mapping[str, str]) -> Presented:
        texts = {step.id: step.text for step in self.steps}
        options = tuple((shown_as[own], texts[own]) for own in order)
        return ShownSteps(self.kind, self.stem, options, self.chooses(), self.picture, self.case)

    def explain(self, order: Sequence[str], response: Response) -> tuple[Explained, ...]:
        """The steps in their right order, which says more here than the order they were shown in."""
        placed = {own: place for place, own in enumerate(response, 1)}
        return tuple(_explained(place, step, placed.get(step.id)) for place, step in enumerate(self.steps, 1))

    def chooses(self) -> int | None:
        return len(self.steps)

    def parse(self, answer: type_of_answer, known: Mapping[str, str]) -> tuple[str, ...]:
        if answer is None:
            return ()
        if not isinstance(answer, list):
            raise UnreadableAnswer(ORDER)
        order = tuple(own_id(shown, known) for shown in answer)
        if len(set(order)) != len(order):
            raise UnreadableAnswer(ORDER)
        return order

    def say(self, response: Response, shown_as: Mapping[str, str]) -> type_of_answer:
        return [shown_as[own] for own in response] or None

    def grade(self, response: Response) -> Outcome:
        """Steps without a place earn nothing; only a step put before one it must follow does harm."""
        in_order = tuple(own for own in self.own_ids() if own in response)
        harm = Harm.NONE if tuple(response) == in_order else self.harm
        return Outcome(ORDERS[self.scoring](response, self.own_ids()), harm)

    def examples(self) -> Iterator[tuple[tuple[str, ...], Fraction]]:
        right = self.own_ids()
        yield right, Fraction(1)
        for order in (right[::-1], right[:-1], (*right[1:], right[0]), right[:1], ()):
            yield order, ORDERS[self.scoring](order, right)

    def keyed_texts(self) -> tuple[str, ...]:
        return tuple(step.rationale for step in self.steps)


def _explained(place: int, step: Step, given: int | None) -> Explained:
    said, right = "" if given is None else str(given), str(place)
    return Explained(right, wording.spans(step.text), said == right, bool(said), step.rationale, said, right)
