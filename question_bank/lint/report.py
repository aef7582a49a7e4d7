"""The state of a bank in numbers and words: what can be guessed, what is flawed or missing, by pool and domain."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from question_bank.items.card import Card, Status, Use
from question_bank.lint.course import card_faults
from question_bank.lint.guessing import Guess, Positions, guess_the_longest, key_positions
from question_bank.lint.stems import is_negative

Tell = Callable[[int], None]
Broken = tuple[Card, set[str]]
"""An item and the names of the rules it breaks."""


@dataclass(frozen=True)
class Tally:
    """What was counted over some items: flaws by rule, once an item, and the codes of those that lack something."""

    items: int
    flawed: int
    negative: int
    negative_unstressed: int
    all_or_none: int
    without_rationale: tuple[str, ...]
    without_source: tuple[str, ...]
    flaws: Mapping[str, int]


@dataclass(frozen=True)
class PoolReport:
    """One pool: its counts, what guessing scores in it, and where its keys stand."""

    use: Use
    tally: Tally
    longest: Guess | None
    positions: tuple[Positions, ...]


@dataclass(frozen=True)
class BankReport:
    """A bank as it stands, retired items left out."""

    whole: Tally
    pools: tuple[PoolReport, ...]
    domains: Mapping[str, Tally]

    def as_json(self) -> dict[str, Any]:
        """Everything in values that JSON knows."""
        return asdict(self)

    def lines(self) -> Iterator[str]:
        """The report in words, a line for each thing said."""
        yield f"{_items(self.whole.items)}, {self.whole.flawed} with a fault or a warning"
        for pool in self.pools:
            yield f"{pool.use.value}: {', '.join(_pool_words(pool))}"
        for domain, tally in self.domains.items():
            yield f"{domain}: {_items(tally.items)}, {', '.join(_missing(tally))}"
        for rule, count in self.whole.flaws.items():
            yield f"{rule}: {_items(count)}"


def report(cards: Iterable[Card], tell: Tell | None = None) -> BankReport:
    """Lint every item that is not retired and count what was found; `tell` hears how many were looked at."""
    kept = (card for card in cards if card.status is not Status.RETIRED)
    broken = []
    for number, card in enumerate(kept, 1):
        broken.append((card, {fault.rule for fault in card_faults(card)}))
        if tell:
            tell(number)
    domains: dict[str, list[Broken]] = defaultdict(list)
    for each in broken:
        domains[each[0].domain].append(each)
    return BankReport(
        whole=_tally(broken),
        pools=tuple(_pool(use, [each for each in broken if each[0].use is use]) for use in Use),
        domains={domain: _tally(domains[domain]) for domain in sorted(domains)},
    )


def _pool(use: Use, broken: Sequence[Broken]) -> PoolReport:
    cards = [card for card, _rules in broken]
    return PoolReport(use, _tally(broken), guess_the_longest(cards), key_positions(cards))


def _tally(broken: Sequence[Broken]) -> Tally:
    flaws = Counter(rule for _card, rules in broken for rule in rules)
    return Tally(
        items=len(broken),
        flawed=sum(bool(rules) for _card, rules in broken),
        negative=sum(is_negative(card) for card, _rules in broken),
        negative_unstressed=flaws["negative-stem"],
        all_or_none=flaws["all-or-none"],
        without_rationale=tuple(card.code for card, rules in broken if "no-rationale" in rules),
        without_source=tuple(card.code for card, rules in broken if "no-source" in rules),
        flaws=dict(sorted(flaws.items(), key=lambda each: (-each[1], each[0]))),
    )


def _items(count: int) -> str:
    return f"{count} item{'' if count == 1 else 's'}"


def _pool_words(pool: PoolReport) -> Iterator[str]:
    tally = pool.tally
    yield _items(tally.items)
    if pool.longest:
        yield f"choosing the longest option scores {pool.longest.score:.0%} (chance {pool.longest.chance:.0%})"
    for spread in pool.positions:
        p = "too few to tell" if spread.p is None else f"chi2 {spread.chi2:.1f}, p {spread.p:.3f}"
        yield f"keys of {spread.options} options at {'/'.join(map(str, spread.counts))} ({p})"
    share = tally.negative / tally.items if tally.items else 0
    yield f"{share:.0%} negative questions ({tally.negative_unstressed} without stress)"
    yield f"{tally.all_or_none} with all or none of the above"
    yield from _missing(tally)


def _missing(tally: Tally) -> Iterator[str]:
    yield f"{len(tally.without_rationale)} without a rationale"
    yield f"{len(tally.without_source)} without a source"
