"""The item-writing rules for stems and options: each has its parts, finds its fault, and lets the near miss be."""

from __future__ import annotations

import re

import pytest

from question_bank.formats.faults import Fault
from question_bank.items import Payload
from question_bank.lint.bank_rules import BANK_RULES
from question_bank.lint.course import card_faults
from question_bank.lint.page_rules import PAGE_RULES
from question_bank.lint.rule import Rule
from question_bank.lint.rules import RULES
from question_bank.lint.sources import SOURCE_RULES
from tests.question_bank import test_kind_rules, test_lint_support, test_picture_rules
from tests.question_bank.linting import broken, card, fields, several, single

pytestmark = pytest.mark.pure
PLACES = ("Back", "Chest", "Neck", "Arm")
WAYS = ("Straight down", "Along the rib", "Toward the spine", "Across the fold")
LEAD = "A gardener of 45 comes with an aching shoulder. " * 6
Pair = tuple[Payload, Payload]
"""An item that breaks a rule, and one that nearly does."""

BREAKS: dict[str, Pair] = {
    "true-false-series": (
        single("Which of the following is true?", *PLACES),
        single("Which true rib is the lowest?", *PLACES),
    ),
    "negative-stem": (
        single("Which site is not at risk?", *PLACES),
        single("Which site is **not** at risk?", *PLACES),
    ),
    "unfocused-stem": (single("Dry needling:", *PLACES), single("**Which site is it?**", *PLACES)),
    "fill-in-the-blank": (single("The site is the ____?", *PLACES), single("Which site - front or back?", *PLACES)),
    "how-many": (several("Which sites?", *PLACES), several("Which two sites?", *PLACES)),
    "gratuitous-information?": (
        single(f"{LEAD}\n\nWhich lymph vessel drains into a vein?", *PLACES),
        single(f"{LEAD}\n\nWhich lymph vessel drains his arm?", *PLACES),
    ),
    "all-or-none": (single("Which site?", *PLACES[:3], "None of these"), single("Which site?", *PLACES[:3], "None")),
    "k-type": (single("Which site?", *PLACES[:3], "a and c"), single("Which site?", *PLACES[:3], "A nerve and a vein")),
    "numbers-in-order": (single("Which rib?", "10", "6", "8"), single("Which rib?", "10", "8", "6")),
    "two-keys": (single("Which site?", "Back", "Chest", "Neck", "**Chest.**"), single("Which?", "<5", ">5", "5")),
    "implausible-distractor?": (
        single("Which way?", *WAYS[:3], "By magic"),
        single("Which way?", *WAYS[:3], "By magnet"),
    ),
    "longest-key": (
        single("Which way?", "a" * 51, "b" * 40, "c" * 40),
        single("Which way?", "a" * 50, "b" * 40, "c" * 40),
    ),
    "absolute-term?": (
        single("What follows?", "It aches", "It never bleeds", "It swells"),
        single("What follows?", "It always aches", "It never bleeds", "It swells"),
    ),
    "vague-term?": (
        single("What follows?", "It often aches", "It bleeds", "It swells"),
        single("What follows?", "It often aches", "It may bleed", "It swells"),
    ),
    "shared-word?": (
        single("Which sign of a collapsed lung?", "Collapsed veins", "Slow pulse", "Red skin"),
        single("Which sign of a collapsed lung?", "Collapsed veins", "A collapsed pulse", "Red skin"),
    ),
    "convergence?": (
        single("Which way?", "Pincer grip, lateral", "Flat grip, lateral", "Pincer grip, upright"),
        single(
            "Which way?", "Pincer grip, lateral", "Flat grip, lateral", "Pincer grip, upright", "Flat grip, upright"
        ),
    ),
    "grammatical-cue?": (
        single("Which sites are they?", "Legs", "Chest", "Neck"),
        single("Which sites are they?", "Legs", "Chests", "Neck"),
    ),
    "logical-cue?": (
        single("The pulse?", "It rises", "It falls", "It stops", "It skips"),
        single("The pulse?", "It rises", "It falls", "It stops"),
    ),
    "key-not-alone?": (
        single("How long?", "1 to 3 days", "2 to 5 days", "6 to 8 days"),
        single("How long?", "1 to 3 days", "3 to 5 days", "6 to 8 days"),
    ),
}


@pytest.mark.parametrize("rule", BREAKS)
def test_each_rule_finds_its_fault_and_lets_the_near_miss_be(rule: str) -> None:
    fault, near_miss = BREAKS[rule]
    assert rule in broken(fault)
    assert rule not in broken(near_miss)


