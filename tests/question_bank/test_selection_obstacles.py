"""What is in the way of a paper, in words: counts that are short, and the smallest set that cannot be had together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, combinations

import pytest
from hypothesis import given, settings

from question_bank.items.card import Group, Level
from question_bank.selection.blueprint import Blueprint, Difficulty, ExposureCap, Quota, Range
from question_bank.selection.candidate import Candidate
from question_bank.selection.feasibility import shortfalls
from question_bank.selection.needs import asked_of, counts_of
from question_bank.selection.obstacle import Obstacle, obstacle_of
from question_bank.selection.pool import Pool
from tests.question_bank.cards import real_content
from tests.question_bank.small_banks import RULE, Small, banks, item, plan, policy

pytestmark = pytest.mark.pure
EXAM = real_content().course.exam
CARDS = real_content().cards
D9 = [card.code for card in CARDS if card.code.startswith("D9-E")]
PLAIN = [item(f"D1-E-{n:03}") for n in range(6)]


NINE = plan(*(each for each in EXAM.blueprint.quotas if each.domain == "D9"))


def lacks(blueprint: Blueprint = NINE, **more: object) -> list[str]:
    return list(shortfalls(CARDS, blueprint, policy(blueprint), **more))


def capped(share: float, hold: str) -> Blueprint:
    return NINE.model_copy(update={"exposure": ExposureCap(share=share, papers=100, hold=hold)})


def quota(**more: object) -> Quota:
    return Quota(domain="D1", groups={Group.KNOWLEDGE: 2}, **more)


def in_words(pool: Sequence[Candidate], *quotas: Quota, on_rule: int = 0) -> str:
    asked = asked_of(plan(*quotas), policy(plan(*quotas), on_rule))
    return obstacle_of(pool, asked).in_words(asked)


def can_be_kept(bank: Small, asked: Obstacle) -> bool:
    """Whether some set of items keeps all of this, by trying every set."""
    needs = asked_of(bank.blueprint, bank.policy)
    sets = chain.from_iterable(combinations(bank.pool, size) for size in range(len(bank.pool) + 1))
    return any(_keeps(some, bank, asked, needs) for some in sets)


def _keeps(some: Sequence[Candidate], bank: Small, asked: Obstacle, needs: dict) -> bool:
    codes = {each.id for each in some}
    found = [count for each in some for count in counts_of(each)]
    cases = {case: [each.id in codes for each in bank.pool if each.case == case] for case in asked.cases}
    return (
        all(_is_in(found.count(count), needs[count]) for count in asked.counts)
        and not any({one, other} <= codes for one, other in asked.enemies)
        and all(len(set(taken)) == 1 for taken in cases.values())
    )


@settings(max_examples=150, deadline=None)
@given(banks())
def test_what_is_in_the_way_cannot_be_kept_but_without_any_part_of_it_can(bank: Small) -> None:
    drawable = Pool(bank.pool).whole(asked_of(bank.blueprint, bank.policy))
    bank = replace(bank, pool=tuple(each for block in drawable for each in block))
    found = obstacle_of(bank.pool, asked_of(bank.blueprint, bank.policy))
    assert (found == Obstacle()) == any(True for _ in bank.papers())
    if found != Obstacle():
        assert not can_be_kept(bank, found)
        for part in ("counts", "enemies", "cases"):
            for one in getattr(found, part):
                rest = {part: tuple(each for each in getattr(found, part) if each != one)}
                assert can_be_kept(bank, Obstacle(**{**vars(found), **rest})), one


def _is_in(number: int, asked: Range) -> bool:
    return number >= asked.at_least and (asked.at_most is None or number <= asked.at_most)


def test_enemies_that_are_in_the_way_are_named() -> None:
    pool = [item("D1-E-010", vignette=True, enemies=frozenset({"D1-E-011"})), item("D1-E-011", rule=RULE), *PLAIN]
    pool += [item("D1-E-012", rule=RULE)]
    assert in_words(pool, quota(vignettes=1), on_rule=2) == (
        "D1's 2 items of group knowledge, D1's 1 vignette and the 2 items on rule no_consent_stop "
        "cannot all be met by the live items"
    )
    assert in_words(pool, Quota(domain="D1", groups={Group.KNOWLEDGE: 3}, vignettes=1), on_rule=2) == (
        "D1's 1 vignette and the 2 items on rule no_consent_stop cannot stand on one paper, "
        "because D1-E-010 and D1-E-011 are enemies"
    )


def test_a_case_that_is_in_the_way_is_named() -> None:
    rower = [item(f"D1-E-01{n}", case="C-001", case_of=3, vignette=True) for n in range(3)]
    assert in_words([*rower, *PLAIN], quota(vignettes=1)) == (
        "D1's 2 items of group knowledge and D1's 1 vignette cannot stand on one paper, "
        "because case C-001 is drawn whole"
    )


def test_a_level_that_is_in_the_way_is_named() -> None:
    assert in_words(PLAIN, quota(levels={Level.RECALL: Range(at_most=1)})) == (
        "D1's 2 items of group knowledge and D1's at most 1 item at level recall cannot all be met by the live items"
    )
    assert "D1's 1 to 2 items at level recall" in in_words(
        [item(f"D1-E-{n:03}", level=Level.APPLY) for n in range(3)],
        quota(levels={Level.RECALL: Range(at_least=1, at_most=2)}),
    )


def test_many_enemies_are_counted() -> None:
    codes = [f"D1-E-{n:03}" for n in range(5)]
    pool = [item(code, enemies=frozenset(codes) - {code}) for code in codes]
    said = in_words(pool, quota())
    assert said.startswith("D1's 2 items of group knowledge cannot stand on one paper, because D1-E-000 and D1-E-001; ")
    assert said.endswith("; and 6 more are enemies")


def test_expired_evidence_is_told_beside_what_is_left() -> None:
    assert lacks(expired=D9[2:]) == [
        "D9 needs 4 items of group knowledge; 2 are live and unexpired, "
        f"{len(D9) - 2} more are kept back by evidence that has expired"
    ]
    assert lacks(expired=D9[:1]) == []


def test_a_case_that_expired_in_part_is_told_where_something_lacks() -> None:
    of_case = next(card for card in CARDS if card.code.split("-")[1] == "E" and card.payload.case)
    said = lacks(EXAM.blueprint, expired=[*D9, of_case.code])
    assert said[-1] == (
        f"case {of_case.payload.case.code} is not drawn, because not every item of it is live and unexpired"
    )


def test_a_level_that_is_short_is_told() -> None:
    needed = NINE.quotas[0].model_copy(update={"levels": {Level.ANALYSE: Range(at_least=4)}})
    found = sum(card.code in D9 and card.level is Level.ANALYSE for card in CARDS)
    assert lacks(plan(needed)) == [f"D9 needs 4 items at level analyse; {found} are live"]


def test_a_hard_cap_is_held_against_the_papers_to_come() -> None:
    assert lacks(capped(0.25, "hard")) == [
        "D9 needs 16 items of group knowledge to draw 4 a paper with none on more than 25 of 100 papers; "
        f"{len(D9)} are live"
    ]
    assert lacks(capped(0.25, "soft")) == lacks(capped(0.5, "hard")) == []


def test_a_hard_cap_that_is_reached_is_told() -> None:
    worn = dict.fromkeys(D9[3:], 60)
    assert lacks(capped(0.6, "hard"), exposure=worn) == [
        f"D9 needs 4 items of group knowledge; 3 are live, {len(D9) - 3} more are kept back by the cap of 60 of 100 "
        "papers"
    ]
    assert lacks(capped(0.6, "soft"), exposure=worn) == []
    assert lacks(capped(0.5, "hard"), exposure={D9[0]: 50}) == []  # of as many as a cap of 50 needs, one rests for now


def test_difficulty_never_lacks_anything() -> None:
    assert lacks(NINE.model_copy(update={"difficulty": Difficulty(target=0.01, tolerance=0.0)})) == []
