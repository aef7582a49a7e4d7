"""Key, reasons and harm of an item of any type, for its staff: one line for each part that can be right or wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import singledispatch

from question_bank.items import (
    Choices,
    Hotspot,
    Matching,
    NeedleVector,
    Numeric,
    Option,
    Ordering,
    Payload,
    ShortText,
    TrueFalseSet,
)
from question_bank.items.base import LETTERS, Harm
from question_bank.items.needle_parts import PARTS, Zone


@dataclass(frozen=True)
class Reason:
    """One line: its sign and text, whether it is right, what it is, why, and what which mistake could do."""

    sign: str
    text: str
    is_key: bool
    says: str
    rationale: str
    harm: Harm | None = None
    mistake: str = ""


@singledispatch
def reasons(payload: Payload) -> Iterator[Reason]:
    """The lines of one item, in written order."""
    raise NotImplementedError(f"no reasons are told for {payload.kind}")


@reasons.register
def _choices(payload: Choices) -> Iterator[Reason]:
    yield from _options(payload.options)


@reasons.register
def _hotspot(payload: Hotspot) -> Iterator[Reason]:
    yield from _options(payload.regions)


def _options(options: Iterable[Option]) -> Iterator[Reason]:
    for letter, option in zip(LETTERS, options, strict=False):
        says, harm = ("Key", None) if option.key else ("", option.harm)
        yield Reason(letter, option.text, option.key, says, option.rationale, harm)


@reasons.register
def _truths(payload: TrueFalseSet) -> Iterator[Reason]:
    for letter, each in zip(LETTERS, payload.statements, strict=False):
        yield Reason(letter, each.text, each.is_true, str(each.is_true), each.rationale, each.harm, "judged wrongly")


@reasons.register
def _ordering(payload: Ordering) -> Iterator[Reason]:
    for number, step in enumerate(payload.steps, 1):
        yield Reason(str(number), step.text, True, f"Step {number}", step.rationale, payload.harm, "another order")


@reasons.register
def _matching(payload: Matching) -> Iterator[Reason]:
    texts = {choice.id: choice.text for choice in payload.choices}
    for number, prompt in enumerate(payload.prompts, 1):
        says = f"Matches {texts[prompt.match]}"
        yield Reason(str(number), prompt.text, True, says, prompt.rationale, prompt.harm, "matched wrongly")


@reasons.register
def _numeric(payload: Numeric) -> Iterator[Reason]:
    text = f"{payload.value} {payload.unit}".strip()
    says = f"Key, give or take {payload.tolerance}" if float(payload.tolerance) else "Key, exactly"
    yield Reason("=", text, True, says, payload.rationale, payload.harm, "another number")
    for unit in payload.units:
        yield Reason("×", f"in {unit.text}", True, f"Times {unit.factor} gives {payload.unit}", "")


@reasons.register
def _short_text(payload: ShortText) -> Iterator[Reason]:
    accepted = ", ".join(payload.accepted)
    yield Reason("=", accepted, True, "Accepted", payload.rationale, payload.harm, "another word")
    for near in payload.near:
        yield Reason("≠", near.text, False, "Near, but not accepted", near.rationale)


@reasons.register
def _needle(payload: NeedleVector) -> Iterator[Reason]:
    for number, zone in enumerate(payload.zones, 1):
        earns = f", earns {payload.acceptable_credit}" if zone.zone == "acceptable" else ""
        is_key = zone.zone == "target"
        harm = None if is_key else zone.harm
        yield Reason(str(number), _where(payload, zone), is_key, zone.name + earns, zone.rationale, harm)
    missed = payload.otherwise
    yield Reason("–", "Any other combination", False, "Misses", missed.rationale, missed.harm)


def _where(payload: NeedleVector, zone: Zone) -> str:
    """Which choices bring the tip to a zone; a part that may be any is left out."""
    texts = {each.id: each.text for choices in payload.lists.values() for each in choices}
    said = [" or ".join(texts[own] for own in zone.of(part)) for part in PARTS if zone.of(part)]
    return "; ".join(said) or "Any combination"
