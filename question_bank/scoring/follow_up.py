"""What releases a held decision: enough right answers on each rule that held it."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from pydantic import Field

from question_bank.items.base import Frozen
from question_bank.items.card import Rule
from question_bank.scoring.decision import Decision, Mark, RuleResult, Verdict


class FollowUpPolicy(Frozen):
    """At least `pass_mark` right on each of `rules`."""

    pass_mark: int = Field(ge=1)
    rules: tuple[Rule, ...] = Field(min_length=1)


def settle(marks: Iterable[Mark], policy: FollowUpPolicy) -> Decision:
    """Passed when every rule reached its mark, otherwise not passed; a follow-up never holds."""
    paper = tuple(marks)
    results = tuple(
        _result(rule, policy.pass_mark, [mark for mark in paper if mark.rule is rule]) for rule in policy.rules
    )
    return Decision(Verdict.PASSED if all(result.met for result in results) else Verdict.NOT_PASSED, results)


def _result(rule: Rule, asked: int, marks: list[Mark]) -> RuleResult:
    reached = sum((mark.credit for mark in marks), Fraction(0))
    return RuleResult(rule.value, "follow_up", asked, len(marks), reached, reached >= asked)
