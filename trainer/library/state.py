"""The state of the bank: what waits for somebody, and what its items give away, as charts can show it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from question_bank.items.card import OUT_OF_USE
from question_bank.lint.guessing import Guess, Positions
from question_bank.lint.report import BankReport, Tally, report
from trainer.accounts.models import Person
from trainer.library import evidence, listing
from trainer.library.models import Item, ItemComment, ItemVersion, Source, Task
from trainer.library.rules import USES

MOST = 3000
"""So many items are read while somebody waits."""
OVER_CHANCE = 0.03
MOST_NEGATIVE = 0.1
UNLIKELY = 0.05
TOPS = (0.1, 0.25, 0.5, 1.0)


@dataclass(frozen=True)
class Rail:
    """One line of a chart: a share from 0 to 1, the share it is held against if any, and the same in words."""

    name: str
    share: float
    says: str
    asked: float | None = None
    asked_says: str = ""
    is_over: bool = False


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
class Remark:
    """An open comment: on which item, by whom, what."""

    item_id: UUID
    code: str
    by: str
    text: str


@dataclass(frozen=True)
class Desk:
    """What waits for somebody."""

    tasks: int
    sources: list[Source]
    comments: int
    remarks: list[Remark]


def waiting(session: Session, today: date) -> Desk:
    """What waits: tasks, sources that are due, and comments, of which the newest are told."""
    open_ = ItemComment.settled_at.is_(None)
    newest = (
        select(Item.id, Item.code, Person.name, ItemComment.text)
        .join(ItemComment, ItemComment.item_id == Item.id)
        .join(Person, Person.id == ItemComment.by_id)
        .where(open_)
        .order_by(ItemComment.id.desc())
        .limit(10)
    )
    number = session.scalar(select(func.count()).select_from(ItemComment).where(open_)) or 0
    tasks = session.scalar(select(func.count()).select_from(Task).where(Task.done_at.is_(None))) or 0
    remarks = [Remark(*row) for row in session.execute(newest)]
    return Desk(
        tasks,
        evidence.all_due(session, today),
        number,
        remarks,
    )


def report_of(session: Session, domain: str = "") -> BankReport | None:
    """What is found in the newest versions of the items in use, of one domain if it is named; None beyond MOST."""
    wanted = listing.current().where(Item.status.not_in(OUT_OF_USE))
    if domain:
        wanted = wanted.where(ItemVersion.domain == domain)
    number = session.scalar(wanted.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    if number > MOST:
        return None
    return report([listing.card_of(*row) for row in session.execute(wanted)])


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