@pytest.mark.parametrize(
    ("payload", "rule"),
    [
        (single("Which?", "a" * 33, "b" * 33, "c" * 9), "implausible-distractor?"),
        (single("Which?", "a" * 33, "b" * 33, "N/A"), "implausible-distractor?"),
        (single("1. Back 2. Chest 3. Neck. Which?", *PLACES[:3], "I and III"), "k-type"),
        (single("(1) Back, (2) chest: which?", *PLACES[:3], "1, 2 and 4 only"), "k-type"),
        (single("He needs an", "antidote", "bandage", "sling"), "grammatical-cue?"),
        (single("You go on", "to wait", "sitting", "smiling"), "grammatical-cue?"),
        (single("What next?", "to wait", "sitting", "smiling"), "grammatical-cue?"),
        (single("Which?", "It will heal", "It will not heal", "It aches", "It swells"), "logical-cue?"),
        (single("How long?", "9 days", "1 to 3 days", "2 to 5 days"), "logical-cue?"),
        (single("How long?", "9 days", "less than 5 days", "2 to 4 days"), "logical-cue?"),
        (single("What?", "Heat", "Rest", "Rest and ice"), "logical-cue?"),
        (single("What?", "Rest and ice", "Rest", "Heat and a cold bath"), "key-not-alone?"),
        (single("Which?", "Steep, lateral, gentle", "Steep, slow", "A lateral push", "Gentle, fast"), "convergence?"),
        (several("Which two?", "Back", "Chest", "Neck", "all of the above"), "all-or-none"),
    ],
)
def test_what_else_the_rules_know(payload: Payload, rule: str) -> None:
    assert rule in broken(payload)


@pytest.mark.parametrize(
    "payload",
    [
        single("How many ribs?", "10", "8", "6"),
        single("Which nerves move the eye up and out?", "III and VI", "V and VII", "I and II"),
        single("Which vaccine is for hepatitis A?", "Inactivated", "Live virus", "Oral virus"),
        single("What is so?", "It is not safe", "It is safe", "It is less than safe"),
        single("Which two-by-two?", "Rise, then stop", "Rise, then go", "Fall, then stop", "Fall, then go"),
        single("Up to which week?", "Up to 2 weeks", "Up to 4 weeks", "Up to 8 weeks"),
        single("What is right?", "Swelling", "Headache", "Pallor"),
        single("Which days?", "Wait: a bandage is put on at once", "Rest: a sling is put on at once", "Fever 5"),
        single("A man of 45 has an ache. Which site is next?", *PLACES),
        single("His ribs and his spine ache. Which site is it?", "His ribs", "His spine", "His neck"),
    ],
)
def test_what_is_fair_is_left_alone(payload: Payload) -> None:
    assert broken(payload) == []


def test_a_distractor_nearly_nobody_chose_does_not_work() -> None:
    item = card(single("Which site?", *PLACES))
    found = list(card_faults(item, {"a": 0.02, "b": 0.049, "c": 0.05}))
    assert [(each.rule, each.field, each.says.split(";")[0]) for each in found] == [
        ("implausible-distractor", "options.b", "5% chose option b")
    ]


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ("negative-stem", "stem"),
        ("k-type", "options.d"),
        ("two-keys", "options.d"),
        ("vague-term?", "options.a"),
        ("numbers-in-order", "options"),
    ],
)
def test_a_fault_points_to_the_part_that_is_to_be_changed(rule: str, field: str) -> None:
    assert field in fields(BREAKS[rule][0])


NAMED = (*BANK_RULES, *PAGE_RULES, *SOURCE_RULES)


def test_every_rule_has_all_its_parts() -> None:
    names = [rule.name for rule in (*RULES, *NAMED)]
    assert len(set(names)) == len(names)
    for rule in (*RULES, *NAMED):
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
        assert rule.reason[0].isupper(), rule.name
        assert rule.reason.endswith("."), rule.name
        assert len(rule.example.split()) > 5, rule.name


def test_every_rule_has_a_test() -> None:
    tested = {*BREAKS, *test_lint_support.BREAKS, *test_kind_rules.RULES, *test_picture_rules.RULES}
    assert {rule.name + "?" * rule.is_warning for rule in RULES} == tested


EXAMPLES = [rule for rule in RULES if "(a)" in rule.example]


@pytest.mark.parametrize("rule", EXAMPLES, ids=lambda rule: rule.name)
def test_an_example_with_options_breaks_its_rule(rule: Rule) -> None:
    body, key = rule.example.rsplit(". Key: ", 1)
    stem, *texts = re.split(r" \([a-e]\) ", body)
    assert rule.name in [each.removesuffix("?") for each in broken(single(stem, *texts, key=key))]


def test_severity_is_said_in_words() -> None:
    assert [str(Fault("a", "b", "c", is_warning)) for is_warning in (True, False)] == [
        "a: warning: b: c",
        "a: error: b: c",
    ]
    assert {rule.severity for rule in RULES} == {"error", "warning"}
