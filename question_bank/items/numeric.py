"""Numeric: a number, near enough to the right one; exact arithmetic throughout."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, Inexact, localcontext
from fractions import Fraction
from typing import Any, ClassVar, Self

from pydantic import Field, model_validator

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
from question_bank.items.choices import OWN_ID
from question_bank.items.credit import Credit
from question_bank.items.parts import check_distinct

WRITTEN = r"^-?\d{1,9}(\.\d{1,9})?$"
TYPED = re.compile(r"[+-]?[0-9]*\.?[0-9]*")
LONGEST = 30
NUMBER = "Give a number, such as 12.5."
UNIT = "Choose one of the units offered."
Given = tuple[()] | tuple[str, str]
"""What was typed, with a point as decimal separator, and the unit; nothing at all is no answer."""


class Unit(Frozen):
    """Another unit that may be chosen; `factor` turns it into the one asked for."""

    id: str = Field(pattern=OWN_ID)
    text: str = Field(min_length=1)
    factor: str = Field(pattern=WRITTEN)

    @model_validator(mode="after")
    def factor_is_more_than_nothing(self) -> Self:
        if Decimal(self.factor) <= 0:
            raise ValueError(f"the factor of {self.id!r} is not above 0")
        return self


class PartialNumber(Frozen):
    """A number near another value, what it earns, and why it is not the right one."""

    value: str = Field(pattern=WRITTEN)
    tolerance: str = Field(default="0", pattern=WRITTEN)
    credit: Credit
    rationale: str = ""

    @model_validator(mode="after")
    def earns_a_part(self) -> Self:
        if not 0 < Fraction(self.credit) < 1:
            raise ValueError("what is partly right earns more than 0 and less than 1")
        return self


@dataclass(frozen=True)
class ShownNumber(Presented):
    """The unit asked for, and the units offered as (id, text), that one first; one or none is nothing to choose."""

    unit: str = ""
    units: tuple[tuple[str, str], ...] = ()

    @property
    def task(self) -> str:
        return "give a number"

    def typed(self, answer: type_of_answer) -> tuple[str, str]:
        """A stored answer as the field and the unit beside it show it."""
        given = answer if isinstance(answer, dict) else {"value": answer}
        return str(given.get("value") or ""), str(given.get("unit") or self.unit)

    def says(self, answer: type_of_answer) -> str:
        value, unit = self.typed(answer)
        return f"{value} {dict(self.units).get(unit, '')}".strip() if value else ""

    def as_json(self) -> dict[str, Any]:
        units = [{"id": unit, "text": text} for unit, text in self.units]
        return {**super().as_json(), "unit": self.unit, "units": units}


class Numeric(Payload):
    """A stem and a number with its tolerance; the first unit is the one asked for and is its own id."""

    kind: ClassVar[str] = "numeric"
    value: str = Field(pattern=WRITTEN)
    tolerance: str = Field(pattern=WRITTEN)
    unit: str = ""
    units: tuple[Unit, ...] = Field(default=(), max_length=5)
    partial: tuple[PartialNumber, ...] = Field(default=(), max_length=20)
    harm: Harm = Harm.NONE
    hazard: Hazard | None = None
    rationale: str = ""

    @model_validator(mode="after")
    def units_differ(self) -> Self:
        if Decimal(self.tolerance) < 0:
            raise ValueError("a tolerance is not below 0")
        if self.units and not self.unit:
            raise ValueError("an item that offers units says which one it asks for in `unit`")
        check_distinct("units", [self.unit, *(u.id for u in self.units)], [self.unit, *(u.text for u in self.units)])
        return self

    def own_ids(self) -> tuple[str, ...]:
        return ()

    def present(self, order: Sequence[str], shown_as: Mapping[str, str]) -> Presented:
        units = ((self.unit, self.unit), *((unit.id, unit.text) for unit in self.units))
        return ShownNumber(self.kind, self.stem, (), self.chooses(), self.picture, self.case, self.unit, units)

    def explain(self, order: Sequence[str], response: Response) -> tuple[Explained, ...]:
        is_right = self.grade(response).credit == 1
        spread = f" ± {self.tolerance}" if Decimal(self.tolerance) else ""
        right = f"{self.value}{spread} {self.unit}".strip()
        shown = self.present(order, {})
        given = shown.says(self.say(response, {}))
        return (Explained("", (), is_right, bool(given), self.rationale, given, right),)

    def chooses(self) -> int | None:
        return None

    def settle(self, answer: type_of_answer, known: Mapping[str, str]) -> type_of_answer:
        """An answer that says nothing is stored as none."""
        return answer if self.parse(answer, known) else None

    def parse(self, answer: type_of_answer, known: Mapping[str, str]) -> Given:
        given = {} if answer is None else answer if isinstance(answer, dict) else {"value": answer}
        if not set(given) <= {"value", "unit"}:
            raise UnreadableAnswer(NUMBER)
        unit = given.get("unit") or self.unit
        if not isinstance(unit, str) or unit not in self._factors():
            raise UnreadableAnswer(UNIT)
        typed = _typed(given.get("value"))
        return (typed, unit) if typed else ()

    def _factors(self) -> dict[str, Fraction]:
        return {self.unit: Fraction(1)} | {unit.id: Fraction(unit.factor) for unit in self.units}

    def say(self, response: Response, shown_as: Mapping[str, str]) -> type_of_answer:
        if not response:
            return None
        value, unit = response
        return value if unit == self.unit else {"value": value, "unit": unit}

    def grade(self, response: Response) -> Outcome:
        """A number that is only half typed is no answer yet."""
        amount = self._amount(response)
        if amount is None:
            return Outcome(Fraction(0), Harm.NONE)
        credit = self._earned(amount)
        return Outcome(credit, Harm.NONE if credit else self.harm)

    def _earned(self, amount: Fraction) -> Fraction:
        """The whole credit near the value; else the best of what is partly right."""
        if _is_near(amount, self.value, self.tolerance):
            return Fraction(1)
        near = (Fraction(each.credit) for each in self.partial if _is_near(amount, each.value, each.tolerance))
        return max(near, default=Fraction(0))

    def _amount(self, response: Response) -> Fraction | None:
        """What was given in the unit asked for, or None when it is no whole number yet."""
        if not response or not re.search(r"[0-9]", response[0]):
            return None
        return Fraction(response[0]) * self._factors()[response[1]]

    def examples(self) -> Iterator[tuple[Given, Fraction]]:
        value, tolerance = Decimal(self.value), Decimal(self.tolerance)
        hair = Decimal("0.0000000001")
        for right in {value, value + tolerance, value - tolerance}:
            yield (f"{right:f}", self.unit), Fraction(1)
        for wrong in (
            value + tolerance + hair,
            value - tolerance - hair,
            *(Decimal(each.value) for each in self.partial),
        ):
            yield (f"{wrong:f}", self.unit), self._earned(Fraction(wrong))
        for unit in self.units:
            exact = _exactly(value, Decimal(unit.factor))
            if exact is not None:
                yield (exact, unit.id), Fraction(1)
        yield (), Fraction(0)

    def keyed_texts(self) -> tuple[str, ...]:
        return (self.rationale,)


def _is_near(amount: Fraction, value: str, tolerance: str) -> bool:
    return abs(amount - Fraction(value)) <= Fraction(tolerance)


def _typed(value: object) -> str:
    """What was typed with a point as separator, or UnreadableAnswer when it is not the beginning of a number."""
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > LONGEST:
        raise UnreadableAnswer(NUMBER)
    typed = value.strip().replace(",", ".").replace("\N{MINUS SIGN}", "-")
    if not TYPED.fullmatch(typed):
        raise UnreadableAnswer(NUMBER)
    return typed


def _exactly(value: Decimal, factor: Decimal) -> str | None:
    """One number by another when that has an end and fits into the field."""
    with localcontext() as context:
        context.traps[Inexact] = True
        try:
            quotient = f"{value / factor:f}"
        except Inexact:
            return None
    return quotient if len(quotient) <= LONGEST else None
