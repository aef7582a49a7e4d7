"""What a needle vector is written in: entries, directions, depths, grips, and the zones they bring the tip to."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from question_bank.items.base import Frozen, Harm, Reasoned
from question_bank.items.choices import OWN_ID

PARTS = ("entry", "direction", "depth", "grip")
Choice = tuple[str, str, str, str]
"""One whole answer: the own ids of entry, direction, depth and grip."""


class Grip(Frozen):
    """How the tissue is held; every part of an answer has at least an id and a text."""

    id: str = Field(pattern=OWN_ID)
    text: str = Field(min_length=1)


class Entry(Grip):
    """A point of the skin, in the drawing's units."""

    x: float
    y: float


class Direction(Grip):
    """A way for the needle, in degrees on the drawing: 0 to the right, clockwise."""

    angle: float = Field(ge=-360, le=360)


class Depth(Grip):
    """How far the tip goes from the entry, in the drawing's units."""

    length: float = Field(gt=0)


class Otherwise(Reasoned):
    """What every combination misses that no zone fits."""

    harm: Harm = Harm.MINOR


class Zone(Otherwise):
    """Where some combinations bring the tip. A part that is left out fits any choice."""

    entry: tuple[str, ...] = ()
    direction: tuple[str, ...] = ()
    depth: tuple[str, ...] = ()
    grip: tuple[str, ...] = ()
    zone: Literal["target", "acceptable", "danger"]
    structure: str = ""
    harm: Harm = Harm.NONE

    @field_validator(*PARTS, mode="before")
    @classmethod
    def one_or_several(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def says_what_it_is(self) -> Self:
        if self.zone == "danger" and not (self.structure and self.harm is not Harm.NONE):
            raise ValueError("a danger zone names its structure and the harm it could do")
        if self.zone != "danger" and self.structure:
            raise ValueError(f"only a danger zone names a structure, not one that is {self.zone}")
        if self.zone == "target" and self.harm is not Harm.NONE:
            raise ValueError("a target zone does no harm")
        return self

    @property
    def name(self) -> str:
        """The zone in words."""
        return f"Danger: {self.structure}" if self.zone == "danger" else self.zone.capitalize()

    def of(self, part: str) -> tuple[str, ...]:
        """The choices of one part that fit; none named fits any."""
        named: tuple[str, ...] = getattr(self, part)
        return named

    def fits(self, choice: Choice) -> bool:
        """Whether a whole answer brings the tip here."""
        return all(not self.of(part) or own in self.of(part) for part, own in zip(PARTS, choice, strict=True))
