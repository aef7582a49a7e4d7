"""The item-writing rules for statements, orders, matches, numbers and texts: each finds its fault, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from question_bank.items import Payload
from tests.question_bank.linting import broken
from tests.question_bank.samples import MATCHES, SAMPLES, STEPS, TRUTHS, matching, numeric, ordering, short_text, truths

pytestmark = pytest.mark.pure
OF_OURS = ("true_false_set", "ordering", "matching", "numeric", "short_text")


def statement(own: str, text: str, is_true: bool) -> dict[str, Any]:
    return {"id": own, "text": text, "is_true": is_true, "rationale": "-"}


@pytest.mark.parametrize("kind", OF_OURS)
def test_a_fair_item_has_no_fault(kind: str) -> None:
    assert broken(SAMPLES[kind]) == []


ONE_TRUE = [statement(own, f"Text {own}", own == "a") for own in "abcde"]
HEDGED = [*TRUTHS["statements"][:3], statement("d", "It never bleeds", False)]
DENIED = [*TRUTHS["statements"][:3], statement("d", "Rest is not needed", False)]
STRESSED = [*TRUTHS["statements"][:3], statement("d", "Rest is **not** needed", False)]
TOLD = [*STEPS["steps"][:3], {"id": "d", "text": "Finally, insert", "rationale": "-"}]


NO_SPARE = [each for each in MATCHES["choices"] if each["id"] != "c3"]
SAME_AGAIN = MATCHES["prompts"][2] | {"match": "c1"}

CASES: list[tuple[Payload, list[str]]] = [
    (truths(statements=ONE_TRUE), ["lopsided-truths?"]),
    (truths(statements=ONE_TRUE[:4]), []),
    (truths(statements=HEDGED), ["statement-cue?"]),
    (truths(statements=DENIED), ["negative-statement?"]),
    (truths(statements=STRESSED), []),
    (truths(stem="Which of these statements are true and which are false?"), []),
    (ordering(stem="What do you do?"), ["asks-for-order"]),
    (ordering(steps=TOLD), ["place-in-step?"]),
    (matching(choices=NO_SPARE), ["spare-choice?"]),
    (matching(choices=NO_SPARE, prompts=[*MATCHES["prompts"][:2], SAME_AGAIN]), []),
    (numeric(unit="", units=[], value="14"), ["number-without-unit"]),
    (numeric(unit="", units=[], value="14", stem="How many days?"), []),
    (numeric(tolerance="0"), ["exact-measure?"]),
    (numeric(tolerance="0", value="14"), []),
    (short_text(accepted=["pneumothorax"]), ["one-spelling?"]),
    (short_text(accepted=["pneumothorax", "Pneumothorax."]), ["one-spelling?"]),
    (short_text(stem="What is a pneumo-thorax?", accepted=["pneumo thorax", "lung"]), ["answer-in-stem"]),
    (short_text(stem="Which **Pneumothorax**, if any?"), ["answer-in-stem"]),
]
RULES = {rule for _payload, found in CASES for rule in found}


@pytest.mark.parametrize(("payload", "found"), CASES)
def test_each_rule_finds_its_fault(payload: Payload, found: list[str]) -> None:
    assert broken(payload) == found
