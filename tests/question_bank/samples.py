"""One small payload of every item type, and answers of each type for hypothesis to draw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from hypothesis import strategies as st

from question_bank.items import (
    Matching,
    MultipleResponse,
    Numeric,
    Ordering,
    Payload,
    Response,
    ShortText,
    SingleChoice,
    TrueFalseSet,
)
from question_bank.items.credit import OrderRule
from question_bank.items.needle_parts import PARTS
from tests.question_bank.cards import options
from tests.question_bank.pictures import spot, vector

TRUTHS: dict[str, Any] = {
    "stem": "Judge each statement about aftercare.",
    "statements": [
        {"id": "a", "text": "Bruising is common", "is_true": True, "harm": "minor", "rationale": "Because of a."},
        {"id": "b", "text": "Fever is expected", "is_true": False, "harm": "critical", "rationale": "Because of b."},
        {"id": "c", "text": "Soreness lasts about a day", "is_true": True, "rationale": "Because of c."},
        {"id": "d", "text": "Rest is needed for a week", "is_true": False, "rationale": "Because of d."},
    ],
}
STEPS: dict[str, Any] = {
    "stem": "Put these steps in order.",
    "harm": "serious",
    "steps": [
        {"id": own, "text": text, "rationale": f"Because of {own}."}
        for own, text in zip("abcd", ("Ask", "Wash hands", "Clean the skin", "Insert"), strict=True)
    ],
}
MATCHES: dict[str, Any] = {
    "stem": "Match each muscle with its nerve.",
    "prompts": [
        {"id": "p1", "text": "Deltoid", "match": "c2", "harm": "minor", "rationale": "Because of p1."},
        {"id": "p2", "text": "Trapezius", "match": "c1", "rationale": "Because of p2."},
        {"id": "p3", "text": "Serratus anterior", "match": "c4", "harm": "serious", "rationale": "Because of p3."},
    ],
    "choices": [
        {"id": own, "text": text}
        for own, text in zip(
            ("c1", "c2", "c3", "c4"), ("Accessory", "Axillary", "Median", "Long thoracic"), strict=True
        )
    ],
}
NUMBER: dict[str, Any] = {
    "stem": "How deep?",
    "value": "73.25",
    "tolerance": "0.5",
    "unit": "mm",
    "units": [{"id": "cm", "text": "cm", "factor": "10"}, {"id": "inch", "text": "in", "factor": "25.4"}],
    "harm": "serious",
    "rationale": "Because of the depth.",
}
TEXT: dict[str, Any] = {
    "stem": "Which injury?",
    "accepted": ["pneumothorax", "a pneumothorax"],
    "harm": "critical",
    "rationale": "Because air is there.",
    "near": [{"text": "haemothorax", "rationale": "Because blood is not air."}],
}


def truths(**more: Any) -> TrueFalseSet:
    """Four statements, two of them true."""
    return TrueFalseSet.model_validate(TRUTHS | more)


def ordering(**more: Any) -> Ordering:
    """Four steps, a to d."""
    return Ordering.model_validate(STEPS | more)


def matching(**more: Any) -> Matching:
    """Three prompts and four choices."""
    return Matching.model_validate(MATCHES | more)


def numeric(**more: Any) -> Numeric:
    """A depth in millimetres, with two other units offered."""
    return Numeric.model_validate(NUMBER | more)


def short_text(**more: Any) -> ShortText:
    """One injury, written in two ways."""
    return ShortText.model_validate(TEXT | more)


SAMPLES: dict[str, Payload] = {
    each.kind: each
    for each in (
        SingleChoice(stem="Which one?", options=options(False, True, False, False)),
        MultipleResponse(stem="Which two?", options=options(True, False, True, False, False)),
        truths(),
        ordering(),
        matching(),
        numeric(),
        short_text(),
        spot(),
        vector(),
    )
}
VARIANTS: tuple[Payload, ...] = (
    *SAMPLES.values(),
    truths(scoring="half_point"),
    *(truths(scoring=rule) for rule in ("half_point", "per_part", "deduction")),
    *(ordering(scoring=rule) for rule in get_args(OrderRule)),
    *(matching(scoring=rule) for rule in ("half_point", "per_part", "deduction")),
    *(
        MultipleResponse(stem="Which?", scoring=rule, options=options(True, True, False, False))
        for rule in ("half_point", "per_part", "deduction")
    ),
    numeric(partial=[{"value": "80", "tolerance": "1", "credit": "1/2", "rationale": "Because it is near."}]),
    short_text(partial=[{"text": "air", "credit": "1/2", "rationale": "Because it is vague."}]),
    short_text(accepted=["Kinesio"], case_sensitive=True),
    numeric(tolerance="0", unit="", units=[]),
    short_text(near=[]),
)
"""The samples, and others that are scored or asked differently."""


def shown_as(payload: Payload) -> Mapping[str, str]:
    """Per-paper ids for everything an answer can name."""
    return {own: f"{place:02}{'q' * 4}" for place, own in enumerate(payload.own_ids())}


def known(payload: Payload) -> Mapping[str, str]:
    """The way back from the per-paper ids."""
    return {shown: own for own, shown in shown_as(payload).items()}


def _some(ids: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sets(st.sampled_from(ids)).map(lambda chosen: tuple(own for own in ids if own in chosen))


def _parts(ids: list[str], values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return _some(ids).flatmap(lambda chosen: st.tuples(*(st.tuples(st.just(own), values) for own in chosen)))


TYPED = st.from_regex(r"[+-]?[0-9]{0,9}\.?[0-9]{0,9}", fullmatch=True).filter(bool)
LINES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), max_size=200)
RESPONSES: dict[str, st.SearchStrategy[Response]] = {
    "single_choice": st.sampled_from([(), ("a",), ("d",)]),
    "multiple_response": _some(list("abcde")),
    "true_false_set": _parts(list("abcd"), st.booleans()),
    "ordering": st.lists(st.sampled_from("abcd"), unique=True).map(tuple),
    "matching": _parts(["p1", "p2", "p3"], st.sampled_from(["c1", "c2", "c3", "c4"])),
    "numeric": st.just(()) | st.tuples(TYPED, st.sampled_from(["mm", "cm", "inch"])),
    "short_text": LINES,
    "hotspot": st.sampled_from([(), ("a",), ("c",)]),
    "needle_vector": st.dictionaries(st.sampled_from(PARTS), st.nothing())
    | st.sampled_from([given for given, _credit in vector().examples()]),
}
"""Responses to each sample, as `parse` gives them."""
