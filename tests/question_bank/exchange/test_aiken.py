"""Aiken: what it says, and refusals that name their line."""

from __future__ import annotations

import pytest

from question_bank.exchange.aiken import found_in
from question_bank.exchange.found import Found, Outcome, Unreadable

pytestmark = pytest.mark.pure
WHOLE = "Which is deep?\nA. Skin\nB) Lung\nC. Hair\nANSWER: B\n"


def only(text: str) -> Found:
    (found,) = found_in(text)
    return found


def test_a_question_with_its_answer():
    found = only(WHOLE)
    assert (found.where, found.outcome) == ("line 1", Outcome.IMPORTED)
    assert found.draft.payload.stem == "Which is deep?"
    assert [(each.text, each.key) for each in found.draft.payload.options] == [
        ("Skin", False),
        ("Lung", True),
        ("Hair", False),
    ]


def test_a_question_of_several_lines_and_several_questions():
    first, second = found_in(f"\n\nLook here.\n{WHOLE}\n{WHOLE}")
    assert first.draft.payload.stem == "Look here.\n\nWhich is deep?"
    assert (first.where, second.where) == ("line 3", "line 10")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Q\nA. x\nB. y\n", "no answer"),
        ("Q\nA. x\nB. y\n\nNext\nA. x\nB. y\nANSWER: A", "no answer"),
        ("Q\nA. x\nB. y\nANSWER: C", "names none"),
        ("Q\nA. x\nB. y\nANSWER: A, B", "one right answer"),
        ("Q\nA. x\nC. y\nANSWER: A", "lettered A C"),
        ("Q\nA. x\nand more\nB. y\nANSWER: A", "line 3 is neither"),
        ("Q\nANSWER: A", "names none"),
        ("Q\nA. x\nANSWER: A", "fewer than two answers"),
        ("Q\nA. x\nB. x\nANSWER: A", "share a text"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(text, says):
    found = next(iter(found_in(text)))
    assert found.outcome is Outcome.REFUSED
    assert says in found.refusal


def test_a_question_that_cannot_be_read_does_not_hide_the_next():
    assert [found.outcome for found in found_in(f"Q\nA. x\nB. y\n\n{WHOLE}")] == [Outcome.REFUSED, Outcome.IMPORTED]


@pytest.mark.parametrize("text", ["", "ANSWER: A", "just text\nand more"])
def test_a_file_without_a_question_is_unreadable(text):
    with pytest.raises(Unreadable, match="no question"):
        list(found_in(text))
