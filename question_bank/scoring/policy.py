"""A pass policy as a versioned value: a total cut, minima on groups, and must-not-miss rules that hold."""

from __future__ import annotations

from typing import Self

from pydantic import Field, field_validator, model_validator

from question_bank.items.base import Frozen
from question_bank.items.card import Group, Rule

SMALLEST_GROUP = 25
"""A group needs this many items to bear a minimum; smaller ones fail competent candidates by one slip."""


class Cut(Frozen):
    """At least `at_least` marks of `of` items."""

    at_least: int = Field(ge=0)
    of: int = Field(ge=1)

    @model_validator(mode="after")
    def reachable(self) -> Self:
        if self.at_least > self.of:
            raise ValueError(f"a cut of {self.at_least} cannot be reached with {self.of} items")
        return self


class RuleCheck(Frozen):
    """A must-not-miss rule: both of its items wrong holds the decision."""

    rule: Rule
    says: str
    items: int = Field(ge=2)


class Policy(Frozen):
    """What a passing paper needs."""

    slug: str
    version: int = Field(ge=1)
    total: Cut
    groups: dict[Group, Cut] = {}
    must_not_miss: tuple[RuleCheck, ...] = ()
    note: str = ""

    @field_validator("groups")
    @classmethod
    def groups_in_their_order(cls, groups: dict[Group, Cut]) -> dict[Group, Cut]:
        """One order, however a store keeps the names: a decision reads the same from every copy of its policy."""
        return {group: groups[group] for group in Group if group in groups}

    @model_validator(mode="after")
    def groups_bear_their_minimum(self) -> Self:
        for group, cut in self.groups.items():
            if cut.of < SMALLEST_GROUP:
                raise ValueError(f"group {group.value!r} has {cut.of} items; a minimum needs at least {SMALLEST_GROUP}")
        return self
