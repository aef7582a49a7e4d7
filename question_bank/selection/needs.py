"""What a paper counts - cells, minima, levels and rules - and how much of each a blueprint asks for."""

from __future__ import annotations

from typing import TypeAlias

from question_bank.items.card import Level
from question_bank.scoring.policy import Policy
from question_bank.selection.blueprint import Blueprint, Quota, Range
from question_bank.selection.candidate import Candidate

Count: TypeAlias = tuple[str, str, str]
"""Something a paper counts: a kind, whose, and what of it - a cell of the blueprint, a minimum of a domain, a rule."""

Asked: TypeAlias = dict[Count, Range]
"""How much of what a paper needs."""


def cell_of(candidate: Candidate) -> Count:
    """The cell of a blueprint this item stands in."""
    return ("cell", candidate.domain, candidate.group.value)


def counts_of(candidate: Candidate) -> list[Count]:
    """Everything this item counts towards."""
    found = [cell_of(candidate)]
    if candidate.safety_critical:
        found.append(("safety", candidate.domain, ""))
    if candidate.vignette:
        found.append(("vignette", candidate.domain, ""))
    if candidate.level is not None:
        found.append(("level", candidate.domain, candidate.level.value))
    if candidate.rule is not None:
        found.append(("rule", candidate.rule.value, ""))
    return found


def asked_of(blueprint: Blueprint, policy: Policy) -> Asked:
    """How much of what a paper needs, the cells first."""
    asked: Asked = {}
    for quota in blueprint.quotas:
        for group, needed in quota.groups.items():
            asked["cell", quota.domain, group.value] = Range(at_least=needed, at_most=needed)
    for quota in blueprint.quotas:
        asked["safety", quota.domain, ""] = Range(at_least=quota.safety_critical)
        asked["vignette", quota.domain, ""] = Range(at_least=quota.vignettes)
        asked.update({("level", quota.domain, level.value): each for level, each in _levels(quota).items()})
    asked.update({("rule", check.rule.value, ""): Range(at_least=check.items) for check in policy.must_not_miss})
    return asked


def _levels(quota: Quota) -> dict[Level, Range]:
    """The levels of a quota; where one has a maximum every other is wanted too, up to all items of the domain."""
    if all(each.at_most is None for each in quota.levels.values()):
        return quota.levels
    said = {level: quota.levels.get(level, Range()) for level in Level}
    return {
        level: Range(at_least=each.at_least, at_most=quota.items if each.at_most is None else each.at_most)
        for level, each in said.items()
    }


def whose(count: Count) -> str:
    """The domain or the rule that counts this, as a sentence begins."""
    kind, name, _part = count
    return f"rule {name}" if kind == "rule" else name


def called(count: Count, number: int) -> str:
    """What is counted, for so many of it."""
    kind, _name, part = count
    items = "item" if number == 1 else "items"
    names = {"cell": f"{items} of group {part}", "level": f"{items} at level {part}", "rule": items}
    vignettes = "vignette" if number == 1 else "vignettes"
    return names.get(kind) or {"safety": f"safety-critical {items}", "vignette": vignettes}[kind]
