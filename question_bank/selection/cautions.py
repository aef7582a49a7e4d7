"""What a blueprint asks that gives way: told before publishing, though it keeps no paper from being drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from question_bank.items.card import Card
from question_bank.scoring.policy import Policy
from question_bank.selection.balance import misses
from question_bank.selection.blueprint import Blueprint, Hold
from question_bank.selection.candidate import Candidate, mean_expected
from question_bank.selection.feasibility import worn_out
from question_bank.selection.needs import asked_of, counts_of
from question_bank.selection.paper import draw, eligible
from question_bank.selection.pool import Pool
from question_bank.selection.solver import NoPaper


def cautions(
    cards: Iterable[Card],
    blueprint: Blueprint,
    policy: Policy,
    *,
    expired: Collection[str] = (),
    facilities: Mapping[str, float] | None = None,
) -> Iterator[str]:
    """Say where a soft cap will be gone over and the difficulty missed, by the live exam items of the bank.

    `expired` is that of `shortfalls`; `facilities` are those known, from 0 to 1, by code.
    """
    known = facilities or {}
    live = [
        Candidate.of(card, facility=known.get(card.code), is_current=card.code not in expired)
        for card in eligible(cards)
    ]
    pool = Pool(live)
    yield from _worn(pool, blueprint, policy)
    if blueprint.difficulty:
        yield from _missed(pool, blueprint, policy)


def _worn(pool: Pool, blueprint: Blueprint, policy: Policy) -> Iterator[str]:
    cap = blueprint.exposure
    if cap is None or cap.hold is Hold.HARD:
        return
    asked = asked_of(blueprint, policy)
    found = Counter(count for block in pool.whole(asked) for each in block for count in counts_of(each))
    for count, need in asked.items():
        yield from worn_out(count, need.at_least, found[count], cap)


def _missed(pool: Pool, blueprint: Blueprint, policy: Policy) -> Iterator[str]:
    """How near a paper comes to the target, by drawing one, and how much of that is a guess."""
    by_code = {each.id: each for block in pool.blocks for each in block}
    try:
        drawn = [by_code[code] for code in draw(pool, blueprint, policy, seed=0)]
    except NoPaper:
        return
    if blueprint.difficulty and misses(drawn, blueprint.difficulty):
        target, found = blueprint.difficulty.target, mean_expected(drawn)
        yield f"a mean facility of {target:.2f} is out of reach; the nearest found is {found:.2f}"
    guessed = sum(each.facility is None for each in by_code.values())
    if guessed:
        yield f"{guessed} of {len(by_code)} live items have no facility yet; that of their level is expected of them"
