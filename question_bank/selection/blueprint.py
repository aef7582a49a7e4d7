"""What a paper is made of: how many items of each domain and group, which minima they meet, and what they avoid."""

from __future__ import annotations

from enum import StrEnum
from math import floor
from typing import Any, Self

from pydantic import Field, SerializerFunctionWrapHandler, field_validator, model_serializer, model_validator

from question_bank.items.base import Frozen
from question_bank.items.card import Group, Level

ROUNDING = 1e-9
"""What a share times a number of papers may lose by being binary: 0.29 of 100 papers is 29."""


class Range(Frozen):
    """At least so many and, where it is said, at most so many; the same number twice is exactly so many."""

    at_least: int = Field(default=0, ge=0)
    at_most: int | None = Field(default=None, ge=0)

    @property
    def sought(self) -> int:
        """How many of these could be wanted, as far as this says."""
        return self.at_least if self.at_most is None else self.at_most

    @model_validator(mode="after")
    def has_room(self) -> Self:
        if self.at_most is not None and self.at_most < self.at_least:
            raise ValueError(f"at least {self.at_least} and at most {self.at_most} leaves nothing")
        return self


class Hold(StrEnum):
    """How a limit holds: soft gives way when nothing else fits, hard never does."""

    SOFT = "soft"
    HARD = "hard"


class ExposureCap(Frozen):
    """On what share of so many papers, any so many in a row, an item may stand."""

    share: float = Field(gt=0, le=1)
    papers: int = Field(ge=1)
    hold: Hold = Hold.SOFT

    @property
    def most(self) -> int:
        """On how many of those papers an item may stand."""
        return floor(self.share * self.papers + ROUNDING)

    @property
    def before(self) -> int:
        """How many earlier papers count for a new one, which is the last of `papers` itself."""
        return self.papers - 1

    @model_validator(mode="after")
    def lets_items_be_drawn(self) -> Self:
        if not self.most:
            raise ValueError(f"a share of {self.share:g} of {self.papers} papers is less than one paper")
        return self


class Difficulty(Frozen):
    """The expected mean facility of a paper (0 to 1), and how far from it a paper may be without anything trying."""

    target: float = Field(gt=0, lt=1)
    tolerance: float = Field(default=0.02, ge=0, lt=1)


class _Brief(Frozen):
    """A value that leaves out what is not said, so that one stored before these fields existed still reads the same."""

    @model_serializer(mode="wrap")
    def said(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Every field, without the late ones that are empty."""
        late = {"levels", "exposure", "difficulty", "no_repeat"}
        return {name: value for name, value in handler(self).items() if name not in late or value not in (None, {})}


class Quota(_Brief):
    """One row of a blueprint: the items of a domain, split over groups, with minima and levels inside it.

    Levels have ranges rather than minima: recall is what must be kept from filling a domain, and exact numbers are
    ranges too.
    """

    domain: str
    groups: dict[Group, int]
    safety_critical: int = Field(default=0, ge=0)
    vignettes: int = Field(default=0, ge=0)
    levels: dict[Level, Range] = {}

    @property
    def items(self) -> int:
        """How many items of this domain a paper holds."""
        return sum(self.groups.values())

    @field_validator("levels")
    @classmethod
    def levels_in_their_order(cls, levels: dict[Level, Range]) -> dict[Level, Range]:
        """One order, however a store keeps the names, so that a seed gives one paper from every copy."""
        return {level: levels[level] for level in Level if level in levels}

    @model_validator(mode="after")
    def levels_fit(self) -> Self:
        least = sum(level.at_least for level in self.levels.values())
        if least > self.items:
            raise ValueError(f"{self.domain} asks {least} items by level and has {self.items} items")
        most = [self.levels[level].at_most if level in self.levels else None for level in Level]
        if None not in most and (room := sum(filter(None, most))) < self.items:
            raise ValueError(f"{self.domain} has {self.items} items, and its levels let in at most {room}")
        return self


class Blueprint(_Brief):
    """The plan of a paper. `no_repeat` is how many earlier papers of a person it avoids; without it, all of them."""

    slug: str
    version: int = Field(ge=1)
    quotas: tuple[Quota, ...]
    items_per_rule: int = Field(default=0, ge=0)
    exposure: ExposureCap | None = None
    difficulty: Difficulty | None = None
    no_repeat: int | None = Field(default=None, ge=0)

    @property
    def items(self) -> int:
        """How many items a paper holds."""
        return sum(quota.items for quota in self.quotas)

    @model_validator(mode="after")
    def minima_fit(self) -> Self:
        for quota in self.quotas:
            if max(quota.safety_critical, quota.vignettes) > quota.items:
                raise ValueError(f"{quota.domain} asks more safety-critical items or vignettes than it has items")
        return self
