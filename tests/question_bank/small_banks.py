"""Banks so small that every paper can be tried, and a check of papers that shares nothing with drawing them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from hypothesis import strategies as st

from question_bank.items.card import Group, Level, Rule
from question_bank.scoring.policy import Cut, Policy, RuleCheck
from question_bank.selection.blueprint import Blueprint, Difficulty, ExposureCap, Quota, Range
from question_bank.selection.candidate import Candidate

RULE = Rule.NO_CONSENT_STOP
GROUPS = (Group.THORAX, Group.KNOWLEDGE)
LEVELS = (Level.RECALL, Level.APPLY)
FACILITY = st.sampled_from((None, 0.3, 0.5, 0.7, 0.9))
SEEDS = st.integers(min_value=0, max_value=2**32)


def item(code: str, **more: object) -> Candidate:
    """A plain item of D1, of group knowledge and at level recall, but for what is said of it."""
    values = {"domain": code[:2], "group": Group.KNOWLEDGE, "safety_critical": False, "vignette": False, "rule": None}
    return Candidate(**{"id": code, "level": Level.RECALL, **values, **more})


def plan(*quotas: Quota, **more: object) -> Blueprint:
    """A blueprint of these quotas."""
    return Blueprint(slug="b", version=1, quotas=quotas, **more)


def policy(blueprint: Blueprint, on_rule: int = 0) -> Policy:
    """A policy that agrees with a blueprint and tests one rule by so many items, or none."""
    checks = (RuleCheck(rule=RULE, items=on_rule, says="Stop"),) if on_rule else ()
    return Policy(slug="p", version=1, total=Cut(at_least=0, of=max(1, blueprint.items)), must_not_miss=checks)


@dataclass(frozen=True)
class Small:
    """A bank, what a paper of it needs, and what it has been through."""

    pool: tuple[Candidate, ...]
    blueprint: Blueprint
    policy: Policy
    met: frozenset[str] = frozenset()
    exposure: dict[str, int] | None = None

    def papers(self) -> Iterator[tuple[Candidate, ...]]:
        """Every paper there is, by trying them all."""
        for some in combinations(self.pool, self.blueprint.items):
            if self.keeps(some):
                yield some

    def keeps(self, paper: Sequence[Candidate]) -> bool:
        """Whether a paper keeps everything that does not give way."""
        codes = {each.id for each in paper}
        cases = {each.case for each in paper if each.case}
        cap = self.blueprint.exposure
        worn = {code for code, papers in (self.exposure or {}).items() if cap and papers >= cap.most}
        return (
            all(
                _fills(quota, [each for each in paper if each.domain == quota.domain])
                for quota in self.blueprint.quotas
            )
            and all(
                sum(each.rule is check.rule for each in paper) >= check.items for check in self.policy.must_not_miss
            )
            and not any(each.enemies & codes - {each.id} for each in paper)
            and all(each.is_current for each in paper)
            and all(sum(each.case == case for each in paper) == self._whole(case) for case in cases)
            and not (cap and cap.hold == "hard" and worn & codes)
        )

    def _whole(self, case: str) -> int:
        return next(each.case_of for each in self.pool if each.case == case)


def _fills(quota: Quota, mine: Sequence[Candidate]) -> bool:
    return (
        len(mine) == quota.items
        and all(sum(each.group is group for each in mine) == needed for group, needed in quota.groups.items())
        and sum(each.safety_critical for each in mine) >= quota.safety_critical
        and sum(each.vignette for each in mine) >= quota.vignettes
        and all(
            asked.at_least
            <= sum(each.level is level for each in mine)
            <= (quota.items if asked.at_most is None else asked.at_most)
            for level, asked in quota.levels.items()
        )
    )


@st.composite
def pools(draw: st.DrawFn, most: int = 9) -> tuple[Candidate, ...]:
    """Items of two domains with everything an item can have: levels, a rule, enemies, two cases."""
    codes = [f"D{draw(st.integers(1, 2))}-E-{number:03}" for number in range(draw(st.integers(2, most)))]
    cases = [draw(st.sampled_from((None, None, None, "C-001", "C-002"))) for _ in codes]
    missing = draw(st.sampled_from((0, 0, 0, 1)))
    return tuple(
        item(
            code,
            group=draw(st.sampled_from(GROUPS)),
            safety_critical=draw(st.booleans()),
            vignette=draw(st.booleans()),
            rule=draw(st.sampled_from((None, None, RULE))),
            enemies=frozenset(draw(st.sets(st.sampled_from(codes), max_size=1))),
            case=case,
            case_of=cases.count(case) + missing if case else 1,
            level=draw(st.sampled_from(LEVELS)),
            facility=draw(FACILITY),
            is_current=draw(st.sampled_from((True,) * 7 + (False,))),
        )
        for code, case in zip(codes, cases, strict=True)
    )


@st.composite
def banks(draw: st.DrawFn, hold: str | None = None, difficulty: Difficulty | None = None) -> Small:
    """A bank with a blueprint that some of its items would fill, but for enemies, caps, what expired and bad luck."""
    pool = draw(pools())
    some = draw(st.sets(st.sampled_from([each.case or each.id for each in pool]), min_size=1, max_size=4))
    wanted = [each for each in pool if (each.case or each.id) in some]
    cap = ExposureCap(share=0.25, papers=8, hold=hold) if hold else None
    quotas = [draw(_quotas(domain, [each for each in wanted if each.domain == domain])) for domain in ("D1", "D2")]
    codes = [each.id for each in pool]
    met = draw(st.frozensets(st.sampled_from(codes)))
    exposure = draw(st.dictionaries(st.sampled_from(codes), st.integers(0, 3), max_size=4)) if hold else None
    on_rule = 2 if sum(each.rule is RULE for each in wanted) > 1 and draw(st.booleans()) else 0
    blueprint = plan(*quotas, exposure=cap, difficulty=difficulty)
    return Small(pool, blueprint, policy(blueprint, on_rule), met, exposure)


@st.composite
def _quotas(draw: st.DrawFn, domain: str, wanted: Sequence[Candidate]) -> Quota:
    """A quota that these items fill, or would with an item of luck more."""
    luck = draw(st.sampled_from((0, 0, 0, 1)))
    of_level = {level: sum(each.level is level for each in wanted) for level in LEVELS}
    return Quota(
        domain=domain,
        groups=Counter(each.group for each in wanted),
        safety_critical=min(len(wanted), luck + sum(each.safety_critical for each in wanted)),
        vignettes=draw(st.integers(0, sum(each.vignette for each in wanted))),
        levels={
            level: Range(
                at_least=draw(st.integers(0, found)), at_most=draw(st.none() | st.integers(found, found + luck))
            )
            for level, found in of_level.items()
            if draw(st.booleans())
        },
    )
