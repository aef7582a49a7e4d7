"""Matching: each prompt is given the choice that fits it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any, ClassVar, Self

from pydantic import Field, model_validator

from question_bank.items import wording
from question_bank.items.base import (
    LETTERS,
    Explained,
    Frozen,
    Outcome,
    Payload,
    Presented,
    Reasoned,
    Response,
    UnreadableAnswer,
    own_id,
    type_of_answer,
    worst,
)
from question_bank.items.choices import OWN_ID
from question_bank.items.credit import Judging, judged
from question_bank.items.parts import check_distinct, pairs

MATCH = "Give each line one of the choices."
Matched = tuple[tuple[str, str], ...]
"""The choice given to each prompt, by own ids, in the written order of the prompts."""


class Prompt(Reasoned):
    """One line to match, the choice that fits it, why, and what a wrong match could do."""

    id: str = Field(pattern=OWN_ID)
    text: str = Field(min_length=1)
    match: str


class MatchChoice(Frozen):
    """One of the choices all prompts are offered."""

    id: str = Field(pattern=OWN_ID)
    text: str = Field(min_length=1)


@dataclass(frozen=True)
class ShownMatches(Presented):
    """The prompts stand as options; the choices beside them, lettered. `fits_once`: no choice fits two prompts."""

    choices: tuple[tuple[str, str], ...] = ()
    fits_once: bool = True

    @property
    def task(self) -> str:
        return "match each"

    @property
    def lettered_choices(self) -> tuple[tuple[str, str, str], ...]:
        """Each choice as its letter, its id and its text in plain words."""
        return tuple((LETTERS[i], shown, wording.plain(text)) for i, (shown, text) in enumerate(self.choices))

    def says(self, answer: type_of_answer) -> str:
        given = answer if isinstance(answer, dict) else {}
        texts = {shown: text for _letter, shown, text in self.lettered_choices}
        matched = [(text, given.get(shown)) for shown, text in self.options]
        named = [(text, choice) for text, choice in matched if isinstance(choice, str) and choice in texts]
        return "; ".join(f"{wording.plain(text)}: {texts[choice]}" for text, choice in named)

    def as_json(self) -> dict[str, Any]:
        choices = [{"id": shown, "html": wording.html(text)} for shown, text in self.choices]
        return {**super().as_json(), "choices": choices, "fits_once": self.fits_once}


class Matching(Payload):
    """A stem, prompts, and the choices they are given; a choice can be right for several of them."""

    kind: ClassVar[str] = "matching"
    scoring: Judging = "all_or_nothing"
    prompts: tuple[Prompt, ...] = Field(min_length=1, max_length=26)
    choices: tuple[MatchChoice, ...] = Field(min_length=2, max_length=26)

    @model_validator(mode="after")
    def each_prompt_has_its_choice(self) -> Self:
        ids = self.own_ids()
        check_distinct("prompts", [each.id for each in self.prompts], [each.text for each in self.prompts])
        check_distinct("choices", [each.id for each in self.choices], [each.text for each in self.choices])
        if len(set(ids)) != len(ids):
            raise ValueError("a prompt and a choice share an id")
        unknown = sorted({prompt.match for prompt in self.prompts} - {choice.id for choice in self.choices})
        if unknown:
            raise ValueError(f"no choice is called {', '.join(unknown)}")
        return self

    @property
    def right(self) -> dict[str, str]:
        """The choice that fits each prompt."""
        return {prompt.id: prompt.match for prompt in self.prompts}

    def own_ids(self) -> tuple[str, ...]:
        return (*(prompt.id for prompt in self.prompts), *(choice.id for choice in self.choices))

    def arrange(self, chance: Random) -> list[str]:
        """The prompts shuffled, then the choices shuffled."""
        prompts, choices = [each.id for each in self.prompts], [each.id for each in self.choices]
        chance.shuffle(prompts)
        chance.shuffle(choices)
        return prompts + choices

    def present(self, order: Sequence[str], shown_as: Mapping[str, str]) -> Presented:
        prompts = {each.id: each.text for each in self.prompts}
        choices = {each.id: each.text for each in self.choices}
        options = tuple((shown_as[own], prompts[own]) for own in order if own in prompts)
        offered = tuple((shown_as[own], choices[own]) for own in order if own in choices)
        fits_once = len(set(self.right.values())) == len(self.right)
        return ShownMatches(self.kind, self.stem, options, self.chooses(), self.picture, self.case, offered, fits_once)

    def explain(self, order: Sequence[str], response: Response) -> tuple[Explained, ...]:
        by_id, given = {prompt.id: prompt for prompt in self.prompts}, dict(response)
        prompts = [by_id[own] for own in order if own in by_id]
        return tuple(self._explained(place, prompt, given.get(prompt.id)) for place, prompt in enumerate(prompts, 1))

    def _explained(self, place: int, prompt: Prompt, given: str | None) -> Explained:
        texts = {choice.id: wording.plain(choice.text) for choice in self.choices}
        text, said, right = wording.spans(prompt.text), texts.get(given or "", ""), texts[prompt.match]
        return Explained(str(place), text, said == right, bool(said), prompt.rationale, said, right)

    def chooses(self) -> int | None:
        return len(self.prompts)

    def parse(self, answer: type_of_answer, known: Mapping[str, str]) -> Matched:
        given = {own: own_id(shown, known) for own, shown in pairs(answer, known, MATCH).items()}
        choices = {choice.id for choice in self.choices}
        if not (set(given) <= set(self.right) and set(given.values()) <= choices):
            raise UnreadableAnswer(MATCH)
        return tuple((prompt.id, given[prompt.id]) for prompt in self.prompts if prompt.id in given)

    def say(self, response: Response, shown_as: Mapping[str, str]) -> type_of_answer:
        return {shown_as[own]: shown_as[choice] for own, choice in response} or None

    def grade(self, response: Response) -> Outcome:
        given = dict(response)
        right = sum(given.get(own) == match for own, match in self.right.items())
        wrong = [each.harm for each in self.prompts if given.get(each.id, each.match) != each.match]
        return Outcome(judged(self.scoring, right, len(wrong), len(self.prompts)), worst(wrong))

    def examples(self) -> Iterator[tuple[Matched, Fraction]]:
        right = tuple(self.right.items())
        first, second = self.choices[:2]
        yield right, Fraction(1)
        yield tuple((own, (second if match == first.id else first).id) for own, match in right), Fraction(0)
        yield right[:-1], judged(self.scoring, len(right) - 1, 0, len(right))
        yield (), Fraction(0)

    def keyed_texts(self) -> tuple[str, ...]:
        return tuple(prompt.rationale for prompt in self.prompts)
