"""Items chosen by hand for a form, held against the plan of an exam: what is in the way, and what is worth a look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from question_bank.items.card import Status, Use
from question_bank.selection.candidate import Candidate
from question_bank.selection.form_report import Form, reported
from question_bank.selection.hand_picked import Finding, arranged, checked
from trainer.core.errors import Invalid
from trainer.exams import queries
from trainer.exams.exposure import exposure
from trainer.exams.models import Exam
from trainer.exams.paper import Bank
from trainer.library import evidence
from trainer.library import queries as library
from trainer.library.models import Item
from trainer.library.rules import STATUSES


@dataclass(frozen=True)
class Picked:
    """A list of items and what was found in it; `form` is what it makes, with the versions it would ask by code."""

    form: Form
    versions: Mapping[str, int]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> list[str]:
        """What keeps the list from being a form."""
        return [each.says for each in self.findings if not each.is_warning]

    @property
    def warnings(self) -> list[str]:
        """What may stand, with a reason."""
        return [each.says for each in self.findings if each.is_warning]


def looked_at(session: Session, exam: Exam, name: str, codes: Sequence[str], today: date) -> Picked:
    """Hold a list of codes against the plan in use and the bank of this day; Invalid for an exam without a plan."""
    bank = queries.bank(session, use=Use.EXAM.value, today=today)
    known = [code for code in dict.fromkeys(codes) if code in bank.by_code]
    chosen = arranged([bank.by_code[code].candidate for code in known])
    (form,) = reported({name: [each.id for each in chosen]}, chosen)
    twice = [Finding(f"{code} is chosen {times} times") for code, times in Counter(codes).items() if times > 1]
    unknown = [code for code in dict.fromkeys(codes) if code not in bank.by_code]
    strange = [Finding(says) for says in _strangers(session, unknown, today)]
    findings = (*twice, *strange, *held_against(session, exam, chosen))
    return Picked(form, {code: bank.by_code[code].version_id for code in known}, findings)


def broken(session: Session, exam: Exam, codes: Sequence[str], bank: Bank) -> list[str]:
    """What a form of these items breaks today of the plan in use; every item is in the bank."""
    chosen = [bank.by_code[code].candidate for code in codes]
    return [each.says for each in held_against(session, exam, chosen) if not each.is_warning]


def held_against(session: Session, exam: Exam, chosen: Sequence[Candidate]) -> Iterator[Finding]:
    """What is found in live items by the plan in use."""
    if exam.blueprint_version_id is None or exam.policy_version_id is None:
        raise Invalid("Only a final exam has forms.")
    blueprint = library.blueprint(session, exam.blueprint_version_id)
    policy = library.policy(session, exam.policy_version_id)
    for each in checked(chosen, blueprint, policy, exposure=exposure(session, exam.id, blueprint)):
        yield Finding(each.says.replace("_", " "), each.is_warning)


def _strangers(session: Session, codes: Sequence[str], today: date) -> Iterator[str]:
    """Why each of these is not in the bank that papers draw from."""
    items = {item.code: item for item in session.scalars(select(Item).where(Item.code.in_(codes)))}
    for code in codes:
        yield f"{code} {_why_not(session, items.get(code), today)}"


def _why_not(session: Session, item: Item | None, today: date) -> str:
    if item is None:
        return "is not the code of an item"
    if item.use != Use.EXAM.value:
        return "is a practice item"
    if item.live_number is None:
        return f"is not live: {STATUSES[Status(item.status)].lower()}"
    due = [f"{source.key} {evidence.why_due(source)}" for source in evidence.blocking(session, item, today)]
    return f"is off papers: {'; '.join(due)}" if due else "is not on papers"
