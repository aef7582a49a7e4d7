"""Everything whose answer is pairs - match, gap match, associate, several inline choices - as matching."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any, get_args

from lxml import etree

from question_bank.exchange.found import Refused
from question_bank.exchange.qti.drafting import (
    OVERRULED,
    Drafted,
    Reading,
    Sample,
    check_effort,
    few,
    highest,
    own_ids,
    stemmed,
)
from question_bank.exchange.qti.item import Answers
from question_bank.items.credit import Judging

Matches = Mapping[str, str]
"""The choice given to each prompt, by their identifiers in the file."""
TRUE, FALSE = {"true", "yes", "correct", "right"}, {"false", "no", "incorrect", "wrong"}
MOST_COMBINATIONS = 150
MOST_SWEEPS = 6
FEW = 8
"""Above so many prompts one round of trying is enough."""


@dataclass(frozen=True)
class Sides:
    """What is given something, what it can be given, and how an item is told both."""

    prompts: Mapping[str, str]
    choices: Mapping[str, str]
    parts: Mapping[str, etree._Element]
    answers: Callable[[Matches], Answers]


def draft(reading: Reading, sides: Sides) -> Drafted:
    """Prompts, each with the choice that fits."""
    if len(sides.choices) < 2:
        raise Refused("it offers fewer than two choices")
    right = _right(reading, sides)
    lost = [sides.prompts[prompt] for prompt in sides.prompts if prompt not in right]
    if lost:
        reading.losses.add(f"{', '.join(f'“{each}”' for each in lost)} fits nothing and is left out")
    prompts = own_ids(right)
    choices = own_ids(sides.choices, prompts.values())
    truths = _truths(sides)
    samples = few(
        reading.item,
        (
            Sample(sides.answers(given), _given(given, prompts, choices, truths), _listed(given, sides))
            for given in islice(_tried(right, list(sides.choices)), MOST_COMBINATIONS)
        ),
    )
    reasons = reading.feedback.of_parts(sides.parts)
    best = highest(reading.item, samples)
    data = stemmed(reading)
    parts = [
        {"id": own, "text": sides.prompts[prompt], "rationale": reasons.get(prompt, "")}
        for prompt, own in prompts.items()
    ]
    if truths:
        held = [{**part, "is_true": truths[right[prompt]]} for part, prompt in zip(parts, prompts, strict=True)]
        return Drafted("true_false_set", {**data, "statements": held}, RULES, samples, best)
    matched = [{**part, "match": choices[right[prompt]]} for part, prompt in zip(parts, prompts, strict=True)]
    offered = [{"id": own, "text": sides.choices[choice]} for choice, own in choices.items()]
    return Drafted("matching", {**data, "prompts": matched, "choices": offered}, RULES, samples, best)


RULES: tuple[Mapping[str, Any], ...] = tuple({"scoring": rule} for rule in get_args(Judging))


def _right(reading: Reading, sides: Sides) -> dict[str, str]:
    """The choice that fits each prompt: found by giving each, while the others are as the best answer has them."""
    check_effort(reading.item, len(sides.prompts) * len(sides.choices))
    best: dict[str, str] = _declared(reading, sides)
    credit = declared = reading.item.score(sides.answers(best))
    is_declared = bool(best)
    for _sweep in range(MOST_SWEEPS):
        before = dict(best)
        for prompt in sides.prompts:
            for choice in [*sides.choices, None]:
                given = {key: value for key, value in best.items() if key != prompt}
                if choice is not None:
                    given[prompt] = choice
                earned = reading.item.score(sides.answers(given))
                if earned > credit:
                    best, credit = given, earned
        if best == before or (credit and len(sides.prompts) > FEW):
            break
    if not best:
        raise Refused("it does not say what belongs together")
    if is_declared and credit > declared:
        reading.losses.add(OVERRULED)
    return {prompt: best[prompt] for prompt in sides.prompts if prompt in best}


def _declared(reading: Reading, sides: Sides) -> dict[str, str]:
    """What the file says is right, as far as each prompt has one choice there."""
    responses = reading.item.responses
    said: dict[str, list[str]] = {}
    for prompt, choice in product(sides.prompts, sides.choices):
        for name, texts in sides.answers({prompt: choice}).items():
            given = responses[name].read(tuple(texts)).items
            if given and all(item in responses[name].correct.items for item in given):
                said.setdefault(prompt, []).append(choice)
    several = [sides.prompts[prompt] for prompt, choices in said.items() if len(choices) > 1]
    if several:
        raise Refused(f"several choices fit “{several[0]}”, and here each prompt has one")
    return {prompt: choices[0] for prompt, choices in said.items()}


def _truths(sides: Sides) -> dict[str, bool]:
    """Whether the choices are true and false; empty when they are not."""
    said = {choice: text.casefold().strip(" .") for choice, text in sides.choices.items()}
    truths = {choice: text in TRUE for choice, text in said.items() if text in TRUE | FALSE}
    return truths if len(sides.choices) == 2 and sorted(truths.values()) == [False, True] else {}


def _tried(right: Matches, choices: Sequence[str]) -> Iterator[dict[str, str]]:
    yield dict(right)
    yield {}
    for prompt in right:
        yield {key: value for key, value in right.items() if key != prompt}
        yield {prompt: right[prompt]}
        for choice in choices:
            if choice != right[prompt]:
                yield {**right, prompt: choice}
    wrong = {prompt: next(choice for choice in choices if choice != right[prompt]) for prompt in right}
    for size in range(len(right) + 1):
        yield {prompt: wrong[prompt] if place < size else right[prompt] for place, prompt in enumerate(right)}
        yield {prompt: wrong[prompt] for place, prompt in enumerate(right) if place < size}
    for given in product([None, *choices], repeat=len(right)):
        yield {prompt: choice for prompt, choice in zip(right, given, strict=True) if choice is not None}


def _given(
    given: Matches, prompts: Mapping[str, str], choices: Mapping[str, str], truths: Mapping[str, bool]
) -> tuple[tuple[str, Any], ...]:
    value: Mapping[str, Any] = truths or choices
    return tuple((own, value[given[prompt]]) for prompt, own in prompts.items() if prompt in given)


def _listed(given: Matches, sides: Sides) -> str:
    said = [f"“{sides.prompts[prompt]}” with “{sides.choices[choice]}”" for prompt, choice in given.items()]
    return "; ".join(said) or "no answer"
