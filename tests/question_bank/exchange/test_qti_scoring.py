"""Items of QTI score as another engine recorded it, and as the specification says where it recorded nothing."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from question_bank.exchange.found import Refused
from question_bank.exchange.qti.item import read_item
from tests.question_bank.exchange.qti_items import POINT, item

pytestmark = pytest.mark.pure
DATA = Path(__file__).parent / "qti"
CASES: list[dict[str, Any]] = json.loads((DATA / "cases.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["test"].rsplit("::")[-1])
def test_recorded_answers_earn_what_was_recorded(case: dict[str, Any]) -> None:
    item = read_item((DATA / case["item"]).read_bytes())
    answers = {each["var"]: each["values"] for each in case["responses"]}
    assert item.score(answers) == Fraction(case["expected"][0])


def test_every_case_was_read() -> None:
    assert len(CASES) == 68
    assert {case["item"] for case in CASES} == {f"items/{path.name}" for path in (DATA / "items").iterdir()}


def scored(expression: str) -> Fraction:
    """What SCORE is set to by one expression, without an answer."""
    rules = (
        f'<responseProcessing><setOutcomeValue identifier="SCORE">{expression}</setOutcomeValue></responseProcessing>'
    )
    return read_item(item("", rules=rules)).score({})


def holds(expression: str) -> bool:
    one = '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>'
    rules = f"<responseCondition><responseIf>{expression}{one}</responseIf></responseCondition>"
    return read_item(item("", rules=f"<responseProcessing>{rules}</responseProcessing>")).score({}) == 1


def const(text: object, kind: str = "float") -> str:
    return f'<baseValue baseType="{kind}">{text}</baseValue>'


def many(name: str, *texts: object, kind: str = "identifier") -> str:
    return f"<{name}>{''.join(const(text, kind) for text in texts)}</{name}>"


@pytest.mark.parametrize(
    ("expression", "number"),
    [
        (many("sum", 1, "0.1", "0.2", kind="float"), Fraction(13, 10)),
        (many("subtract", 1, 3, kind="float"), Fraction(-2)),
        (many("divide", 1, 3, kind="integer"), Fraction(1, 3)),
        (many("divide", 1, 0, kind="integer"), Fraction(0)),
        (many("max", 1, 3, 2, kind="float"), Fraction(3)),
        (many("min", 4, kind="float"), Fraction(4)),
        (many("power", 2, 10, kind="float"), Fraction(1024)),
        (many("integerDivide", 7, 2, kind="integer"), Fraction(3)),
        (many("integerModulus", 7, 2, kind="integer"), Fraction(1)),
        (f"<round>{const('2.5')}</round>", Fraction(3)),
        (f"<truncate>{const('-2.5')}</truncate>", Fraction(-2)),
        (f"<containerSize>{many('multiple', 'A', 'B')}</containerSize>", Fraction(2)),
        (f'<index n="2">{many("ordered", 4, 5, kind="float")}</index>', Fraction(5)),
        (f'<index n="3">{many("ordered", 4, 5, kind="float")}</index>', Fraction(0)),
        (f'<sum>{const(1)}<null/></sum>', Fraction(0)),
    ],
)  # fmt: skip
def test_numbers_are_exact_and_null_is_nothing(expression: str, number: Fraction) -> None:
    assert scored(expression) == number


ABC, BC, CB, AC = (many("ordered", *each) for each in ("ABC", "BC", "CB", "AC"))
TRUE, FALSE = const("true", "boolean"), const("false", "boolean")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (f"<contains>{ABC}{BC}</contains>", True),
        (f"<contains>{ABC}{CB}</contains>", False),
        (f"<contains>{ABC}{AC}</contains>", False),
        (f"<contains>{many('multiple', *'ABC')}{many('multiple', *'CA')}</contains>", True),
        (f"<match>{many('multiple', *'AB')}{many('multiple', *'BA')}</match>", True),
        (f"<match>{many('ordered', *'AB')}{many('ordered', *'BA')}</match>", False),
        (f"<match>{const('A B', 'pair')}{const('B A', 'pair')}</match>", True),
        (f"<match>{const('A B', 'directedPair')}{const('B A', 'directedPair')}</match>", False),
        (f"<member>{const('B', 'identifier')}{ABC}</member>", True),
        (f"<and>{TRUE}<null/></and>", False),
        (f"<or>{TRUE}<null/></or>", True),
        (f"<not>{FALSE}</not>", True),
        (f'<anyN min="1" max="1">{TRUE}{FALSE}</anyN>', True),
        (f'<anyN min="2" max="2">{TRUE}{FALSE}</anyN>', False),
        (f'<equal toleranceMode="relative" tolerance="10">{const(100)}{const(110)}</equal>', True),
        (f'<equal toleranceMode="absolute" tolerance="1 2">{const(100)}{const(102)}</equal>', True),
        (f'<equal toleranceMode="absolute" tolerance="1 2">{const(100)}{const(98)}</equal>', False),
        (f'<equalRounded roundingMode="decimalPlaces" figures="1">{const("1.24")}{const("1.2")}</equalRounded>', True),
        (f'<stringMatch caseSensitive="false">{const("Ab", "string")}{const("aB", "string")}</stringMatch>', True),
        (f'<inside shape="ellipse" coords="10,10,6,3">{const("15 11", "point")}</inside>', True),
        (f'<inside shape="ellipse" coords="10,10,6,3">{const("15 13", "point")}</inside>', False),
        (f'<inside shape="poly" coords="0,0,10,0,0,10">{const("6 6", "point")}</inside>', False),
        (f'<inside shape="default">{const("6 6", "point")}</inside>', True),
        (f"<isNull>{const('a', 'float')}</isNull>", True),
    ],
)
def test_conditions_hold_as_the_specification_says(expression: str, expected: bool) -> None:
    assert holds(expression) is expected


def test_points_count_once_for_each_area_and_bounds_are_kept() -> None:
    areas = (
        '<areaMapping defaultValue="-1" lowerBound="0"><areaMapEntry shape="rect" coords="0,0,9,9" mappedValue="2"/>'
        '<areaMapEntry shape="circle" coords="20,20,5" mappedValue="1"/></areaMapping>'
    )
    hit = read_item(item("", "", base="point", cardinality="multiple", template=POINT, more=areas))
    for points, mark in ((["1 1", "2 2"], 2), (["1 1", "20 24"], 3), (["1 1", "50 50"], 1), (["50 50"], 0), ([], 0)):
        assert hit.score({"RESPONSE": points}) == mark, points


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("<patternMatch pattern='(a+)+$'/>", "<patternMatch> is no expression that is read here"),
        ("<randomInteger min='1' max='9'/>", "<randomInteger> is no expression"),
        ("<customOperator definition='org.example.Mine'><null/></customOperator>", "org.example.Mine"),
        (f"<match>{TRUE}</match>", "<match> has 1 operands"),
        ("<variable identifier='STRANGE'/>", "STRANGE is asked for, and is not declared"),
        ("<product>" + const("9e300") * 9 + "</product>", "numbers that are too large"),
    ],
)
def test_what_is_not_known_is_refused_by_name_and_line(expression: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        scored(expression)


def test_the_names_of_all_versions_are_one() -> None:
    old = (DATA / "items" / "2x__ResponseProcessing__IMS-examples__choice_multiple.xml").read_bytes()
    new = (DATA / "items" / "30__ResponseProcessing__IMS-examples__composition_of_water_qti3.xml").read_bytes()
    assert read_item(old).responses == read_item(new).responses
