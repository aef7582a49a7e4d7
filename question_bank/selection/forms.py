"""Forms: papers drawn once and given to many, alone or several alike, each with what it holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from random import Random
from string import ascii_uppercase

from question_bank.scoring.policy import Policy
from question_bank.selection.balance import HAIR
from question_bank.selection.blueprint import Blueprint, Difficulty
from question_bank.selection.candidate import Candidate, mean_expected
from question_bank.selection.form_bounds import most_forms
from question_bank.selection.form_report import Form, reported
from question_bank.selection.joint import ALIKE, drawn_together, spread
from question_bank.selection.obstacle import obstacle_of
from question_bank.selection.paper import BREADTHS, Wish, drawn_for, wish_of
from question_bank.selection.pool import Pool
from question_bank.selection.solver import NoneFound, NoPaper

MOST_FORMS = len(ascii_uppercase)


class TooFewForms(NoPaper):
    """Not so many forms can be made; `possible` says how many can."""

    def __init__(self, says: str, possible: int) -> None:
        super().__init__(says)
        self.possible = possible


def fixed_form(
    pool: Sequence[Candidate],
    blueprint: Blueprint,
    policy: Policy,
    *,
    name: str,
    seed: int,
    met: Collection[str] = (),
    exposure: Mapping[str, int] | None = None,
) -> Form:
    """One paper for all, by name; NoPaper when the blueprint cannot be filled. `met` and `exposure` as in `draw`."""
    codes = drawn_for(Pool(pool), wish_of(blueprint, policy, met=met, exposure=exposure), seed=seed)
    return reported({name: codes}, pool)[0]


def parallel_forms(
    pool: Sequence[Candidate],
    blueprint: Blueprint,
    policy: Policy,
    *,
    count: int,
    seed: int,
    overlap: int = 0,
    exposure: Mapping[str, int] | None = None,
) -> tuple[Form, ...]:
    """Forms A, B, C ... of one blueprint, any two with at most `overlap` items in common, alike in expected difficulty.

    The same pool, blueprint, policy, count, seed, overlap and exposure give the same forms. TooFewForms says in words
    how many there can be when `count` cannot; ValueError for a count that is not from 1 to 26 or a negative overlap.
    """
    if not 1 <= count <= MOST_FORMS or overlap < 0:
        raise ValueError(f"forms are 1 to {MOST_FORMS}, with 0 or more items in common")
    ready, wish = Pool(pool), wish_of(blueprint, policy, exposure=exposure)
    most, reason = most_forms(ready.whole(wish.asked, barred=wish.barred), wish.asked, count, overlap)
    try:
        if most < count:
            raise NoPaper(reason)
        drawn = _drawn(ready, wish, count, overlap, seed)
    except NoPaper as error:
        raise _too_few(ready, wish, count, overlap, seed, error) from error
    return reported(dict(zip(ascii_uppercase, drawn, strict=False)), pool)


def _drawn(ready: Pool, wish: Wish, count: int, overlap: int, seed: int) -> list[list[str]]:
    """So many forms: one after the other where that leaves them alike, or all at once."""
    by_code = {candidate.id: candidate for block in ready.blocks for candidate in block}
    singly = [[by_code[code] for code in form] for form in _one_by_one(ready, wish, count, overlap, seed)]
    drawn = singly
    if not singly or spread(singly) > ALIKE + HAIR:
        some = _some(ready, wish, count, seed)
        try:
            together = drawn_together(some, wish, count, overlap, seed)
        except NoPaper as error:
            if not singly and len(some) < len(ready.whole(wish.asked, barred=wish.barred)):
                raise NoneFound("no forms were found in a part of the bank") from error
            if not singly:
                raise
        else:
            drawn = min(filter(None, (singly, together)), key=spread)
    return [[candidate.id for candidate in form] for form in drawn]


def _one_by_one(ready: Pool, wish: Wish, count: int, overlap: int, seed: int) -> list[list[str]]:
    """Form after form, each as difficult as the first and with little of the others; none where one is not found."""
    forms: list[list[str]] = []
    for number in range(count):
        used = {code for form in forms for code in form}
        if overlap:
            shared = tuple((frozenset(form), overlap) for form in forms)
            next_wish = replace(wish, avoided={*wish.avoided, *used}, shared=shared)
        else:
            next_wish = replace(wish, barred={*wish.barred, *used})
        try:
            forms.append(drawn_for(ready, next_wish, seed=seed + number))
        except NoPaper:
            return []
        wish = replace(wish, difficulty=_like(ready, forms[0], wish.difficulty))
    return forms


def _like(ready: Pool, form: Sequence[str], wanted: Difficulty | None) -> Difficulty:
    """As difficult as this form, or a little nearer to what is wanted."""
    codes = set(form)
    mean = mean_expected([candidate for block in ready.blocks for candidate in block if candidate.id in codes])
    if wanted is not None:
        room = max(0.0, wanted.tolerance - ALIKE / 2)
        mean = min(max(mean, wanted.target - room), wanted.target + room)
    return Difficulty(target=mean, tolerance=ALIKE / 2)


def _some(ready: Pool, wish: Wish, count: int, seed: int) -> list[list[Candidate]]:
    """The bank, or of a large one so much that each of the forms finds twice what it needs."""
    breadth = BREADTHS[0] * count
    if breadth * sum(need.sought for need in wish.asked.values()) > len(ready.blocks):
        return ready.whole(wish.asked, barred=wish.barred)
    chance = Random(seed)  # noqa: S311 - a seed must give the same forms again; nothing here is secret
    return ready.thinned(wish.asked, breadth=breadth, avoided=wish.avoided, barred=wish.barred, chance=chance)


def _too_few(ready: Pool, wish: Wish, count: int, overlap: int, seed: int, why: NoPaper) -> TooFewForms:
    """How many forms there can be instead, and what is in the way of more."""
    found = ready.whole(wish.asked, barred=wish.barred)
    most, reason = most_forms(found, wish.asked, count, overlap)
    possible = next((n for n in range(min(most, count - 1), 0, -1) if _can_be(ready, wish, n, overlap, seed)), 0)
    if not possible and not reason:
        reason = obstacle_of([candidate for block in found for candidate in block], wish.asked).in_words(wish.asked)
    common = f"with at most {overlap} items in common" if overlap else "with no item in common"
    outcome = "were not found in the time allowed" if isinstance(why, NoneFound) else "cannot be made"
    says = f"{count} forms {common} {outcome}; {possible or 'none'} can be"
    return TooFewForms(f"{says}: {reason or 'minima, enemies and cases leave too little for more'}", possible)


def _can_be(ready: Pool, wish: Wish, count: int, overlap: int, seed: int) -> bool:
    try:
        return bool(_drawn(ready, wish, count, overlap, seed))
    except NoPaper:
        return False
