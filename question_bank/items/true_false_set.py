"""True-false set: several statements about one thing, each judged true or false."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Self

from pydantic import Field, model_validator

from question_bank.items import wording
from question_bank.items.base import (
    LETTERS,
    Explained,
    Outcome,
    Payload,
    Presented,
    Reasoned,
    Response,
    UnreadableAnswer,
    type_of_answer,
    worst,
)
from question_bank.items.choices import OWN_ID
from question_bank.items.credit import Judging, judged
from question_bank.items.parts import check_distinct, pairs

WORDS = {True: "True", False: "False"}
JUDGE = "Judge each statement true or false."
Judged = tuple[tuple[str, bool], ...]
"""What was judged of each statement, by own id, in written order."""


class Statement(Reasoned):
    """One statement, whether it is true, why, and what judging it wrongly could do."""

    id: str = Field(pattern=OWN_ID)
    text: str = Field(min_length=1)
    is_true: bool


@dataclass(frozen=True)
class ShownStatements(Presented):
    """The statements stand as options."""

    @property
    def task(self) -> str:
        return "judge each statement"

    def says(self, answer: type_of_answer) -> str:
        given = answer if isinstance(answer, dict) else {}
        judged = ((letter, given.get(shown)) for letter, shown, _text in self.lettered)
        return ", ".join(f"{letter} {WORDS[truth].lower()}" for letter, truth in judged if isinstance(truth, bool))


class TrueFalseSet(Payload):
    """A stem and its statements, each true or false."""

    kind: ClassVar[str] = "true_false_set"
    scoring: Judging = "all_or_nothing"
    statements: tuple[Statement, ...] = Field(min_length=1, max_length=26)

    @model_validator(mode="after")
    def statements_differ(self) -> Self:
        check_distinct("statements", [each.id for each in self.statements], [each.text for each in self.statements])
        return self

    def own_ids(self) -> tuple[str, ...]:
        return tuple(each.id for each in self.statements)

    def present(self, order: Sequence[str], shown_as: Mapping[str, str]) -> Presented:
        texts = {each.id: each.text for each in self.statements}
        options = tuple((shown_as[own], texts[own]) for own in order)
        return ShownStatements(self.kind, self.stem, options, self.chooses(), self.picture, self.case)

    def explain(self, order: Sequence[str], response: Response) -> tuple[Explained, ...]:
        by_id, given = {each.id: each for each in self.statements}, dict(response)
        return tuple(_explained(place, by_id[own], given.get(own)) for place, own in enumerate(order))

    def chooses(self) -> int | None:
        return len(self.statements)

    def parse(self, answer: type_of_answer, known: Mapping[str, str]) -> Judged:
        judged = pairs(answer, known, JUDGE)
        if not all(isinstance(truth, bool) for truth in judged.values()):
            raise UnreadableAnswer(JUDGE)
        return tuple((own, bool(judged[own])) for own in self.own_ids() if own in judged)

    def say(self, response: Response, shown_as: Mapping[str, str]) -> type_of_answer:
        return {shown_as[own]: truth for own, truth in response} or None

    def grade(self, response: Response) -> Outcome:
        given = dict(response)
        right = sum(given.get(each.id) is each.is_true for each in self.statements)
        wrong = [each.harm for each in self.statements if given.get(each.id, each.is_true) is not each.is_true]
        return Outcome(judged(self.scoring, right, len(wrong), len(self.statements)), worst(wrong))

    def examples(self) -> Iterator[tuple[Judged, Fraction]]:
        right = tuple((each.id, each.is_true) for each in self.statements)
        yield right, Fraction(1)
        yield tuple((own, not truth) for own, truth in right), Fraction(0)
        yield right[:-1], judged(self.scoring, len(right) - 1, 0, len(right))
        yield ((right[0][0], not right[0][1]), *right[1:]), judged(self.scoring, len(right) - 1, 1, len(right))
        yield (), Fraction(0)

    def keyed_texts(self) -> tuple[str, ...]:
        return tuple(each.rationale for each in self.statements)


def _explained(place: int, statement: Statement, given: bool | None) -> Explained:
    is_right, is_given = given is statement.is_true, given is not None
    said, right = "" if given is None else WORDS[given], WORDS[statement.is_true]
    return Explained(
        LETTERS[place], wording.spans(statement.text), is_right, is_given, statement.rationale, said, right
    )
