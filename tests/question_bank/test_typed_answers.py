"""What the typed answers promise on their own: a number within its tolerance, a text on its list."""

from __future__ import annotations

from typing import Any

import pytest

from question_bank.items import Harm, UnreadableAnswer
from question_bank.items.short_text import normal
from tests.question_bank import samples

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("answer", "credit"),
    [
        ("73.25", 1),
        (" 73,75 ", 1),
        ("+72.75", 1),
        ("73.7500000001", 0),
        ("72.7499999999", 0),
        ("7.325", 0),
        ({"value": "7.325", "unit": "cm"}, 1),
        ({"value": "7,375", "unit": "cm"}, 1),
        ({"value": "7.3751", "unit": "cm"}, 0),
        ({"value": "73.25", "unit": "cm"}, 0),
        ({"value": "73.25", "unit": "mm"}, 1),
        ({"value": "73.25"}, 1),
        ("\N{MINUS SIGN}73.25", 0),
    ],
)
def test_a_number_is_right_within_its_tolerance_in_any_unit_offered(answer: Any, credit: int) -> None:
    payload = samples.numeric()
    assert payload.grade(payload.parse(answer, {})).credit == credit


@pytest.mark.parametrize("typed", ["-", ".", "12.", "+", ",", "-.", "  "])
def test_a_number_half_typed_is_kept_and_harms_nobody(typed: str) -> None:
    payload = samples.numeric()
    outcome = payload.grade(payload.parse(typed, {}))
    assert outcome.credit == 0
    assert outcome.worst_harm is (Harm.SERIOUS if "12" in typed else Harm.NONE)


@pytest.mark.parametrize(
    "typed", ["1e5", "nan", "inf", "1,2,3", "1.000,5", "1 000", "1" * 31, "12 mm", "--1", "½", 12.5, 12]
)
def test_what_is_no_number_is_refused_in_a_sentence(typed: Any) -> None:
    with pytest.raises(UnreadableAnswer, match=r"Give a number, such as 12\.5"):
        samples.numeric().parse(typed, {})


@pytest.mark.parametrize("unit", ["feet", "MM", 3, ["mm"]])
def test_a_unit_is_one_of_those_offered(unit: Any) -> None:
    with pytest.raises(UnreadableAnswer, match="units offered"):
        samples.numeric().parse({"value": "1", "unit": unit}, {})


def test_what_says_nothing_is_stored_as_no_answer() -> None:
    assert samples.numeric().settle({"value": "", "unit": "cm"}, {}) is None
    assert samples.numeric().settle("12,5", {}) == "12,5"
    assert samples.short_text().settle("   ", {}) is None
    assert samples.short_text().settle(" tension\t pneumothorax ", {}) == "tension pneumothorax"


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("  PNEUMO\u00adthorax ", "pneumothorax"),
        ("Pneumothoràx.", "pneumothorax"),
        ("(tension–pneumothorax)!", "tension pneumothorax"),
        ("Horner’s", "horner's"),
        ("STRASSE", "straße"),
        ("…", ""),
    ],
)
def test_texts_are_compared_without_what_does_not_matter(text: str, same: str) -> None:
    assert normal(text) == normal(same)


@pytest.mark.parametrize(
    ("text", "credit", "harm"),
    [
        ("Pneumothorax.", 1, Harm.NONE),
        ("a  PNEUMOTHORAX", 1, Harm.NONE),
        ("pneumothoraxes", 0, Harm.CRITICAL),
        ("haemothorax", 0, Harm.CRITICAL),
        ("?", 0, Harm.NONE),
    ],
)
def test_a_text_is_right_when_it_is_on_the_list(text: str, credit: int, harm: Harm) -> None:
    outcome = samples.short_text().grade(text)
    assert (outcome.credit, outcome.worst_harm) == (credit, harm)


def test_a_near_answer_is_explained() -> None:
    told = samples.short_text().explain((), "Haemothorax")
    assert [(each.is_key, each.is_chosen) for each in told] == [(False, True), (False, True)]
    assert told[0].right == "pneumothorax or a pneumothorax"
    assert told[1].rationale == "Because blood is not air."


def test_a_text_too_long_is_refused_in_a_sentence() -> None:
    assert samples.short_text().parse("x" * 200, {}) == "x" * 200
    with pytest.raises(UnreadableAnswer, match="200 characters at most"):
        samples.short_text().parse("x" * 201, {})
