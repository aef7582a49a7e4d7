"""Questions told as answers with shares of the credit, as Moodle does, made into payloads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pydantic import ValidationError

from question_bank.exchange.found import Refused
from question_bank.exchange.markup import PARAGRAPH, Losses
from question_bank.exchange.moodle.shares import credit
from question_bank.items import Payload, Picture, SingleChoice, payload_from
from question_bank.items.base import LETTERS

TRUTHS = ("True", "False")
NEARLY = Fraction(99, 100)
"""Rounded shares may add up to a little less than the whole; Moodle allows as much."""


@dataclass(frozen=True)
class Answer:
    """One answer: what it says, the share of the credit it earns, and the comment on it."""

    text: str
    share: Fraction
    reason: str = ""


@dataclass(frozen=True)
class Asked:
    """What every question has: the stem, perhaps a picture, and the comment on the whole of it."""

    stem: str
    picture: Picture | None = None
    reason: str = ""


def made(kind: str, asked: Asked, **more: Any) -> Payload:
    """A payload of one kind; raises Refused, with what is wrong with it, when there cannot be one."""
    if not asked.stem:
        raise Refused("the question has no text; write what it asks")
    try:
        return payload_from(kind, {"stem": asked.stem, "picture": asked.picture, **more})
    except ValidationError as error:
        first = error.errors()[0]
        where = " ".join(str(part) for part in first["loc"])
        raise Refused(f"{where}: {first['msg'].removeprefix('Value error, ')}".removeprefix(": ")) from None


def joined(*texts: str) -> str:
    """Comments one after the other, each once."""
    return PARAGRAPH.join(dict.fromkeys(text for text in texts if text))


def single_choice(asked: Asked, answers: Sequence[Answer], losses: Losses) -> Payload:
    """One answer to choose; the first that earns everything is the key."""
    key = next((place for place, answer in enumerate(answers) if answer.share == 1), None)
    if key is None:
        raise Refused("no answer earns 100 %; give the best answer the whole credit")
    if any(answer.share < 0 for answer in answers):
        losses.add("answers that took marks away earn nothing here")
    kept = [Answer(each.text, min(max(each.share, Fraction(0)), Fraction(1)), each.reason) for each in answers]
    if sum(answer.share == 1 for answer in kept) > 1:
        losses.add("several answers earn 100 %; all of them still do, but only the first is called the right one")
    is_plain = sum(answer.share != 0 for answer in kept) == 1
    return made("single_choice", asked, **_options(asked, kept, {key}, "all_or_nothing" if is_plain else "mapping"))


def multiple_response(asked: Asked, answers: Sequence[Answer]) -> Payload:
    """Several answers to choose; their shares add up, never to less than nothing nor to more than everything."""
    whole = sum(answer.share for answer in answers if answer.share > 0)
    if whole < NEARLY:
        raise Refused(f"the right answers earn {float(whole):.0%} together; give them 100 %")
    if whole < 1:
        answers = [Answer(each.text, each.share / whole, each.reason) for each in answers]
    keys = {place for place, answer in enumerate(answers) if answer.share > 0}
    return made("multiple_response", asked, **_options(asked, answers, keys, "mapping"))


def all_or_nothing(asked: Asked, answers: Sequence[Answer]) -> Payload:
    """Several answers to choose, all the right ones and no other."""
    keys = {place for place, answer in enumerate(answers) if answer.share > 0}
    return made("multiple_response", asked, **_options(asked, answers, keys, "all_or_nothing"))


def true_false(asked: Asked, is_true: bool, comments: tuple[str, str], losses: Losses) -> Payload:
    """A statement to judge, as a choice between True and False; the comments are on choosing each."""
    shares = (Fraction(is_true), Fraction(not is_true))
    answers = [Answer(*told) for told in zip(TRUTHS, shares, comments, strict=True)]
    return single_choice(asked, answers, losses)


def is_true_false(payload: SingleChoice) -> bool:
    """Whether a choice is one between True and False, as `true_false` makes it."""
    return tuple(option.text for option in payload.options) == TRUTHS and payload.scoring == "all_or_nothing"


def _options(asked: Asked, answers: Sequence[Answer], keys: set[int], scoring: str) -> dict[str, Any]:
    """The options, with the comment on the whole question at the first right one."""
    if len(answers) < 2:
        raise Refused("there are fewer than two answers to choose from")
    if len(answers) > len(LETTERS):
        raise Refused(f"there are {len(answers)} answers; at most {len(LETTERS)} can be shown")
    first = min(keys, default=-1)
    options = [
        {
            "id": LETTERS[place].lower(),
            "text": answer.text,
            "key": place in keys,
            "credit": credit(answer.share) if scoring == "mapping" else None,
            "rationale": joined(answer.reason, asked.reason if place == first else ""),
        }
        for place, answer in enumerate(answers)
    ]
    return {"options": options, "scoring": scoring}


def matching(asked: Asked, pairs: Iterable[tuple[str, str]], losses: Losses) -> Payload:
    """Lines to match with choices, each right line a part of the credit; a choice without a line fits none."""
    choices: dict[str, str] = {}
    prompts: list[dict[str, str]] = []
    for prompt, choice in pairs:
        own = choices.setdefault(choice, f"c{len(choices) + 1}")
        if prompt:
            prompts.append({"id": f"p{len(prompts) + 1}", "text": prompt, "match": own})
    if prompts and asked.reason:
        prompts[0]["rationale"] = asked.reason
        losses.add("the comment on the whole question stands with its first line")
    offered = [{"id": own, "text": text} for text, own in choices.items()]
    return made("matching", asked, prompts=prompts, choices=offered, scoring="per_part")


def ordering(asked: Asked, steps: Sequence[str], scoring: str, losses: Losses) -> Payload:
    """Steps in their right order."""
    if len(steps) > len(LETTERS):
        raise Refused(f"there are {len(steps)} steps; at most {len(LETTERS)} can be put in order")
    told = [{"id": LETTERS[place].lower(), "text": step} for place, step in enumerate(steps)]
    if told and asked.reason:
        told[0]["rationale"] = asked.reason
        losses.add("the comment on the whole question stands with its first step")
    return made("ordering", asked, steps=told, scoring=scoring)
