"""What a paper is made of: how many items of each domain and group, and which minima they meet."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from question_bank.items.base import Frozen
from question_bank.items.card import Group


class Quota(Frozen):
    """One row of a blueprint: the items of a domain, split over groups, with minima inside it."""

    domain: str
    groups: dict[Group, int]
    safety_critical: int = Field(default=0, ge=0)
    vignettes: int = Field(default=0, ge=0)

    @property
    def items(self) -> int:
        """How many items of this domain a paper holds."""
        return sum(self.groups.values())


class Blueprint(Frozen):
    """The plan of a paper."""

    slug: str
    version: int = Field(ge=1)
    quotas: tuple[Quota, ...]
    items_per_rule: int = Field(default=0, ge=0)

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
