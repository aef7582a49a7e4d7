"""Marks and decision of a paper: a pure function of responses, paper, item versions and policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from question_bank.items import Outcome, Payload, Presented, Response
from question_bank.items.card import Group, Rule
from question_bank.scoring.decision import Decision, Mark, decide
from question_bank.scoring.follow_up import FollowUpPolicy, settle
from question_bank.scoring.policy import Cut, Policy
from question_bank.scoring.profile import profile

PLACES = 6
"""Decimals kept of an interval's ends, so that a decision reads the same on every machine."""


@dataclass(frozen=True)
class Marked:
    """One position of a paper with what its answer earned."""

    entry: Mapping[str, Any]
    response: Response
    outcome: Outcome


def marked(
    items: Sequence[Mapping[str, Any]], answers: Mapping[int, Any], payloads: Mapping[int, Payload]
) -> tuple[Marked, ...]:
    """Mark every position; a missing answer counts as no answer."""
    return tuple(_mark(entry, answers.get(entry["position"]), payloads[entry["version_id"]]) for entry in items)


def _mark(entry: Mapping[str, Any], answer: Any, payload: Payload) -> Marked:
    response = payload.parse(answer, known_ids(entry))
    return Marked(entry, response, payload.grade(response))


def known_ids(entry: Mapping[str, Any]) -> dict[str, str]:
    """The shown ids of one position with the own ids behind them."""
    return dict(entry["options"])


def presented(known: Mapping[str, str], payload: Payload) -> Presented:
    """What a candidate is shown of one position: never a key, a rationale or a harm grade; `known` as its ids stand."""
    return payload.present(list(known.values()), {own: shown for shown, own in known.items()})


def decided(paper: Sequence[Marked], kind: str, spec: Mapping[str, Any]) -> dict[str, Any]:
    """The decision on an exam of any kind by what its policy says; a practice paper has none."""
    if kind == "practice":
        return {"verdict": None, "rules": [], "profile": []}
    if kind == "follow_up":
        return follow_up_decision(paper, FollowUpPolicy.model_validate(spec))
    return decision(paper, Policy.model_validate(spec))


def follow_up_decision(paper: Sequence[Marked], policy: FollowUpPolicy) -> dict[str, Any]:
    """The decision on a follow-up, as it is stored."""
    marks = [_as_mark(each) for each in paper]
    return _stored(settle(marks, policy), marks)


def decision(paper: Sequence[Marked], policy: Policy) -> dict[str, Any]:
    """The decision as it is stored: the verdict, every rule with what it asked and what was reached, the profile."""
    marks = [_as_mark(each) for each in paper]
    return _stored(decide(marks, policy), marks)


def _stored(found: Decision, marks: Sequence[Mark]) -> dict[str, Any]:
    return {
        "verdict": found.verdict.value,
        "rules": [
            {
                "name": rule.name,
                "kind": rule.kind,
                "asked": rule.asked,
                "of": rule.of,
                "reached": str(rule.reached),
                "met": rule.met,
            }
            for rule in found.rules
        ],
        "profile": [
            {
                "domain": score.domain,
                "reached": str(score.reached),
                "of": score.of,
                "low": round(score.low, PLACES),
                "high": round(score.high, PLACES),
            }
            for score in profile(marks)
        ],
    }


def _as_mark(each: Marked) -> Mark:
    entry = each.entry
    rule = Rule(entry["rule"]) if entry["rule"] else None
    return Mark(entry["position"], entry["domain"], Group(entry["group"]), rule, each.outcome.credit)


def quiz_policy(rules: Mapping[str, Any]) -> Policy:
    """A quiz's pass mark as a policy."""
    return Policy(slug="quiz", version=1, total=Cut(at_least=rules["pass_mark"], of=rules["items"]))
