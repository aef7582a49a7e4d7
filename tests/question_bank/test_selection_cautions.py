"""What gives way is told, and never called a shortfall."""

from __future__ import annotations

import pytest

from question_bank.selection.blueprint import Blueprint, Difficulty, ExposureCap
from question_bank.selection.cautions import cautions
from tests.question_bank.cards import real_content
from tests.question_bank.small_banks import plan, policy

pytestmark = pytest.mark.pure
CARDS = real_content().cards
D9 = [card.code for card in CARDS if card.code.startswith("D9-E")]
NINE = plan(*(each for each in real_content().course.exam.blueprint.quotas if each.domain == "D9"))
OF_NINE = [card for card in CARDS if card.code in D9]


def told(blueprint: Blueprint, **more: object) -> list[str]:
    return list(cautions(OF_NINE, blueprint, policy(blueprint), **more))


def capped(hold: str) -> Blueprint:
    return NINE.model_copy(update={"exposure": ExposureCap(share=0.25, papers=100, hold=hold)})


def aiming(target: float) -> Blueprint:
    return NINE.model_copy(update={"difficulty": Difficulty(target=target)})


def test_a_soft_cap_that_cannot_last_is_told() -> None:
    assert told(capped("soft")) == [
        "D9 needs 16 items of group knowledge to draw 4 a paper with none on more than 25 of 100 papers; "
        f"{len(D9)} are live"
    ]
    assert told(capped("hard")) == told(NINE) == []
    assert f"; {len(D9) - 1} are live" in told(capped("soft"), expired=D9[:1])[0]


def test_a_target_that_no_paper_comes_near_to_is_told() -> None:
    facilities = dict.fromkeys(D9, 0.8)
    assert told(aiming(0.8), facilities=facilities) == []
    assert told(aiming(0.6), facilities=facilities) == [
        "a mean facility of 0.60 is out of reach; the nearest found is 0.80"
    ]


def test_how_much_of_the_difficulty_is_a_guess_is_told() -> None:
    facilities = dict.fromkeys(D9[2:], 0.8)
    assert told(aiming(0.8), facilities=facilities) == [
        f"2 of {len(D9)} live items have no facility yet; that of their level is expected of them"
    ]


def test_where_no_paper_exists_that_is_for_the_shortfalls_to_say() -> None:
    assert told(aiming(0.8), expired=D9) == []
