"""Words and small questions about items."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest
from pydantic import ValidationError

from question_bank.formats.faults import Fault
from question_bank.items import TYPES
from question_bank.items.card import Group, Level, Rule, Use
from question_bank.lint.rules import RULES
from tests.library import build
from tests.question_bank.samples import ordering
from trainer.library import rules


@pytest.mark.parametrize(("last", "code"), [(0, "D4-E-001"), (41, "D4-E-042"), (999, "D4-E-1000")])
def test_the_next_code_follows_the_highest_one_ever_used(last: int, code: str) -> None:
    assert rules.code_after("D4-E-", last) == code


@pytest.mark.parametrize(
    ("stem", "words"),
    [
        ("Short?", "Short?"),
        ("One\ntwo\n\n**three**?", "One two three?"),
        ("alpha beta gamma, delta", "alpha beta gamma…"),
        ("a" * 40, "a" * 21 + "…"),
    ],
)
def test_the_first_words_stand_on_one_line_and_are_cut_between_words(stem: str, words: str) -> None:
    assert rules.first_words(stem, most=20) == words


@pytest.mark.parametrize(
    ("stem", "unwrapped"),
    [
        ("One\ntwo.\n\nThree?", "One two.\n\nThree?"),
        ("  One  \n \n\n Two?\n", "One\n\nTwo?"),
        ("One?", "One?"),
    ],
)
def test_line_breaks_of_a_file_are_not_part_of_a_stem(stem: str, unwrapped: str) -> None:
    assert rules.unwrap(stem) == unwrapped
    assert rules.unwrap(unwrapped) == unwrapped


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, []),
        ({"status": "retired"}, []),
        ({"stem": build.STEM.replace("\n\n", "\n\n\n")}, []),
        ({"stem": "Another?"}, ["stem"]),
        ({"level": "recall", "vignette": True}, ["level", "vignette"]),
        ({"must_not_miss": "normal_oximeter", "safety_critical": True}, ["safety-critical", "must-not-miss rule"]),
        ({"options": [{**build.OPTIONS[0], "text": "Another key"}, *build.OPTIONS[1:]]}, ["options"]),
        ({"options": list(reversed(build.OPTIONS))}, ["options"]),
    ],
)
def test_what_differs_is_named(change: dict[str, Any], said: list[str]) -> None:
    assert rules.changes(build.card(), build.card(**change)) == said


def test_a_card_may_name_only_what_the_library_holds() -> None:
    card = build.card(sources=["S1", "S999"], enemies=["D6-E-002", "D6-E-404"])
    found = rules.unknown_faults(card, {"S1"}, {"D6-E-001", "D6-E-002"})
    assert found["sources"].startswith("S999: no source")
    assert found["enemies"] == "D6-E-404: no item has this code."
    assert rules.unknown_faults(build.card(), {"S1"}, set()) == {}
    assert "its own enemy" in rules.unknown_faults(build.card(enemies=["D6-E-001"]), {"S1"}, {"D6-E-001"})["enemies"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (build.OPTIONS[:1], "Too few options: 1 written, at least 2 needed."),
        ([{**build.OPTIONS[0], "text": ""}, *build.OPTIONS[1:]], "Write the option, or empty the whole row."),
        (
            [{**build.OPTIONS[0], "harm": "minor"}, *build.OPTIONS[1:]],
            "What is right does no harm. Choose No harm, or untick it.",
        ),
        ([{**build.OPTIONS[0], "key": False}, *build.OPTIONS[1:]], "A single-choice item has exactly one key, not 0."),
    ],
)
def test_what_pydantic_finds_is_said_in_plain_words(options: list[dict[str, object]], says: str) -> None:
    with pytest.raises(ValidationError) as caught:
        build.card(options=options)
    lines = rules.worth_telling(dict(line) for line in caught.value.errors())
    assert [rules.in_words(line) for line in lines] == [says]


def test_a_candidate_is_shown_neither_key_nor_reason() -> None:
    shown = rules.shown(build.card())
    assert [letter for letter, _, _ in shown.lettered] == ["A", "B", "C"]
    assert "Anticoagulants matter" not in repr(shown)


def test_rules_that_hold_are_those_without_a_fault() -> None:
    faults = [Fault("x", "longest-key", "long"), Fault("x", "longest-key", "longer"), Fault("x", "k-type", "k", True)]
    assert rules.rules_held([]) == len(RULES)
    assert rules.rules_held(faults) == len(RULES) - 2
    assert [fault.rule for fault in rules.errors_of(faults)] == ["longest-key", "longest-key"]
    assert all(rules.reason_of(rule.name) for rule in RULES)


def test_steps_to_put_in_order_are_never_previewed_as_the_answer() -> None:
    steps = [{"id": own, "text": text} for own, text in (("a", "Ask"), ("b", "Clean"), ("c", "Insert"))]
    shown = rules.shown(build.of(ordering(steps=steps)))
    assert [own for own, _text in shown.options] == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("words", "kind"), [(rules.GROUPS, Group), (rules.LEVELS, Level), (rules.MUST_NOT_MISS, Rule), (rules.USES, Use)]
)
def test_everything_a_card_can_be_has_a_word(words: dict[str, str], kind: type[StrEnum]) -> None:
    assert set(words) == set(kind)


def test_every_item_type_has_a_word() -> None:
    assert set(rules.TYPES) >= set(TYPES)
