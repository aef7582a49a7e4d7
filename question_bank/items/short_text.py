"""Short text: a word or two, matched exactly against a list after normalising."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, ClassVar, Self

from pydantic import Field, StringConstraints, model_validator

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
    type_of_answer,
)
from question_bank.items.credit import Credit

LONGEST = 200
TOO_LONG = f"Give a word or two, {LONGEST} characters at most."
NO_TEXT = "Give a word or two in plain letters."
DASH = re.compile(r"[\s_\-\u2010-\u2015\u2212]+")
UNSEEN = {"Mn", "Cf"}
"""Accents on their own, and signs without a shape such as the soft hyphen."""
Words = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]


def normal(text: str, keeps_case: bool = False) -> str:
    """A text as it is compared: without case, accents, runs of spaces, dashes, and punctuation at the ends."""
    parts = unicodedata.normalize("NFKD", text)
    if not keeps_case:
        parts = unicodedata.normalize("NFKD", parts.casefold())
    bare = "".join(sign for sign in parts if unicodedata.category(sign) not in UNSEEN).replace("’", "'")
    return _stripped(DASH.sub(" ", bare))


def _stripped(text: str) -> str:
    ends = [place for place, sign in enumerate(text) if sign != " " and not unicodedata.category(sign).startswith("P")]
    return text[ends[0] : ends[-1] + 1] if ends else ""


class Near(Frozen):
    """A wrong answer that is expected, and why it is not right."""

    text: Words
    rationale: str = ""


class PartialText(Near):
    """An answer that earns a part of the credit, and why not the whole."""

    credit: Credit

    @model_validator(mode="after")
    def earns_a_part(self) -> Self:
        if not 0 < Fraction(self.credit) < 1:
            raise ValueError("what is partly right earns more than 0 and less than 1")
        return self


@dataclass(frozen=True)
class ShownText(Presented):
    """A question with one line to write on, and whether capitals count."""

    case_sensitive: bool = False

    @property
    def task(self) -> str:
        return "give a word or two"

    def says(self, answer: type_of_answer) -> str:
        return answer if isinstance(answer, str) else ""


class ShortText(Payload):
    """A stem, every accepted way to write the answer, and wrong ones that are near."""

    kind: ClassVar[str] = "short_text"
    accepted: tuple[Words, ...] = Field(min_length=1, max_length=40)
    case_sensitive: bool = False
    harm: Harm = Harm.NONE
    hazard: Hazard | None = None
    rationale: str = ""
    partial: tuple[PartialText, ...] = Field(default=(), max_length=20)
    near: tuple[Near, ...] = Field(default=(), max_length=20)

    @model_validator(mode="after")
    def texts_differ(self) -> Self:
        others = [self._normal(each.text) for each in (*self.partial, *self.near)]
        texts = [*{self._normal(text) for text in self.accepted}, *others]
        if not all(texts):
            raise ValueError("an accepted or near answer has no letter and no number")
        twice = sorted({text for text in texts if texts.count(text) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} is named twice as near or partly right, or as accepted too")
        return self

    def own_ids(self) -> tuple[str, ...]:
        return ()

    def present(self, order: Sequence[str], shown_as: Mapping[str, str]) -> Presented:
        return ShownText(self.kind, self.stem, (), self.chooses(), self.picture, self.case, self.case_sensitive)

    def explain(self, order: Sequence[str], response: Response) -> tuple[Explained, ...]:
        """The right answer first, then the near ones with the reason why they are not it."""
        is_right = self.grade(response).credit == 1
        right = " or ".join(self.accepted)
        first = Explained("", (), is_right, bool(response), self.rationale, response, right)
        chosen = self._normal(response)
        others = (
            Explained("", wording.spans(each.text), False, self._normal(each.text) == chosen, each.rationale)
            for each in (*self.partial, *self.near)
        )
        return (first, *others)

    def chooses(self) -> int | None:
        return None

    def settle(self, answer: type_of_answer, known: Mapping[str, str]) -> type_of_answer:
        """What is stored says something, without needless spaces; or it is none."""
        return self.parse(answer, known) or None

    def parse(self, answer: type_of_answer, known: Mapping[str, str]) -> str:
        if answer is None:
            return ""
        if not isinstance(answer, str):
            raise UnreadableAnswer(NO_TEXT)
        said = " ".join(answer.split())
        if len(said) > LONGEST:
            raise UnreadableAnswer(TOO_LONG)
        if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in said):
            raise UnreadableAnswer(NO_TEXT)
        return said

    def say(self, response: Response, shown_as: Mapping[str, str]) -> type_of_answer:
        return response or None

    def grade(self, response: Response) -> Outcome:
        given = self._normal(response)
        if given in {self._normal(text) for text in self.accepted}:
            return Outcome(Fraction(1), Harm.NONE)
        for part in self.partial:
            if self._normal(part.text) == given:
                return Outcome(Fraction(part.credit), Harm.NONE)
        return Outcome(Fraction(0), self.harm if given else Harm.NONE)

    def _normal(self, text: str) -> str:
        return normal(text, self.case_sensitive)

    def examples(self) -> Iterator[tuple[str, Fraction]]:
        for text in self.accepted:
            yield text, Fraction(1)
            yield f"{text if self.case_sensitive else text.upper()}.", Fraction(1)
        for part in self.partial:
            yield part.text, Fraction(part.credit)
        for each in self.near:
            yield each.text, Fraction(0)
        yield f"not {self.accepted[0]}", Fraction(0)
        yield "", Fraction(0)

    def keyed_texts(self) -> tuple[str, ...]:
        return (self.rationale, *(each.rationale for each in (*self.partial, *self.near)))
