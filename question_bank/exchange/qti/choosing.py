"""Choices, hot text and one inline choice as single choice or multiple response."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from lxml import etree

from question_bank.exchange.qti.drafting import (
    OVERRULED,
    ZERO,
    Drafted,
    Reading,
    Sample,
    few,
    fixed,
    highest,
    identified,
    own_ids,
    stemmed,
    subsets,
    texts,
    written,
)
from question_bank.exchange.qti.folding import found

WIDEST = {"lower": "0", "upper": "1"}
"""Bounds that need not be told."""
PARTS = ("simpleChoice", "hottext", "inlineChoice")


def draft(reading: Reading) -> Drafted:
    """What a choice asks."""
    parts = identified(found(reading.interaction, *PARTS))
    fixed(reading.interaction, reading.losses)
    if is_single(reading):
        return of_one(reading, parts)
    return _of_several(reading, parts)


def is_single(reading: Reading) -> bool:
    """Whether one choice is the whole answer."""
    declared = reading.item.responses[reading.response_id]
    return declared.cardinality == "single" or reading.interaction.get("maxChoices") == "1"


def of_one(reading: Reading, parts: Mapping[str, etree._Element]) -> Drafted:
    """A question whose answer is one of its choices."""
    ids, response = own_ids(parts), reading.response_id
    said = texts(parts, reading.losses, "Option")
    answers = {name: {response: [name]} for name in parts}
    samples = [Sample(answers[name], (ids[name],), f"“{said[name]}”") for name in parts]
    samples.append(Sample({response: []}, (), "no answer"))
    best = highest(reading.item, samples)
    earned = {name: reading.item.score(answers[name]) / best for name in parts}
    right = _key(reading, earned)
    reasons = reading.feedback.of_choices(parts, answers)
    options = [_option(ids[name], said[name], name == right, reasons[name]) for name in parts]
    rules = [{"options": options}, _mapping(options, [earned[name] for name in parts], {})]
    return Drafted("single_choice", stemmed(reading), rules, samples, best)


def _key(reading: Reading, earned: Mapping[str, Fraction]) -> str:
    """The choice that is right: the one the file says, if it earns the most."""
    best = [name for name, credit in earned.items() if credit == 1]
    said = [str(item) for item in reading.item.responses[reading.response_id].correct.items]
    if said and said[0] not in best:
        reading.losses.add(OVERRULED)
    return next((name for name in best if name in said), best[0])


def _of_several(reading: Reading, parts: Mapping[str, etree._Element]) -> Drafted:
    ids, response, item = own_ids(parts), reading.response_id, reading.item
    said = texts(parts, reading.losses, "Option")
    limit = _limit(reading, len(parts))
    declared = item.responses[response]
    correct = [str(each) for each in declared.correct.items if str(each) in parts]
    positive = [name for name in parts if item.score({response: [name]}) > 0]
    samples = few(
        item,
        (
            Sample({response: list(chosen)}, tuple(ids[name] for name in chosen), _listed(said, chosen))
            for chosen in subsets(list(parts), correct, positive)
            if len(chosen) <= limit
        ),
    )
    best = highest(item, samples)
    keys = _keys(reading, correct, samples, best)
    reasons = reading.feedback.of_parts(parts)
    options = [_option(ids[name], said[name], name in keys, reasons[name]) for name in parts]
    rules: list[dict[str, Any]] = [{"options": options, "scoring": rule} for rule in RULES]
    rules += [_mapping(options, worth, bounds) for worth, bounds in _credits(reading, list(parts), keys, best)]
    return Drafted("multiple_response", stemmed(reading), rules, samples, best)


RULES = ("all_or_nothing", "half_point", "per_part", "deduction")


def _keys(reading: Reading, correct: Sequence[str], samples: Sequence[Sample], best: Fraction) -> frozenset[str]:
    """The choices that are right: those the file says, if together they earn the most; else the fewest that do."""
    if correct and reading.item.score({reading.response_id: correct}) == best:
        return frozenset(correct)
    if correct:
        reading.losses.add(OVERRULED)
    top = (each.answers[reading.response_id] for each in samples if reading.item.score(each.answers) == best)
    return min(map(frozenset, top), key=len)


def _credits(
    reading: Reading, parts: Sequence[str], right: frozenset[str], best: Fraction
) -> Iterator[tuple[list[Fraction], Mapping[str, str]]]:
    """What each choice earns: by the file's mapping, and as it is found by choosing it alone."""
    mapping = reading.item.responses[reading.response_id].mapping
    if mapping is not None:
        keyed = sum((mapping.of(name) for name in parts if name in right), ZERO)
        whole = keyed if keyed > 0 else best
        lower, upper = (mapping.bounds.lower or ZERO) / whole, (mapping.bounds.upper or whole) / whole
        worth = [mapping.of(name) / whole for name in parts]
        yield worth, {"lower": written(max(ZERO, lower)), "upper": written(min(Fraction(1), upper))}
        yield worth, {}
    yield [reading.item.score({reading.response_id: [name]}) / best for name in parts], {}


def _mapping(
    options: Sequence[Mapping[str, Any]], earned: Sequence[Fraction], bounds: Mapping[str, str]
) -> dict[str, Any]:
    worth = [{**option, "credit": written(credit)} for option, credit in zip(options, earned, strict=True)]
    told = {"bounds": bounds} if bounds not in ({}, WIDEST) else {}
    return {"options": worth, "scoring": "mapping", **told}


def _limit(reading: Reading, of: int) -> int:
    """How many may be chosen; a limit is a loss where all may be chosen here."""
    said = reading.interaction.get("maxChoices", "1" if reading.interaction.tag == "choiceInteraction" else "0")
    limit = int(said) if said.isdigit() and int(said) else of
    if limit < of:
        reading.losses.add(f"no more than {limit} could be chosen; here any number can")
    return limit


def _listed(said: Mapping[str, str], chosen: Sequence[str]) -> str:
    return " and ".join(f"“{said[name]}”" for name in chosen) or "no answer"


def _option(own: str, text: str, is_key: bool, rationale: str) -> dict[str, Any]:
    return {"id": own, "text": text, "key": is_key, "rationale": rationale}
