"""Whether a bank can fill a blueprint, in words a person can act on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from question_bank.items.card import Card
from question_bank.scoring.policy import Policy
from question_bank.selection.blueprint import Blueprint
from question_bank.selection.paper import Candidate, NoPaper, blocks, draw, eligible


def shortfalls(cards: Iterable[Card], blueprint: Blueprint, policy: Policy) -> Iterator[str]:
    """Say each thing the live exam items of the bank lack for one paper."""
    all_live = eligible(cards)
    whole = {candidate.id for block in blocks(map(Candidate.of, all_live)) for candidate in block}
    live = [card for card in all_live if card.code in whole]
    said = list(_counted(live, blueprint, policy)) or list(_drawable(live, blueprint, policy))
    yield from said
    if said:
        yield from _broken_cases(card for card in all_live if card.code not in whole)


def _broken_cases(cards: Iterable[Card]) -> Iterator[str]:
    """Cases that cannot help, because a case is drawn whole."""
    for case in sorted({card.payload.case.code for card in cards if card.payload.case}):
        yield f"case {case} is not drawn, because not every item of it is live"


def _counted(live: Sequence[Card], blueprint: Blueprint, policy: Policy) -> Iterator[str]:
    for quota in blueprint.quotas:
        mine = [card for card in live if card.domain == quota.domain]
        for group, needed in quota.groups.items():
            found = sum(card.group is group for card in mine)
            if found < needed:
                yield f"{quota.domain} needs {needed} items of group {group.value}; {found} are live"
        for needed, found, what in (
            (quota.safety_critical, sum(card.safety_critical for card in mine), "safety-critical items"),
            (quota.vignettes, sum(card.vignette for card in mine), "vignettes"),
        ):
            if found < needed:
                yield f"{quota.domain} needs {needed} {what}; {found} are live"
    for check in policy.must_not_miss:
        found = sum(card.must_not_miss is check.rule for card in live)
        if found < check.items:
            yield f"rule {check.rule.value} needs {check.items} items; {found} are live"
    yield from _policy_agrees(blueprint, policy)


def _drawable(live: Sequence[Card], blueprint: Blueprint, policy: Policy) -> Iterator[str]:
    """Counts can be right and still no paper exist, when enemies keep too many items apart."""
    try:
        draw([Candidate.of(card) for card in live], blueprint, policy, seed=0)
    except NoPaper as error:
        yield str(error)


def _policy_agrees(blueprint: Blueprint, policy: Policy) -> Iterator[str]:
    if policy.total.of != blueprint.items:
        yield f"the policy counts {policy.total.of} items; the blueprint draws {blueprint.items}"
    for group, cut in policy.groups.items():
        drawn = sum(quota.groups.get(group, 0) for quota in blueprint.quotas)
        if drawn != cut.of:
            yield f"the policy counts {cut.of} items in group {group.value}; the blueprint draws {drawn}"
