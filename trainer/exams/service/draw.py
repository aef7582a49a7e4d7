"""Drawing the paper of each kind of exam from the bank as it stands, and freezing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from question_bank.items import TYPES
from question_bank.items.card import Rule
from question_bank.selection.follow_up import draw_follow_up
from question_bank.selection.paper import NoPaper
from question_bank.selection.practice import draw_practice
from trainer.core.errors import Unavailable
from trainer.exams import fixed, holds, paper, queries
from trainer.exams.exposure import exposure
from trainer.exams.models import Attempt, Exam
from trainer.exams.paper import Bank, Drawn
from trainer.library import queries as library


@dataclass(frozen=True)
class Ready:
    """A paper ready to be asked: its entries, how many of its items this person met before, and its form, if any."""

    items: list[dict[str, Any]]
    repeats: int
    form_id: int | None = None


@dataclass(frozen=True)
class Call:
    """Who asks for a paper of which exam, by which seed, and on which day in the issuer's zone."""

    exam: Exam
    person_id: int
    seed: int
    today: date


def paper_for(session: Session, call: Call, held: Attempt | None = None) -> Ready:
    """Draw and freeze a paper; Unavailable when the bank cannot give one. A follow-up belongs to the attempt `held`."""
    met = holds.met(session, call.person_id, call.exam)
    try:
        drawn, bank = _drawn(session, call, met, held)
    except NoPaper as error:
        raise Unavailable(f"No paper can be put together just now: {error}. Your tries are untouched.") from error
    wanted = set(drawn.codes)
    payloads = library.payloads(session, (bank.by_code[code].version_id for code in drawn.codes))
    items = paper.freeze(drawn, bank, payloads.__getitem__, seed=call.seed)
    return Ready(items, len(wanted & set(met)), drawn.form_id)


def _drawn(session: Session, call: Call, met: Mapping[str, int], held: Attempt | None) -> tuple[Drawn, Bank]:
    exam = call.exam
    if held is not None:
        return _follow_up(session, call, held)
    if exam.kind == holds.PRACTICE:
        return _practice(session, call)
    if exam.blueprint_version_id is not None and exam.policy_version_id is not None:
        bank = queries.bank(session, use="exam", today=call.today)
        return final(session, call, bank, met), bank
    domains = queries.module_of(session, exam).domains
    bank = queries.bank(session, use="practice", today=call.today, domains=domains)
    return paper.draw_module_quiz(bank, count=exam.rules["items"], seed=call.seed, met=met), bank


def final(session: Session, call: Call, bank: Bank, met: Mapping[str, int]) -> Drawn:
    """A final's paper by the plan in use, for somebody who met these items; NoPaper when the bank cannot fill it.

    While forms are in use one of them is given; without one that can be, a paper is drawn.
    """
    exam = call.exam
    plan = fixed.plan_of(session, exam)
    if plan is None:
        raise NoPaper(f"{exam.slug} has no blueprint")
    form = fixed.choose(session, exam, bank, met) if plan.has_forms else None
    if form is not None:
        return paper.paper_of(bank, list(form.codes), plan.policy, form.id)
    blueprint = plan.blueprint
    if blueprint.no_repeat is not None and met:
        met = holds.met(session, call.person_id, exam, last=blueprint.no_repeat)
    used = exposure(session, exam.id, blueprint)
    return paper.draw_final(bank, blueprint, plan.policy, seed=call.seed, met=met, exposure=used)


def likely_repeats(session: Session, exam: Exam, person_id: int, today: date) -> int:
    """How many items of this person's next paper at a final they will have met: as few as bank and plan allow."""
    met = holds.met(session, person_id, exam)
    if not met:
        return 0
    bank = queries.bank(session, use="exam", today=today)
    try:
        drawn = final(session, Call(exam, person_id, 0, today), bank, met)
    except NoPaper:
        return 0
    return len(set(drawn.codes) & set(met))


def _follow_up(session: Session, call: Call, held: Attempt) -> tuple[Drawn, Bank]:
    bank = queries.bank(session, use="exam", today=call.today)
    codes = draw_follow_up(
        [item.candidate for item in bank],
        [Rule(name) for name in holds.unmet(held)],
        each=call.exam.rules["items_a_rule"],
        least=call.exam.rules["pass_mark"],
        seed=call.seed,
        met=holds.met(session, held.person_id, call.exam),
        barred=holds.codes_on(session, held.id),
    )
    return Drawn(list(codes), codes), bank


def _practice(session: Session, call: Call) -> tuple[Drawn, Bank]:
    bank = queries.bank(session, use="practice", today=call.today)
    able = (item for item in bank if item.candidate.case is None and item.candidate.is_current)
    kinds = {item.candidate.id: item.kind for item in able}
    return Drawn(draw_practice(kinds, list(TYPES), most=call.exam.rules["items"], seed=call.seed), {}), bank
