"""What GIFT and Moodle's XML cannot tell of a card, and how the rest is told: a table for writers and tests."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from question_bank.exchange.markup import PARAGRAPH
from question_bank.exchange.moodle.shares import credit, percent, share
from question_bank.exchange.moodle.texts import in_own_texts
from question_bank.exchange.reduced import Loss, changed, of_payload, unchanged
from question_bank.items import (
    Choices,
    Harm,
    Matching,
    MultipleResponse,
    Numeric,
    Ordering,
    Payload,
    ShortText,
    SingleChoice,
    TrueFalseSet,
)
from question_bank.items.base import LETTERS, Reasoned
from question_bank.items.card import Card
from question_bank.items.choices import Option
from question_bank.items.credit import Bounds
from question_bank.items.matching import MatchChoice, Prompt
from question_bank.items.wording import plain

HARMLESS = {"harm": Harm.NONE, "hazard": None}
PARTS = ("options", "statements", "prompts", "steps")
WORDS = {True: "True", False: "False"}


def _without_harm(card: Card) -> Card:
    """Neither the item nor any of its parts says what a mistake could do."""
    own = HARMLESS if hasattr(card.payload, "harm") else {}
    parts = {
        name: tuple(_harmless(part) for part in getattr(card.payload, name))
        for name in PARTS
        if hasattr(card.payload, name)
    }
    return changed(card, **own, **parts)


def _harmless(part: object) -> object:
    return part.model_copy(update=HARMLESS) if isinstance(part, Reasoned) else part


def _lettered(card: Card) -> Card:
    """Options, statements and steps are called a, b, c, in their order."""
    parts = {
        name: tuple(
            part.model_copy(update={"id": LETTERS[place].lower()})
            for place, part in enumerate(getattr(card.payload, name))
        )
        for name in ("options", "statements", "steps")
        if hasattr(card.payload, name)
    }
    return changed(card, **parts)


def numbered(match: Matching) -> Matching:
    """Lines are called p1, p2, choices c1, c2: those that fit first, in the order of their lines, then the others."""
    fitting = list(dict.fromkeys(prompt.match for prompt in match.prompts))
    order = [*fitting, *(choice.id for choice in match.choices if choice.id not in fitting)]
    texts = {choice.id: choice.text for choice in match.choices}
    own = {old: f"c{place}" for place, old in enumerate(order, 1)}
    prompts = tuple(
        prompt.model_copy(update={"id": f"p{place}", "match": own[prompt.match]})
        for place, prompt in enumerate(match.prompts, 1)
    )
    choices = tuple(MatchChoice(id=own[old], text=texts[old]) for old in order)
    return match.model_copy(update={"prompts": prompts, "choices": choices})


def _as_matching(truths: TrueFalseSet) -> Matching:
    prompts = tuple(
        Prompt(id=f"p{place}", text=each.text, match=f"c{1 if each.is_true else 2}", rationale=each.rationale)
        for place, each in enumerate(truths.statements, 1)
    )
    choices = tuple(MatchChoice(id=f"c{place}", text=WORDS[truth]) for place, truth in ((1, True), (2, False)))
    return Matching.model_construct(
        stem=truths.stem, picture=truths.picture, case=truths.case,
        scoring=truths.scoring, prompts=prompts, choices=choices,
    )  # fmt: skip


def _per_part(match: Matching) -> Matching:
    return match.model_copy(update={"scoring": "per_part"})


def _reasons_together(payload: Matching | Ordering) -> Payload:
    """What is said of each line or step, said at the first."""
    name, parts = ("prompts", payload.prompts) if isinstance(payload, Matching) else ("steps", payload.steps)
    if not any(part.rationale for part in parts[1:]):
        return payload
    told = PARAGRAPH.join(f"{plain(part.text)}: {part.rationale}" for part in parts if part.rationale)
    reasons = [told, *[""] * (len(parts) - 1)]
    return payload.model_copy(
        update={
            name: tuple(part.model_copy(update={"rationale": said}) for part, said in zip(parts, reasons, strict=True))
        }
    )


def _one_picture(card: Card) -> Card:
    case = card.payload.case
    if case is None or card.payload.picture is None:
        return card
    return changed(card, case=case.model_copy(update={"picture": None}))


def _case_in_stem(card: Card) -> Card:
    case = card.payload.case
    if case is None:
        return card
    picture = card.payload.picture or case.picture
    return changed(card, case=None, stem=f"{case.text.strip()}{PARAGRAPH}{card.payload.stem}", picture=picture)


def _in_shares(payload: MultipleResponse) -> MultipleResponse:
    """Each right option earns its part, a wrong one takes as much as the rule can be told to."""
    if payload.scoring == "mapping":
        return payload
    part = Fraction(1, len(payload.keys))
    taken = -part if payload.scoring == "deduction" else Fraction(-1)
    options = tuple(_earning(option, part if option.key else taken) for option in payload.options)
    return payload.model_copy(update={"scoring": "mapping", "options": options})


def _deducting(payload: MultipleResponse) -> MultipleResponse:
    return _in_shares(payload) if payload.scoring == "deduction" else payload


def _earning(option: Option, earned: Fraction) -> Option:
    return option.model_copy(update={"credit": credit(earned)})


def _within(payload: Choices) -> Choices:
    """Credits between all and nothing: of one option that is chosen, its bounds; of several, the whole each way."""
    if payload.scoring != "mapping":
        return payload
    options = tuple(_earning(option, _kept(payload, Fraction(option.credit or 0))) for option in payload.options)
    return payload.model_copy(update={"options": options, "bounds": None})


def _kept(payload: Choices, earned: Fraction) -> Fraction:
    if isinstance(payload, SingleChoice):
        return (payload.bounds or Bounds()).clamp(earned)
    return min(max(earned, Fraction(-1)), Fraction(1))


def _rounded(payload: Choices | ShortText | Numeric) -> Payload:
    name, parts = ("options", payload.options) if isinstance(payload, Choices) else ("partial", payload.partial)
    return payload.model_copy(update={name: tuple(_with_rounded_credit(part) for part in parts)})


def _with_rounded_credit(part: Any) -> Any:
    return part.model_copy(update={"credit": str(share(percent(Fraction(part.credit))))}) if part.credit else part


def _keys_by_credit(payload: Choices) -> Choices:
    """Right is what earns: of one to choose, the first that earns everything; of several, each that earns anything."""
    if payload.scoring != "mapping":
        return payload
    earned = [Fraction(option.credit or 0) for option in payload.options]
    first = earned.index(Fraction(1)) if isinstance(payload, SingleChoice) else None
    options = tuple(
        option.model_copy(update={"key": part > 0 if first is None else place == first})
        for place, (option, part) in enumerate(zip(payload.options, earned, strict=True))
    )
    return payload.model_copy(update={"options": options})


def _all_or_nothing(payload: SingleChoice) -> SingleChoice:
    """A mapping in which only the key earns."""
    if payload.scoring != "mapping" or sum(option.credit is not None for option in payload.options) != 1:
        return payload
    options = tuple(option.model_copy(update={"credit": None}) for option in payload.options)
    return payload.model_copy(update={"scoring": "all_or_nothing", "options": options})


def _first_version(card: Card) -> Card:
    """The first version."""
    return card.model_copy(update={"version": 1})


VERSION = Loss("the number of the version", _first_version)
TEXTS = Loss("", in_own_texts)

LOSSES: tuple[Loss, ...] = (
    VERSION,
    Loss("harm, and what a mistake would do in practice", _without_harm),
    Loss("the picture of the case: the item has one of its own", _one_picture),
    Loss("case told as part of the stem", _case_in_stem),
    Loss("the ids of options, statements and steps", _lettered),
    Loss("asked as a match of statements with True and False", of_payload(TrueFalseSet, _as_matching)),
    Loss("the ids and the order of choices", of_payload(Matching, numbered)),
    Loss("scored by part: each line matched earns the same", of_payload(Matching, _per_part)),
    Loss("the reasons of lines and steps are told together", of_payload((Matching, Ordering), _reasons_together)),
    Loss("", of_payload(MultipleResponse, _deducting)),
    Loss(
        "scored in shares: each right option earns its part, a wrong one takes everything",
        of_payload(MultipleResponse, _in_shares),
    ),
    Loss("", of_payload(SingleChoice, _within)),
    Loss("credits beyond the whole, and bounds other than 0 and 1", of_payload(MultipleResponse, _within)),
    Loss("credits are rounded to percentages", of_payload((Choices, ShortText, Numeric), _rounded)),
    Loss("which options count as right beside what they earn", of_payload(Choices, _keys_by_credit)),
    Loss("", of_payload(SingleChoice, _all_or_nothing)),
    Loss("words are compared letter by letter there: accents, dashes and signs count", unchanged, ("short_text",)),
    TEXTS,
)  # fmt: skip
"""What both formats lose, in the order in which it is taken away."""
