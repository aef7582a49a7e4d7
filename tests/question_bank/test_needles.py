"""Needle vectors: the zone the tip comes to decides, and says what lies there."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from question_bank.items import Harm, Outcome, UnreadableAnswer
from question_bank.items.needle_parts import PARTS
from question_bank.items.needle_shown import HANDLE, STUB
from tests.question_bank.cards import CONTENT
from tests.question_bank.pictures import VECTOR, ZONES, vector

pytestmark = pytest.mark.pure
SHOWN = {own: f"shown-{own}" for own in vector().own_ids()}
READ = {shown: own for own, shown in SHOWN.items()}
SCRIPT = CONTENT.parents[1] / "static" / "js" / "items" / "needle-picture.js"


def test_the_first_zone_that_fits_decides() -> None:
    grades = {choice: vector().grade(dict(zip(PARTS, choice, strict=True))) for choice in vector().combinations()}
    assert grades["e1", "d2", "t1", "g1"].credit == 1
    assert grades["e1", "d3", "t1", "g1"].credit == grades["e1", "d1", "t1", "g2"].credit == Fraction(1, 2)
    assert grades["e2", "d2", "t2", "g2"].worst_harm is Harm.CRITICAL
    assert grades["e2", "d1", "t1", "g1"] == Outcome(Fraction(0), Harm.MINOR)
    assert sum(grade.credit == 1 for grade in grades.values()) == 2


def test_a_needle_that_is_not_finished_earns_and_harms_nothing() -> None:
    given_parts = {"entry": SHOWN["e2"], "direction": SHOWN["d2"], "grip": ""}
    assert vector().parse(given_parts, READ) == {"entry": "e2", "direction": "d2"}
    assert vector().grade({"entry": "e2", "direction": "d2"}).worst_harm is Harm.NONE


@pytest.mark.parametrize(
    "answer", [{"entry": "e1"}, {"entry": "shown-d1"}, {"tilt": "shown-d1"}, ["shown-e1"], "shown-e1"]
)
def test_what_is_no_needle_is_unreadable(answer: Any) -> None:
    with pytest.raises(UnreadableAnswer):
        vector().parse(answer, READ)


@pytest.mark.parametrize(
    "changed",
    [
        {"zones": ZONES[1:]},
        {"zones": [{**ZONES[0], "entry": "e9"}]},
        {"zones": [{**ZONES[0], "harm": "minor"}]},
        {"zones": [ZONES[0], {**ZONES[2], "structure": ""}]},
        {"zones": [ZONES[0], {**ZONES[2], "harm": "none"}]},
        {"zones": [{**ZONES[0], "structure": "lung"}]},
        {"acceptable_credit": "2/2"},
        {"acceptable_credit": "0.5"},
        {"grips": [{"id": "e1", "text": "Pinch"}, {"id": "g1", "text": "Flat"}]},
        {"depths": [{"id": "t1", "text": "10 mm", "length": 0}, VECTOR["depths"][1]]},
        {"picture": None},
    ],
)
def test_a_needle_vector_that_does_not_hang_together_cannot_exist(changed: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        vector(**changed)


def test_a_wrong_needle_is_told_its_zone_and_structure_and_what_is_right() -> None:
    told = vector().explain((), {"entry": "e2", "direction": "d2", "depth": "t1", "grip": "g1"})
    assert [line.given for line in told] == [
        "Danger: lung",
        "Between ribs",
        "Straight down",
        "10 mm",
        "Pincer grip",
        "",
    ]
    assert told[0].rationale == "The lung lies here."
    assert [line.is_key for line in told[1:5]] == [False, True, True, True]
    assert (told[1].right, told[5].rationale) == ("Free edge", "Good.")
    line = told[0].needle
    assert line.tip == (300, 240)
    assert line.handle[1] < line.collar[1] < line.entry[1]


def test_the_script_and_the_page_draw_needles_of_one_length() -> None:
    script = SCRIPT.read_text("utf-8")
    for name, length in (("STUB", STUB), ("HANDLE", HANDLE)):
        assert re.search(rf"{name} = {length:g};", script)
