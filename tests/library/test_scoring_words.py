"""Scoring rules told by the item itself: what is said is what grading gives."""

from __future__ import annotations

import pytest

from question_bank.items import TYPES
from tests.question_bank.samples import SAMPLES
from trainer.library import scoring
from trainer.library.forms.plan import rules_of

pytestmark = pytest.mark.pure
SCORED = sorted(kind for kind, type_ in TYPES.items() if "scoring" in type_.model_fields)


@pytest.mark.parametrize(
    ("kind", "rule", "says"),
    [
        ("true_false_set", "per_part", "3 of 4 right earns 3/4; 2 of 4 right earns 1/2"),
        ("true_false_set", "half_point", "3 of 4 right earns 1/2; 2 of 4 right earns nothing"),
        ("true_false_set", "deduction", "3 of 4 right earns 1/2; 2 of 4 right earns nothing"),
        ("matching", "per_part", "2 of 3 right earns 2/3; 1 of 3 right earns 1/3"),
        (
            "multiple_response",
            "per_part",
            "leaving 1 of 2 right ones out earns 4/5; taking “Choice b” as well earns 4/5",
        ),
        ("single_choice", "all_or_nothing", "choosing “Choice a” earns nothing"),
        (
            "ordering",
            "longest_run",
            "changing the first two steps over earns 1/2; putting the first step last earns 3/4",
        ),
        ("hotspot", "all_or_nothing", "choosing “Middle” earns nothing"),
    ],
)
def test_a_rule_is_told_by_answers_to_the_item(kind: str, rule: str, says: str) -> None:
    assert scoring.earns(SAMPLES[kind], rule) == says


@pytest.mark.parametrize("kind", SCORED)
def test_every_rule_has_words_and_an_example(kind: str) -> None:
    for rule in rules_of(kind):
        name, sentence = scoring.RULES[rule]
        assert name
        assert sentence.endswith(".")
        assert scoring.earns(SAMPLES[kind], rule)


def test_types_without_a_rule_tell_none() -> None:
    assert list(scoring.examples(SAMPLES["numeric"])) == []
