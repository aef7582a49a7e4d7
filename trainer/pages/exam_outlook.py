"""What a plan leads to with the bank as it is: what is lacking, what gives way, and what papers look like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy.orm import Session

from question_bank.items.card import Card, Level, Use
from question_bank.selection.candidate import Candidate, mean_expected
from question_bank.selection.cautions import cautions
from question_bank.selection.feasibility import shortfalls
from question_bank.selection.paper import NoPaper, draw
from trainer.exams import queries
from trainer.exams.exposure import exposure
from trainer.exams.models import Exam
from trainer.exams.paper import Bank
from trainer.library import evidence, pairs
from trainer.pages.exam_plans import Plan

TRIALS = 20
"""So many papers are drawn to show what one looks like."""
KEPT = 8
"""The trials of so many plans are kept for a bank."""
_kept: WeakKeyDictionary[Bank, dict[str, tuple[Trial, ...]]] = WeakKeyDictionary()
_lock = Lock()


@dataclass(frozen=True)
class Trial:
    """One paper drawn for a look: how many items of each level, and the expected mean share right, from 0 to 1."""

    levels: Mapping[Level, int]
    safety_critical: int
    expected: float

    @property
    def items(self) -> int:
        """How many items the paper holds."""
        return sum(self.levels.values())


@dataclass(frozen=True)
class Spread:
    """A number over many papers: least, mean and most."""

    least: float
    mean: float
    most: float

    @classmethod
    def of(cls, numbers: Sequence[float]) -> Spread:
        """Of one number of each paper."""
        return cls(min(numbers), fmean(numbers), max(numbers))


@dataclass(frozen=True)
class Outlook:
    """What keeps a paper of a plan from being drawn, what gives way, and papers drawn for a look, if any can be."""

    lacks: tuple[str, ...]
    cautions: tuple[str, ...]
    trials: tuple[Trial, ...]

    def spreads(self) -> dict[Level, Spread]:
        """How many items of each level the trial papers hold."""
        return {level: Spread.of([trial.levels[level] for trial in self.trials]) for level in Level}

    def expected(self) -> Spread:
        """The expected mean share right of the trial papers, from 0 to 1."""
        return Spread.of([trial.expected for trial in self.trials])


def lacks(session: Session, exam: Exam, plan: Plan, today: date) -> list[str]:
    """What keeps the live items from filling a paper of this plan today, in words."""
    return _lacks(session, exam, plan, _expired(session, today), pairs.live_cards(session, Use.EXAM))


def outlook(session: Session, exam: Exam, plan: Plan, today: date) -> Outlook:
    """What a plan leads to with what is live and unexpired today."""
    bank, cards = queries.bank(session, use="exam", today=today), pairs.live_cards(session, Use.EXAM)
    expired = _expired(session, today)
    lacking = _lacks(session, exam, plan, expired, cards)
    known = {each.candidate.id: each.candidate.facility for each in bank if each.candidate.facility is not None}
    notes = cautions(cards, plan.blueprint, plan.policy, expired=expired, facilities=known)
    trials = () if lacking else trials_of(bank, plan)
    return Outlook(tuple(lacking), tuple(_as_said(note) for note in notes), trials)


def _lacks(session: Session, exam: Exam, plan: Plan, expired: Collection[str], cards: Sequence[Card]) -> list[str]:
    used = exposure(session, exam.id, plan.blueprint)
    found = shortfalls(cards, plan.blueprint, plan.policy, expired=expired, exposure=used)
    return [_as_said(says) for says in found]


def _expired(session: Session, today: date) -> Collection[str]:
    """The live items that a due source keeps off papers."""
    return evidence.off_papers(session, today, use=Use.EXAM.value)


def _as_said(words: str) -> str:
    return words.replace("_", " ")


def trials_of(bank: Bank, plan: Plan) -> tuple[Trial, ...]:
    """Papers of a plan drawn by the seeds 1 to 20, whatever was drawn before; none where a paper cannot be.

    Kept by the plan's mark for as long as the bank stands, because drawing takes a moment.
    """
    with _lock:
        kept = _kept.setdefault(bank, {})
        found = kept.get(plan.mark)
    if found is None:
        found = _drawn(bank, plan)
        with _lock:
            if len(kept) >= KEPT:
                kept.pop(next(iter(kept)))
            kept[plan.mark] = found
    return found


def _drawn(bank: Bank, plan: Plan) -> tuple[Trial, ...]:
    try:
        papers = [draw(bank.pool, plan.blueprint, plan.policy, seed=seed) for seed in range(1, TRIALS + 1)]
    except NoPaper:
        return ()
    return tuple(_trial([bank.by_code[code].candidate for code in codes]) for codes in papers)


def _trial(items: Sequence[Candidate]) -> Trial:
    levels = Counter(item.level for item in items)
    counts = {level: levels[level] for level in Level}
    return Trial(counts, sum(item.safety_critical for item in items), mean_expected(items))
