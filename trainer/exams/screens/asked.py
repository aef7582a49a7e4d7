"""What an exam asks, row by row: questions, this person's own time, what passes, and how often it can be tried."""

from __future__ import annotations

from sqlalchemy.orm import Session

from question_bank.scoring.policy import Policy
from trainer.exams import holds
from trainer.exams.models import Attempt, Exam
from trainer.exams.screens import words
from trainer.exams.screens.story import missed
from trainer.exams.service.time import limit_for
from trainer.library import queries as library

Row = tuple[str, str]


def asked(session: Session, exam: Exam, person_id: int, held: Attempt | None) -> list[Row]:
    """The rows of an exam of any kind for one person."""
    time = ("Time", _time_row(session, exam, person_id, held))
    if exam.kind == holds.FOLLOW_UP:
        return _follow_up(session, exam, held, time)
    if exam.kind == holds.PRACTICE:
        counts = ("Counts for", "nothing: no score is kept, and you can repeat it as often as you like")
        return [("Questions", "one or two of every kind there is"), time, counts]
    if exam.policy_version_id is None:
        return _quiz(exam, time)
    rules = exam.rules
    tries = f"at most {rules['tries_a_year']} in twelve months, at least {rules['cool_down_days']} days apart"
    policy = _policy(library.policy(session, exam.policy_version_id))
    return [("Questions", f"{rules['items']}"), time, *policy, ("Tries", tries)]


def _quiz(exam: Exam, time: Row) -> list[Row]:
    rules = exam.rules
    return [
        ("Questions", f"{rules['items']}"),
        time,
        ("To pass", f"at least {rules['pass_mark']} of {rules['items']} right"),
        ("Tries", f"{rules['tries_a_day']} in 24 hours, each with other questions as far as the bank goes"),
    ]


def _follow_up(session: Session, exam: Exam, held: Attempt | None, time: Row) -> list[Row]:
    rules = exam.rules
    rows = [
        ("Questions", f"{rules['items_a_rule']} on each rule that held the decision"),
        time,
        ("To release it", f"at least {rules['pass_mark']} of {rules['items_a_rule']} right on each rule"),
        ("Tries", f"one, within {rules['days']} days of the decision"),
    ]
    return rows + [("Rule", says) for says in (missed(session, held) if held else [])]


def _policy(policy: Policy) -> list[Row]:
    rows = [("To pass, in all", f"at least {policy.total.at_least} of {policy.total.of}")]
    rows += [
        (f"To pass, {words.GROUPS[group.value].lower()}", f"at least {cut.at_least} of {cut.of}")
        for group, cut in policy.groups.items()
    ]
    if policy.must_not_miss:
        count = len(policy.must_not_miss)
        rows.append(("Must not be missed", f"{count} rules, two questions each; both wrong holds the decision"))
    return rows


def base_seconds(exam: Exam, held: Attempt | None) -> int | None:
    """An exam's own limit, before anything granted to a person."""
    if exam.kind == holds.FOLLOW_UP:
        rules = exam.rules
        rules_missed = len(holds.unmet(held)) if held else 1
        seconds: int = rules["items_a_rule"] * rules_missed * rules["minutes_an_item"] * 60
        return seconds
    return exam.rules["minutes"] * 60 if exam.rules["minutes"] is not None else None


def time_of(session: Session, exam: Exam, person_id: int, held: Attempt | None) -> str:
    """This person's own time for an exam, in words."""
    seconds, _breaks = limit_for(session, person_id, base_seconds(exam, held))
    return words.span(seconds)


def _time_row(session: Session, exam: Exam, person_id: int, held: Attempt | None) -> str:
    base = base_seconds(exam, held)
    own, breaks = limit_for(session, person_id, base)
    said = f"{words.span(own)}, in one sitting"
    if own != base:
        said += f": your own time, where {words.span(base)} is usual"
    if breaks:
        said += f"; and breaks of {words.span(breaks)} in all, in which the clock stands"
    return said
