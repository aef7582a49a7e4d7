"""What a page states without a source is told: in text, tables, figures, check questions and ledes."""

from __future__ import annotations

import pytest

from question_bank.formats.course import Page, Source
from question_bank.formats.faults import Fault
from question_bank.formats.page import render
from question_bank.lint.pages import page_faults

pytestmark = pytest.mark.pure
FIGURES = {"back.svg": '<svg class="fig" role="img"><title>T</title></svg>'}
OPENS = "It opens with a source. [@S1]\n\n"
TABLE = "| A | B |\n|---|---|\n| 1 | 2{cited} |\n| 3 | 4{cited} |\n"
CHECK = """\
```check
id: one
stem: Which?
{sources}options:
  - {{text: This, key: true, rationale: Yes.}}
  - {{text: That, rationale: No.}}
```
"""
WITH, WITHOUT = CHECK.format(sources="sources: [S7, S1]\n"), CHECK.format(sources="")


def uncited(body: str) -> list[tuple[str, str]]:
    page = Page(slug="p", title="T", minutes=1, lede="In short.", body=body)
    return [tuple(each) for each in render(page, FIGURES).uncited]


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ("A claim.", [("claim", "A claim.")]),
        ("A claim. [@S1]", []),
        ("- One. [@S1]\n- Two.", [("claim", "Two.")]),
        ("> Quoted.", [("claim", "Quoted.")]),
        ("::: note\nOur own voice.\n:::", []),
        ("::: key\nRemember.\n:::", [("claim", "Remember.")]),
        ("## A heading", []),
        ("These are the steps:\n\n1. First. [@S1]", []),
        ("These are the steps:\n\n1. First.", [("claim", "First.")]),
        ("**These are the numbers:**\n\n" + TABLE.format(cited=" [@S1]"), []),
        ("It is never safe:", [("claim", "It is never safe:")]),
        ("It is never safe:\n\nOn the whole. [@S1]", [("claim", "It is never safe:")]),
        ("- Steps:\n  - First. [@S1]", []),
        ("- Steps:\n- First. [@S1]", [("claim", "Steps:")]),
        (TABLE.format(cited=""), [("table", "Table of A, B")]),
        (TABLE.format(cited="") + "\nTable: Numbers.", [("table", "Numbers.")]),
        (TABLE.format(cited="") + "\nTable: Numbers. [@S1]", []),
        (TABLE.format(cited=" [@S1]"), []),
        (TABLE.replace("{cited}", " [@S1]", 1).format(cited=""), [("table", "Table of A, B")]),
        ("| A | B [@S1] |\n|---|---|\n", [("table", "Table of A, B")]),
        ("::: key\n" + TABLE.format(cited="") + ":::", [("table", "Table of A, B")]),
        ('![Back](figures/back.svg "The back.")', [("figure", "The back.")]),
        ('![Back](figures/back.svg "The back. [@S1]")\n\n::: figkey\n- **A** Lung\n:::', []),
        (WITHOUT, [("check", "one")]),
        (WITH, []),
    ],
)
def test_what_states_something_without_a_source_is_told(body: str, missing: list[tuple[str, str]]) -> None:
    assert uncited(OPENS + body) == missing


@pytest.mark.parametrize(
    ("body", "is_covered"),
    [
        (OPENS, True),
        ("## A heading\n\n" + OPENS, True),
        ("No source here.\n\n" + OPENS, False),
        ("- A list. [@S1]\n", False),
        ('![Back](figures/back.svg "The back. [@S1]")\n\n' + OPENS, False),
        ("::: note\nA note. [@S1]\n:::\n\n" + OPENS, False),
        (WITH + "\n" + OPENS, False),
        ("## Only a heading", False),
    ],
)
def test_a_lede_is_covered_by_the_first_paragraph_alone(body: str, is_covered: bool) -> None:
    assert (("lede", "In short.") not in uncited(body)) is is_covered


def test_the_sources_of_a_check_are_cited_in_the_order_of_the_page() -> None:
    page = Page(slug="p", title="T", minutes=1, lede="L", body=f"{OPENS}{WITH}\nAfter. [@S2, @S7]")
    rendered = render(page, {})
    assert rendered.cited == ["S1", "S7", "S2"]
    assert 'href="#source-S7" aria-label="Source 2"' in rendered.pieces[1]


def faults(body: str) -> list[Fault]:
    page = Page(slug="p", title="T", minutes=1, lede="L", body=body)
    known = {key: Source(key=key, title="A", kind="survey", seen="excerpt") for key in ("S1", "S2")}
    return list(page_faults("thorax", page, known, FIGURES))


def test_each_part_has_a_rule_of_its_own_and_is_an_error() -> None:
    body = f'A claim.\n\n{TABLE.format(cited="")}\n![Back](figures/back.svg "The back.")\n\n{WITHOUT}'
    told = faults(body)
    assert [fault.rule for fault in told] == [
        "uncited-lede", "uncited-claim", "uncited-table", "uncited-figure", "uncited-check",
    ]  # fmt: skip
    assert {(fault.where, fault.is_warning) for fault in told} == {("modules/thorax/p", False)}


def test_a_check_that_cites_what_is_not_listed_is_told() -> None:
    assert [(fault.rule, fault.says) for fault in faults(OPENS + WITH)] == [
        ("unknown-source", "S7 is not in sources.yaml")
    ]
