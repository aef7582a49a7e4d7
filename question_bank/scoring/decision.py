"""The decision on a paper: a pure function of marks, paper and policy, naming every rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from question_bank.items.card import Group, Rule
from question_bank.scoring.policy import Cut, Policy


class Verdict(StrEnum):
    """What a graded attempt came to. Passing is an outcome, never a state."""

    PASSED = "passed"
    HELD = "held"
    NOT_PASSED = "not_passed"


@dataclass(frozen=True)
class Mark:
    """The credit one item of the paper earned."""

    position: int
    domain: str
    group: Group
    rule: Rule | None
    credit: Fraction


@dataclass(frozen=True)
class RuleResult:
    """One rule of the policy: what it asked, what was reached, and whether that is enough."""

    name: str
    kind: str  # "total", "group" or "must_not_miss"
    asked: int
    of: int
    reached: Fraction
    met: bool


@dataclass(frozen=True)
class Decision:
    """The verdict with every rule that led to it."""

    verdict: Verdict
    rules: tuple[RuleResult, ...]


def decide(marks: Iterable[Mark], policy: Policy) -> Decision:
    """Apply every rule of `policy` to the marks.

    A missed total or group minimum does not pass; otherwise a must-not-miss rule with no item right holds.
    """
    paper = tuple(marks)
    cuts = [_cut("total", "total", policy.total, paper)]
    for group, cut in policy.groups.items():
        cuts.append(_cut(group.value, "group", cut, [mark for mark in paper if mark.group is group]))
    checks = [_rule(check.rule, [mark for mark in paper if mark.rule is check.rule]) for check in policy.must_not_miss]
    if not all(result.met for result in cuts):
        verdict = Verdict.NOT_PASSED
    elif not all(result.met for result in checks):
        verdict = Verdict.HELD
    else:
        verdict = Verdict.PASSED
    return Decision(verdict, (*cuts, *checks))


def _cut(name: str, kind: str, cut: Cut, marks: Iterable[Mark]) -> RuleResult:
    reached = sum((mark.credit for mark in marks), Fraction(0))
    return RuleResult(name, kind, cut.at_least, cut.of, reached, reached >= cut.at_least)


def _rule(rule: Rule, marks: list[Mark]) -> RuleResult:
    reached = sum((mark.credit for mark in marks), Fraction(0))
    return RuleResult(rule.value, "must_not_miss", 1, len(marks), reached, reached >= 1)
