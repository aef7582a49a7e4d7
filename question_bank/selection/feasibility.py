"""Whether a bank can fill a blueprint, in words a person can act on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from question_bank.items.card import Card
from question_bank.scoring.policy import Policy
from question_bank.selection.blueprint import Blueprint, ExposureCap, Hold
from question_bank.selection.candidate import Candidate, blocks
from question_bank.selection.needs import Count, asked_of, called, counts_of, whose
from question_bank.selection.obstacle import obstacle_of
from question_bank.selection.paper import Wish, drawn_for, eligible, wish_of
from question_bank.selection.pool import Pool
from question_bank.selection.solver import NoPaper


@dataclass(frozen=True)
class _Bank:
    """The live items: those that can be drawn now, and how many more of each count cannot be, and why."""

    drawable: Sequence[Candidate]
    found: Counter[Count]
    expired: Counter[Count]
    capped: Counter[Count]
    broken: Sequence[str]


def shortfalls(
    cards: Iterable[Card],
    blueprint: Blueprint,
    policy: Policy,
    *,
    expired: Collection[str] = (),
    exposure: Mapping[str, int] | None = None,
) -> Iterator[str]:
    """Say each thing the live exam items of the bank lack for one paper, or the smallest thing that is in its way.

    `expired` are the codes of items whose evidence has expired, `exposure` is that of `draw`; a hard cap is also held
    against the papers to come.
    """
    live = [Candidate.of(card, is_current=card.code not in expired) for card in eligible(cards)]
    wish = wish_of(_undemanding(blueprint), policy, exposure=exposure)
    bank = _read(live, wish)
    said = [*_counted(bank, blueprint, policy), *_policy_agrees(blueprint, policy)]
    try:
        if not said:
            drawn_for(Pool(bank.drawable), wish, seed=0)
    except NoPaper:
        said.append(obstacle_of(bank.drawable, wish.asked).in_words(wish.asked))
    yield from said
    if said:
        yield from _broken_cases(bank.broken, bool(expired))


def _undemanding(blueprint: Blueprint) -> Blueprint:
    """The blueprint without its difficulty, which never keeps a paper from being drawn."""
    return blueprint.model_copy(update={"difficulty": None})


def _read(live: Sequence[Candidate], wish: Wish) -> _Bank:
    pool = Pool(live)
    kept = {candidate.id for candidate in chain(*pool.blocks)}
    unbroken = chain(*blocks(replace(candidate, is_current=True) for candidate in live))
    whole = list(chain(*pool.whole(wish.asked)))
    drawable = list(chain(*pool.whole(wish.asked, barred=wish.barred)))
    return _Bank(
        drawable,
        _tally(drawable),
        _tally(each for each in unbroken if each.id not in kept),
        _tally(whole) - _tally(drawable),
        sorted({each.case for each in live if each.case and each.id not in kept}),
    )


def _tally(candidates: Iterable[Candidate]) -> Counter[Count]:
    return Counter(count for candidate in candidates for count in counts_of(candidate))


def _broken_cases(cases: Iterable[str], some_expired: bool) -> Iterator[str]:
    """Cases that cannot help, because a case is drawn whole."""
    for case in cases:
        yield f"case {case} is not drawn, because not every item of it is {_state(some_expired)}"


def _state(some_expired: bool) -> str:
    return "live and unexpired" if some_expired else "live"


def _counted(bank: _Bank, blueprint: Blueprint, policy: Policy) -> Iterator[str]:
    """By domain, then by rule: what has too few items now, or too few to keep a hard cap for ever."""
    asked, cap = asked_of(blueprint, policy), blueprint.exposure
    order = [quota.domain for quota in blueprint.quotas]
    for count in sorted(asked, key=lambda each: order.index(each[1]) if each[1] in order else len(order)):
        needed, found = asked[count].at_least, bank.found[count]
        if found < needed:
            yield f"{whose(count)} needs {needed} {called(count, needed)}; {found} are {_lacking(bank, count, cap)}"
        elif cap and cap.hold is Hold.HARD:
            yield from worn_out(count, needed, found + bank.capped[count], cap)


def _lacking(bank: _Bank, count: Count, cap: ExposureCap | None) -> str:
    words = _state(bool(bank.expired[count]))
    if bank.expired[count]:
        words += f", {bank.expired[count]} more are kept back by evidence that has expired"
    if bank.capped[count] and cap:
        words += f", {bank.capped[count]} more are kept back by the cap of {cap.most} of {cap.papers} papers"
    return words


def worn_out(count: Count, needed: int, live: int, cap: ExposureCap) -> Iterator[str]:
    """That so many live items cannot keep a cap for ever, where they cannot."""
    lasting = -(-needed * cap.papers // cap.most)
    if live < lasting:
        yield (
            f"{whose(count)} needs {lasting} {called(count, lasting)} to draw {needed} a paper with none on more than "
            f"{cap.most} of {cap.papers} papers; {live} are live"
        )


def _policy_agrees(blueprint: Blueprint, policy: Policy) -> Iterator[str]:
    if policy.total.of != blueprint.items:
        yield f"the policy counts {policy.total.of} items; the blueprint draws {blueprint.items}"
    for group, cut in policy.groups.items():
        drawn = sum(quota.groups.get(group, 0) for quota in blueprint.quotas)
        if drawn != cut.of:
            yield f"the policy counts {cut.of} items in group {group.value}; the blueprint draws {drawn}"
