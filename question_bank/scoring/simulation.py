"""How often candidates of a known true score would pass: a small, seeded simulation of a pass policy.

The model is that of the course fact sheet, section 0.3: a Rasch model in which item difficulties spread with
a standard deviation of 1 logit, and each candidate's strength differs from domain to domain with one of 0.4.
The true score is what a candidate would reach over endlessly many items drawn by the blueprint. Every
candidate meets fresh items.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from question_bank.items.card import Group
from question_bank.scoring.policy import Policy
from question_bank.selection.blueprint import Blueprint

ITEM_SD = 1.0
DOMAIN_SD = 0.4
TRUE_SCORES = (0.80, 0.85, 0.90, 0.92, 0.95)
CANDIDATES = 10_000
"""Enough for a standard error of half a point at a pass rate of one half."""
NEWTON_STEPS = 4
_ETA = np.linspace(-14, 14, 2801)
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(41)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class PassRate:
    """Of candidates with one true score, the share (0 to 1) who reach every cut; of those, the share held."""

    true_score: float
    passes: float
    held: float


@dataclass(frozen=True)
class _Paper:
    """The places of a paper: the index of each one's domain, its group, and its rule or -1."""

    domains: NDArray[np.int64]
    groups: list[Group]
    rules: NDArray[np.int64]


def pass_rates(
    blueprint: Blueprint,
    policy: Policy,
    *,
    seed: int,
    true_scores: Sequence[float] = TRUE_SCORES,
    candidates: int = CANDIDATES,
) -> tuple[PassRate, ...]:
    """Simulate `candidates` sittings for each true score; the same seed gives the same rates.

    True scores lie strictly between 0 and 1; the error is about half a point at a rate of one half.
    ValueError for a blueprint without items.
    """
    paper = _lay_out(blueprint, policy)
    return tuple(_rate(paper, policy, score, seed, candidates) for score in true_scores)


def _lay_out(blueprint: Blueprint, policy: Policy) -> _Paper:
    cells = [(d, group, n) for d, quota in enumerate(blueprint.quotas) for group, n in quota.groups.items()]
    places = [(d, group) for d, group, n in cells for _ in range(n)]
    if not places:
        raise ValueError("the blueprint draws no items")
    rules = np.full(len(places), -1)
    safety = [i for i, (_, group) in enumerate(places) if group is not Group.KNOWLEDGE]
    wanted = [number for number, check in enumerate(policy.must_not_miss) for _ in range(check.items)]
    for place, number in zip(safety, wanted, strict=False):
        rules[place] = number
    return _Paper(np.array([d for d, _ in places]), [group for _, group in places], rules)


def _rate(paper: _Paper, policy: Policy, score: float, seed: int, candidates: int) -> PassRate:
    chance = np.random.default_rng(seed)
    strengths = chance.normal(0.0, DOMAIN_SD, (candidates, int(paper.domains.max()) + 1))
    strengths += _abilities(score, strengths, paper)[:, None]
    odds_against = chance.standard_normal((candidates, len(paper.groups)), dtype=np.float32)
    odds_against *= np.float32(ITEM_SD)
    odds_against -= strengths.astype(np.float32)[:, paper.domains]
    right = chance.random(odds_against.shape, dtype=np.float32) * (1 + np.exp(odds_against)) < 1
    passed = _passed(right, paper, policy)
    held = passed & _held(right, paper)
    return PassRate(score, float(passed.mean()), float(held.sum() / max(1, passed.sum())))


def _abilities(score: float, deviations: Floats, paper: _Paper) -> Floats:
    """The ability, in logits, at which each candidate's expected share by the blueprint is the true score."""
    expected = (_WEIGHTS / _WEIGHTS.sum()) @ (1.0 / (1.0 + np.exp(ITEM_SD * _NODES[:, None] - _ETA)))
    slope = np.gradient(expected, _ETA)
    weights = np.bincount(paper.domains, minlength=deviations.shape[1]) / len(paper.domains)
    abilities = np.full(len(deviations), np.interp(score, expected, _ETA))
    for _ in range(NEWTON_STEPS):
        at = abilities[:, None] + deviations
        short = score - np.interp(at, _ETA, expected) @ weights
        abilities += short / (np.interp(at, _ETA, slope) @ weights)
    return abilities


def _passed(right: Flags, paper: _Paper, policy: Policy) -> Flags:
    passed: Flags = right.sum(axis=1) >= policy.total.at_least
    for group, cut in policy.groups.items():
        mine = [i for i, own in enumerate(paper.groups) if own is group]
        passed &= right[:, mine].sum(axis=1) >= cut.at_least
    return passed


def _held(right: Flags, paper: _Paper) -> Flags:
    held = np.zeros(len(right), dtype=bool)
    for number in range(int(paper.rules.max()) + 1):
        held |= ~right[:, paper.rules == number].any(axis=1)
    return held
