"""GIFT as plain values, held against what an independent parser reads in 51 files (gift/, MIT licence)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from question_bank.exchange.gift.parse import Choice, Number, Question, Text, parse

pytestmark = pytest.mark.pure
FILES = Path(__file__).parent / "gift"
KINDS = {
    "category": "Category",
    "description": "Description",
    "essay": "Essay",
    "matching": "Matching",
    "multiple_choice": "MC",
    "numerical": "Numerical",
    "short_answer": "Short",
    "true_false": "TF",
}


def text(told: Text | None) -> dict[str, str] | None:
    return told and {"format": told.format, "text": told.text}


def weight(choice: Choice) -> float | None:
    return float(choice.weight) if choice.weight else None


def number(told: Number) -> dict[str, Any]:
    if told.low:
        return {"type": "high-low", "numberHigh": float(told.high), "numberLow": float(told.low)}
    if told.tolerance:
        return {"type": "range", "number": float(told.value), "range": float(told.tolerance)}
    return {"type": "simple", "number": float(told.value)}


def numbers(question: Question) -> Any:
    """The reference tells one number without a mark by itself, and every other number as `*`."""
    first = question.choices[0]
    if len(question.choices) == 1 and first.number and not first.weight:
        return number(first.number)
    return [
        {
            "isCorrect": each.is_right,
            "weight": weight(each),
            "text": number(each.number) if each.number else {"format": each.text.format, "text": "*"},
            "feedback": text(each.feedback),
        }
        for each in question.choices
    ]


def answers(question: Question) -> dict[str, Any]:
    match question.kind:
        case "true_false":
            first, second = question.comments
            return {"isTrue": question.is_true, "trueFeedback": text(first), "falseFeedback": text(second)}
        case "numerical":
            return {"choices": numbers(question)}
        case "matching":
            pairs = [{"subquestion": text(each.prompt), "subanswer": each.match} for each in question.pairs]
            return {"matchPairs": pairs}
        case "multiple_choice" | "short_answer":
            told = [
                {
                    "isCorrect": each.is_right,
                    "weight": weight(each),
                    "text": text(each.text),
                    "feedback": text(each.feedback),
                }
                for each in question.choices
            ]
            return {"choices": told}
    return {}


def as_reference(question: Question) -> dict[str, Any]:
    """A question as the reference parser tells it."""
    if question.kind == "category":
        return {"type": "Category", "title": question.title}
    told = {
        "id": question.id or None,
        "tags": list(question.tags) or None,
        "type": KINDS[question.kind],
        "title": question.title or None,
        "stem": text(question.stem),
        "hasEmbeddedAnswers": question.is_embedded,
    }
    feedback = {} if question.kind == "description" else {"globalFeedback": text(question.feedback)}
    return told | feedback | answers(question)


def read(path: Path) -> list[Question]:
    return list(parse(path.read_text("utf-8").splitlines()))


@pytest.mark.parametrize("path", sorted(FILES.glob("*.gift")), ids=lambda path: path.stem)
def test_every_file_says_what_the_reference_reads_in_it(path):
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert [as_reference(question) for question in read(path)] == expected


def test_all_the_reference_files_are_here():
    assert len(list(FILES.glob("*.gift"))) == 51
