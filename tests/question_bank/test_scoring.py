"""Pass decisions by the fact sheet's numbers, and profiles with their intervals."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from question_bank.items.card import Group, Rule
from question_bank.scoring.decision import Decision, Mark, Verdict, decide
from question_bank.scoring.policy import Cut, Policy, RuleCheck
from question_bank.scoring.profile import profile, wilson
from tests.question_bank.cards import real_content

pytestmark = pytest.mark.pure
POLICY = real_content().course.exam.policy
SIZES = {Group.THORAX: 66, Group.OTHER_SAFETY: 32, Group.KNOWLEDGE: 26}
RULES = list(Rule)


def marks(
    *, thorax: int = 66, other: int = 32, knowledge: int = 26, missed: dict[Rule, int] | None = None
) -> list[Mark]:
    """A 124-item paper with so many right in each group; the two items of each rule are right unless missed.

    Rules sit on the first 16 items of other safety, so that `other` below 16 must be reached by `missed`.
    """
    right = {Group.THORAX: thorax, Group.OTHER_SAFETY: other, Group.KNOWLEDGE: knowledge}
    made: list[Mark] = []
    for group, size in SIZES.items():
        for n in range(size):
            made.append(Mark(len(made) + 1, f"D{len(made) % 9 + 1}", group, None, Fraction(int(n < right[group]))))
    for n, rule in enumerate(RULES):
        for place in (0, 1):
            at = 66 + 2 * n + place
            wrong = place < (missed or {}).get(rule, 0)
            made[at] = Mark(
                at + 1, made[at].domain, Group.OTHER_SAFETY, rule, Fraction(0) if wrong else made[at].credit
            )
    return made


def test_the_policy_has_the_fact_sheets_numbers() -> None:
    assert (POLICY.total.at_least, POLICY.total.of) == (104, 124)
    cuts = {group: (cut.at_least, cut.of) for group, cut in POLICY.groups.items()}
    assert cuts == {Group.THORAX: (56, 66), Group.OTHER_SAFETY: (25, 32), Group.KNOWLEDGE: (17, 26)}
    assert {check.rule for check in POLICY.must_not_miss} == set(Rule)
    assert {check.items for check in POLICY.must_not_miss} == {2}


@pytest.mark.parametrize(
    ("thorax", "other", "knowledge", "verdict"),
    [
        (66, 32, 26, Verdict.PASSED),
        (56, 25, 23, Verdict.PASSED),  # every minimum but knowledge exactly, total exactly 104
        (56, 31, 17, Verdict.PASSED),
        (62, 25, 17, Verdict.PASSED),
        (56, 25, 22, Verdict.NOT_PASSED),  # total 103
        (55, 32, 26, Verdict.NOT_PASSED),  # total 113, thorax short by one
        (66, 24, 26, Verdict.NOT_PASSED),  # total 116, other safety short by one
        (66, 32, 16, Verdict.NOT_PASSED),  # total 114, knowledge short by one
        (0, 16, 0, Verdict.NOT_PASSED),
    ],
)
def test_the_decision_rests_on_total_and_groups(thorax: int, other: int, knowledge: int, verdict: Verdict) -> None:
    assert decide(marks(thorax=thorax, other=other, knowledge=knowledge), POLICY).verdict is verdict


@pytest.mark.parametrize("rule", RULES)
def test_both_items_of_any_rule_wrong_hold(rule: Rule) -> None:
    assert decide(marks(missed={rule: 2}), POLICY).verdict is Verdict.HELD
    assert decide(marks(missed={rule: 1}), POLICY).verdict is Verdict.PASSED


def test_one_wrong_in_every_rule_does_not_hold() -> None:
    decided = decide(marks(missed=dict.fromkeys(RULES[:7], 1)), POLICY)
    assert decided.verdict is Verdict.PASSED


def test_two_rules_missed_hold_and_both_are_named() -> None:
    decided = decide(marks(missed={RULES[0]: 2, RULES[5]: 2}), POLICY)
    assert decided.verdict is Verdict.HELD
    assert [rule.name for rule in decided.rules if not rule.met] == [RULES[0].value, RULES[5].value]


def test_a_missed_minimum_counts_before_a_hold() -> None:
    assert decide(marks(thorax=55, missed={RULES[0]: 2}), POLICY).verdict is Verdict.NOT_PASSED


def test_every_rule_names_what_it_asked_and_what_was_reached() -> None:
    decided = decide(marks(thorax=60, missed={RULES[0]: 1}), POLICY)
    said = [(rule.name, rule.kind, rule.asked, rule.of, rule.reached, rule.met) for rule in decided.rules]
    assert said[:4] == [
        ("total", "total", 104, 124, 117, True),
        ("thorax", "group", 56, 66, 60, True),
        ("other_safety", "group", 25, 32, 31, True),
        ("knowledge", "group", 17, 26, 26, True),
    ]
    assert (RULES[0].value, "must_not_miss", 1, 2, 1, True) in said
    assert len(said) == 12


CREDIT = st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1)])


def reached(decided: Decision) -> Fraction:
    return decided.rules[0].reached


@given(st.lists(CREDIT, min_size=124, max_size=124), st.integers(min_value=0, max_value=123))
def test_one_more_right_answer_never_worsens_the_verdict(given_out: list[Fraction], at: int) -> None:
    order = [Verdict.NOT_PASSED, Verdict.HELD, Verdict.PASSED]
    paper = [Mark(m.position, m.domain, m.group, m.rule, c) for m, c in zip(marks(), given_out, strict=True)]
    better = list(paper)
    better[at] = Mark(paper[at].position, paper[at].domain, paper[at].group, paper[at].rule, Fraction(1))
    before, after = decide(paper, POLICY), decide(better, POLICY)
    assert order.index(after.verdict) >= order.index(before.verdict)
    assert reached(after) - reached(before) == 1 - given_out[at]


@given(st.permutations(range(124)))
def test_the_order_of_marks_changes_nothing(order: list[int]) -> None:
    paper = marks(thorax=57, missed={RULES[2]: 2})
    assert decide([paper[n] for n in order], POLICY) == decide(paper, POLICY)


def test_marks_are_exact() -> None:
    thirds = [Mark(n, "D1", Group.THORAX, None, Fraction(1, 3)) for n in range(3)]
    policy = Policy(slug="x", version=1, total=Cut(at_least=1, of=3))
    assert decide(thirds, policy).verdict is Verdict.PASSED


def test_a_cut_must_be_reachable_and_a_group_large_enough() -> None:
    with pytest.raises(ValidationError, match="cannot be reached"):
        Cut(at_least=4, of=3)
    with pytest.raises(ValidationError, match="at least 25"):
        Policy(slug="x", version=1, total=Cut(at_least=1, of=9), groups={Group.THORAX: Cut(at_least=7, of=9)})
    with pytest.raises(ValidationError):
        RuleCheck(rule=RULES[0], says="x", items=1)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [  # Newcombe 1998, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_newcombes_method_three(successes: int, n: int, low: float, high: float) -> None:
    assert wilson(successes, n) == pytest.approx((low, high), abs=0.00006)


@given(st.integers(min_value=1, max_value=500), st.data())
def test_an_interval_holds_its_share_and_stays_within_bounds(n: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(min_value=0, max_value=n))
    low, high = wilson(successes, n)
    assert 0 <= low <= successes / n + 1e-12
    assert successes / n - 1e-12 <= high <= 1


def test_no_items_have_no_interval() -> None:
    with pytest.raises(ValueError, match="at least one item"):
        wilson(0, 0)


def test_a_profile_tells_each_domain_in_order() -> None:
    scores = profile(marks(thorax=0))
    assert [score.domain for score in scores] == [f"D{n}" for n in range(1, 10)]
    assert sum(score.of for score in scores) == 124
    assert sum(score.reached for score in scores) == 58
