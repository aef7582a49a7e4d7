"""What the state of the bank looks like as charts: shares on rails, each held against what it should be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from question_bank.lint.guessing import Guess, Positions
from question_bank.lint.report import BankReport, Tally
from trainer.library.rules import USES
from trainer.library.uses import Exposed, Exposures

OVER_CHANCE = 0.03
MOST_NEGATIVE = 0.1
UNLIKELY = 0.05
TOPS = (0.1, 0.25, 0.5, 1.0)


@dataclass(frozen=True)
class Rail:
    """One line of a chart: a share from 0 to 1, the share it is held against if any, and the same in words.

    A rail about one item leads to it.
    """

    name: str
    share: float
    says: str
    asked: float | None = None
    asked_says: str = ""
    is_over: bool = False
    item_id: UUID | None = None


@dataclass(frozen=True)
class Chart:
    """Some shares on rails from 0 to `top`, and what they tell."""

    id: str
    title: str
    tells: str
    rails: tuple[Rail, ...]

    @property
    def top(self) -> float:
        """The end of the axis: the least round share that holds every dot."""
        most = max([max(rail.share, rail.asked or 0) for rail in self.rails], default=0)
        return next(top for top in TOPS if most <= top)


@dataclass(frozen=True)
class Told:
    """What a report on the bank tells: how many items it read, in how many something was found, and its charts."""

    items: int
    flawed: int
    charts: tuple[Chart, ...]

    @classmethod
    def of(cls, found: BankReport) -> Told:
        """What a page tells of a report."""
        return cls(found.whole.items, found.whole.flawed, tuple(charts(found)))

    @classmethod
    def stored(cls, told: Mapping[str, Any]) -> Told:
        """What was kept as JSON, as it was."""
        made = (Chart(**{**each, "rails": tuple(Rail(**rail) for rail in each["rails"])}) for each in told["charts"])
        return cls(told["items"], told["flawed"], tuple(made))

    def as_json(self) -> dict[str, Any]:
        """The same as values that JSON knows."""
        return asdict(self)


def charts(found: BankReport) -> list[Chart]:
    """A report as charts; what there are no items for is left out."""
    every = (
        Chart(
            "longest", "Choosing the longest option",
            "What somebody scores who knows nothing and always chooses the longest option.",
            tuple(_longest(USES[pool.use], guess) for pool in found.pools if (guess := pool.longest)),
        ),
        Chart(
            "negative", "Negative questions", "Questions that ask what is not so.",
            tuple(_negative(USES[pool.use], pool.tally) for pool in found.pools if pool.tally.items),
        ),
        *(_keys(USES[pool.use], spread) for pool in found.pools for spread in pool.positions),
        Chart(
            "flaws", "What the checks find", "Items in which a rule found something, by rule.",
            tuple(
                Rail(rule.replace("-", " ").capitalize(), number / found.whole.items, f"{number}")
                for rule, number in found.whole.flaws.items()
            ),
        ),
    )  # fmt: skip
    return [chart for chart in every if chart.rails]


def _longest(name: str, guess: Guess) -> Rail:
    most = guess.chance + OVER_CHANCE
    return Rail(name, guess.score, f"{guess.score:.0%}", most, f"at most {most:.0%}", guess.score > most)


def _negative(name: str, tally: Tally) -> Rail:
    share = tally.negative / tally.items
    return Rail(name, share, f"{share:.0%}", MOST_NEGATIVE, f"at most {MOST_NEGATIVE:.0%}", share > MOST_NEGATIVE)


def _keys(pool: str, spread: Positions) -> Chart:
    """Where the keys stand; too uneven a spread is marked at the place that bears most of them."""
    whole, even = sum(spread.counts), 1 / spread.options
    is_uneven = spread.p is not None and spread.p < UNLIKELY
    told = "Too few to tell whether chance explains it." if spread.p is None else f"Chance alone: p = {spread.p:.2f}."
    return Chart(
        f"keys-{pool}-{spread.options}".lower(),
        f"Where the key stands, {pool.lower()} items with {spread.options} options",
        f"As the options are written; every paper shuffles them. {told}",
        tuple(_places(spread, whole, even, is_uneven=is_uneven)),
    )


def _places(spread: Positions, whole: int, even: float, *, is_uneven: bool) -> Iterator[Rail]:
    for place, number in enumerate(spread.counts, 1):
        is_over = is_uneven and number == max(spread.counts)
        yield Rail(f"Place {place}", number / whole, f"{number}", even, f"about {whole * even:.0f}", is_over)


def exposures(found: Exposures) -> Chart:
    """The items that stood on most papers of an exam; the cap is shown once as many papers as it counts were given."""
    told = f"On how many of its last {found.papers} papers each stood."
    if found.cap:
        told += f" Its plan lets an item stand on {found.cap.most} of {found.cap.papers}."
    return Chart(
        f"exposure-{found.slug}", f"Most exposed items, {found.exam}", told,
        tuple(_exposed(each, found) for each in found.items),
    )  # fmt: skip


def _exposed(item: Exposed, found: Exposures) -> Rail:
    says, share = f"{item.papers}", item.papers / found.papers
    cap = found.cap
    if cap is None or found.papers < cap.before:
        return Rail(item.code, share, says, item_id=item.item_id)
    asked, is_over = cap.most / cap.papers, item.papers >= cap.most
    return Rail(item.code, share, says, asked, f"less than {cap.most}", is_over, item.item_id)
