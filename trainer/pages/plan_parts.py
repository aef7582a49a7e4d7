"""Parts of an exam's plan as form fields: the quotas of a domain with their levels, and what a paper rather keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from wtforms import DecimalField, Field, HiddenField, IntegerField, RadioField, ValidationError
from wtforms import Form as Part
from wtforms.validators import InputRequired, NumberRange, Optional

from question_bank.items.card import Level
from question_bank.selection.blueprint import Blueprint, Hold, Quota
from trainer.library.rules import GROUPS, LEVELS
from trainer.pages.plan_words import of_level

GROUP_NAMES = tuple(group.value for group in GROUPS)
MOST = 300
COUNT = NumberRange(0, MOST, f"A number from 0 to {MOST}.")
HOLDS = {
    Hold.SOFT.value: "Prefer others; go over only when nothing else fits",
    Hold.HARD.value: "Never go over; a paper may then be impossible",
}
HUNDRED = 100


def _count(label: str) -> IntegerField:
    return IntegerField(label, [InputRequired("Write a number; 0 for none."), COUNT], default=0)


def _at_least(level: Level) -> IntegerField:
    return IntegerField(f"{LEVELS[level]}, at least", [Optional(), COUNT])


def _at_most(level: Level) -> IntegerField:
    return IntegerField(f"{LEVELS[level]}, at most", [Optional(), COUNT, _not_below(f"{level.value}_least")])


def _not_below(name: str) -> Callable[[Part, Field], None]:
    def check(form: Part, field: Field) -> None:
        if field.data is not None and field.data < (form[name].data or 0):
            raise ValidationError("Less than at least.")

    return check


def percent(label: str, least: str, most: int) -> DecimalField:
    """A share as people say it, and to every decimal they say."""
    between = NumberRange(Decimal(least), most, f"A number from {least} to {most}.")
    return DecimalField(label, [Optional(), between], places=None)


def as_percent(share: float) -> Decimal:
    """A share from 0 to 1 in percent: 0.29 is 29."""
    said = Decimal(str(share)) * HUNDRED
    return said.to_integral_value() if said == said.to_integral_value() else said.normalize()


def as_share(said: Decimal) -> float:
    """Percent as a share from 0 to 1."""
    return float(said / HUNDRED)


class QuotaForm(Part):
    """The items of one domain: how many of each group, how many of them at least of a kind, and their levels."""

    domain = HiddenField()
    thorax = _count("Thorax")
    other_safety = _count("Other safety")
    knowledge = _count("Knowledge")
    safety_critical = _count("Safety-critical, at least")
    vignettes = _count("Vignettes, at least")
    recall_least, recall_most = _at_least(Level.RECALL), _at_most(Level.RECALL)
    apply_least, apply_most = _at_least(Level.APPLY), _at_most(Level.APPLY)
    analyse_least, analyse_most = _at_least(Level.ANALYSE), _at_most(Level.ANALYSE)

    @staticmethod
    def row(quota: Quota) -> dict[str, Any]:
        """What the fields show of a quota."""
        levels = {f"{level.value}_least": said.at_least or None for level, said in quota.levels.items()}
        levels |= {f"{level.value}_most": said.at_most for level, said in quota.levels.items()}
        groups = {group.value: number for group, number in quota.groups.items()}
        return {**groups, **levels, "safety_critical": quota.safety_critical, "vignettes": quota.vignettes}

    def quota(self) -> dict[str, Any]:
        """The row as the question bank reads it; a group without items is left out, and a level nothing is said of."""
        groups = {name: self[name].data for name in GROUP_NAMES if self[name].data}
        least = {name: self[name].data or 0 for name in ("safety_critical", "vignettes")}
        return {"domain": self.domain.data, "groups": groups, **least, "levels": self._levels()}

    def _levels(self) -> dict[str, dict[str, int | None]]:
        said = {
            level.value: {"at_least": fields[0].data or 0, "at_most": fields[1].data} for level, fields in self._pairs()
        }
        return {level: each for level, each in said.items() if each["at_least"] or each["at_most"] is not None}

    def _pairs(self) -> Iterator[tuple[Level, tuple[Field, Field]]]:
        for level in Level:
            yield level, (self[f"{level.value}_least"], self[f"{level.value}_most"])

    def levels(self) -> list[tuple[str, tuple[Field, Field]]]:
        """The fields of each level, by its name in words."""
        return [(LEVELS[level], fields) for level, fields in self._pairs()]

    def levels_in_words(self) -> str:
        """What is asked of levels, in a line; nothing when nothing is."""
        return "; ".join(filter(None, (of_level(name, *(one.data for one in pair)) for name, pair in self.levels())))

    @property
    def is_odd(self) -> bool:
        """Whether a number among the levels makes no sense."""
        return any(field.errors for _level, pair in self._pairs() for field in pair)


def _together(field: Field, other: Field, says: str) -> None:
    if field.data is not None and other.data is None:
        raise ValidationError(says)


class Rather(Part):
    """What a paper keeps when it can: how often items are used, its expected mean, what a person met before."""

    share = percent("On at most, % of papers", "0.1", 100)
    papers = IntegerField("Of any so many papers in a row", [Optional(), NumberRange(1, 100_000)])
    hold = RadioField("When nothing else fits", choices=HOLDS, default=Hold.SOFT.value)
    target = percent("Expected mean, % right", "1", 99)
    tolerance = percent("Give or take", "0", 99)
    no_repeat = IntegerField("Avoid items from a person's last papers", [Optional(), NumberRange(0, 1000)])

    def show(self, blueprint: Blueprint) -> None:
        """Show what a blueprint says."""
        if cap := blueprint.exposure:
            self.share.data, self.papers.data, self.hold.data = as_percent(cap.share), cap.papers, cap.hold.value
        if aim := blueprint.difficulty:
            self.target.data, self.tolerance.data = as_percent(aim.target), as_percent(aim.tolerance)
        self.no_repeat.data = blueprint.no_repeat

    def validate_share(self, field: Field) -> None:
        """A share is of a number of papers."""
        _together(field, self.papers, "Say of how many papers, too.")

    def validate_papers(self, field: Field) -> None:
        """A number of papers has a share."""
        _together(field, self.share, "Say on what share of them, too.")

    def validate_tolerance(self, field: Field) -> None:
        """A tolerance is around something."""
        _together(field, self.target, "Say around what, too.")

    def blueprint(self) -> dict[str, Any]:
        """The blueprint's part; what is left empty is not asked."""
        said: dict[str, Any] = {"no_repeat": self.no_repeat.data}
        if self.share.data is not None and self.papers.data is not None:
            said["exposure"] = {
                "share": as_share(self.share.data), "papers": self.papers.data, "hold": self.hold.data,
            }  # fmt: skip
        if self.target.data is not None:
            width = {} if self.tolerance.data is None else {"tolerance": as_share(self.tolerance.data)}
            said["difficulty"] = {"target": as_share(self.target.data), **width}
        return said
