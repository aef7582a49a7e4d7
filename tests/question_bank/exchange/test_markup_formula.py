"""Formulas in MathML on one line: no number is ever run into another, and nothing is left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.exchange.markup import told
from tests.question_bank.exchange.some_cards import unhurried

pytestmark = pytest.mark.pure
ROOT = "<msqrt><msup><mi>b</mi><mn>2</mn></msup><mo>−</mo><mn>4</mn><mi>a</mi><mi>c</mi></msqrt>"


def line(inside: str) -> str:
    return told(f"<math>{inside}</math>", "html").text


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<mfrac><mn>1</mn><mn>3</mn></mfrac>", "1/3"),
        ("<mn>1</mn><mfrac><mn>1</mn><mn>2</mn></mfrac><mi>x</mi>", "1 1/2 x"),
        ("<mfrac><mn>1</mn><mrow><mn>2</mn><mi>x</mi></mrow></mfrac>", "1/(2x)"),
        ("<mfrac><mfrac><mn>1</mn><mn>2</mn></mfrac><mn>0.25</mn></mfrac>", "(1/2)/0.25"),
        (f"<mi>x</mi><mo>=</mo><mo>−</mo><mi>b</mi><mo>±</mo>{ROOT}", "x = −b±√(b²−4ac)"),
        ("<msub><mi>H</mi><mn>2</mn></msub><mi>O</mi>", "H₂O"),
        ("<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>", "x₁²"),
        ("<msup><mi>e</mi><mi>kt</mi></msup>", "e^(kt)"),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", "³√x"),
        ("<mfenced open='[' close=']'><mn>1</mn><mn>2</mn></mfenced>", "[1, 2]"),
        ("<mn>3</mn><mo>\u2062</mo><mi>x</mi>", "3x"),
        ("<semantics><mi>x</mi><annotation>\\bar x</annotation></semantics>", "x"),
        ("<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr></mtable>", "1 2 ;"),
        ("<mtext>dose</mtext><script>alert(1)</script>", "dose"),
        ("<mfrac><mn>1</mn>", "1"),
        ("", ""),
    ],
)
def test_a_formula_reads_on_one_line_as_it_read_on_several(inside: str, text: str) -> None:
    assert line(inside) == text


@unhurried
@given(st.lists(st.integers(0, 999), min_size=1, max_size=6), st.sampled_from(["mrow", "mfrac", "msqrt", "mstyle"]))
def test_every_number_of_a_formula_stands_in_its_line_by_itself(numbers: list[int], tag: str) -> None:
    inside = "".join(f"<mn>{number}</mn>" for number in numbers)
    said = line(f"<{tag}>{inside}</{tag}>")
    assert [int(word) for word in said.replace("/", " ").strip("√()").split()] == numbers


def test_text_around_a_formula_stays_around_it() -> None:
    said = told("<p>Give <math><mn>5</mn></math> <b>mL</b></p>", "html")
    assert said.text == "Give 5 **mL**"
