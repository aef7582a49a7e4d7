"""Drawing the paper of each kind of exam from the bank as it stands, and freezing it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from question_bank.items import TYPES
from question_bank.items.card import Rule
from question_bank.selection.follow_up import draw_follow_up
from question_bank.selection.paper import NoPaper
from question_bank.selection.practice import draw_practice
from trainer.core.errors import Unavailable
from trainer.exams import holds, paper, queries
from trainer.exams.models import Attempt, Exam
from trainer.exams.paper import Bank, Drawn
from trainer.library import evidence
from trainer.library import queries as library


@dataclass(frozen=True)
class Ready:
    """A paper ready to be asked: its entries, and how many of its items this person has met before."""

    items: list[dict[str, Any]]
    repeats: int


def paper_for(
    session: Session, exam: Exam, person_id: int, seed: int, held: Attempt | None = None, *, now: datetime
) -> Ready:
    """Draw and freeze a paper; Unavailable when the bank cannot give one. A follow-up belongs to the attempt `held`."""
    met = holds.met(session, person_id, exam)
    try:
        drawn, bank = _drawn(session, exam, seed, met, held, evidence.day(now))
    except NoPaper as error:
        raise Unavailable(f"No paper can be put together just now: {error}. Your tries are untouched.") from error
    wanted = set(drawn.codes)
    payloads = library.payloads(session, (bank.by_code[code].version_id for code in drawn.codes))
    items = paper.freeze(drawn, bank, payloads.__getitem__, seed=seed)
    return Ready(items, len(wanted & set(met)))


def _drawn(
    session: Session, exam: Exam, seed: int, met: Collection[str], held: Attempt | None, today: date
) -> tuple[Drawn, Bank]:
    if held is not None:
        return _follow_up(session, exam, held, seed, today)
    if exam.kind == holds.PRACTICE:
        return _practice(session, exam, seed, today)
    if exam.blueprint_version_id is not None and exam.policy_version_id is not None:
        bank = queries.bank(session, use="exam", today=today)
        return final(session, exam, bank, seed=seed, met=met), bank
    bank = queries.bank(session, use="practice", today=today, domains=queries.module_of(session, exam).domains)
    return paper.draw_module_quiz(bank, count=exam.rules["items"], seed=seed, met=met), bank


def final(session: Session, exam: Exam, bank: Bank, *, seed: int, met: Collection[str]) -> Drawn:
    """A final's draw by the plan in use; NoPaper when the bank cannot fill it."""
    if exam.blueprint_version_id is None or exam.policy_version_id is None:
        raise NoPaper(f"{exam.slug} has no blueprint")
    blueprint = library.blueprint(session, exam.blueprint_version_id)
    policy = library.policy(session, exam.policy_version_id)
    return paper.draw_final(bank, blueprint, policy, seed=seed, met=met)


def likely_repeats(session: Session, exam: Exam, person_id: int, *, now: datetime) -> int:
    """How many items of this person's next paper at a final they will have met: as few as the bank allows."""
    met = holds.met(session, person_id, exam)
    if not met:
        return 0
    try:
        bank = queries.bank(session, use="exam", today=evidence.day(now))
        drawn = final(session, exam, bank, seed=0, met=met)
    except NoPaper:
        return 0
    return len(set(drawn.codes) & set(met))


def _follow_up(session: Session, exam: Exam, held: Attempt, seed: int, today: date) -> tuple[Drawn, Bank]:
    bank = queries.bank(session, use="exam", today=today)
    codes = draw_follow_up(
        [item.candidate for item in bank],
        [Rule(name) for name in holds.unmet(held)],
        each=exam.rules["items_a_rule"],
        least=exam.rules["pass_mark"],
        seed=seed,
        met=holds.met(session, held.person_id, exam),
        barred=holds.codes_on(session, held.id),
    )
    return Drawn(list(codes), codes), bank


def _practice(session: Session, exam: Exam, seed: int, today: date) -> tuple[Drawn, Bank]:
    bank = queries.bank(session, use="practice", today=today)
    kinds = {item.candidate.id: item.kind for item in bank if item.candidate.case is None}
    return Drawn(draw_practice(kinds, list(TYPES), most=exam.rules["items"], seed=seed), {}), bank
