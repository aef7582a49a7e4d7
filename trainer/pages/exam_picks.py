"""What the page for picking a form's items by hand asks for and shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from question_bank.selection.blueprint import Range
from question_bank.selection.needs import asked_of
from trainer.exams.models import Exam
from trainer.exams.picked import Picked
from trainer.library import queries as library
from trainer.pages.exam_forms import said
from trainer.web.forms import Form, LineField

MOST = 10_000
"""So many letters a list of codes may have."""


class PickForm(Form):
    """A form's name, its items by code, and why warnings may stand."""

    name = LineField("Name", [DataRequired("Write a name."), Length(max=60)])
    codes = TextAreaField("Codes of its items", [DataRequired("Write or paste codes."), Length(max=MOST)])
    reason = LineField("Why the warnings may stand", [Optional(), Length(max=500)])

    def listed(self) -> list[str]:
        """The codes in their order."""
        return [code.upper() for code in re.split(r"[\s,;]+", self.codes.data or "") if code]


@dataclass(frozen=True)
class Need:
    """One thing the plan counts: how many it asks for in words, how many are chosen, and where to find more."""

    name: str
    asked: str
    chosen: int
    is_met: bool
    finds: dict[str, str]


def needs_of(session: Session, exam: Exam, found: Picked) -> Iterator[Need]:
    """What the plan in use asks for, beside what a list holds of it."""
    if exam.blueprint_version_id is None or exam.policy_version_id is None:
        return
    plan = library.blueprint(session, exam.blueprint_version_id)
    asked = asked_of(plan, library.policy(session, exam.policy_version_id))
    for (kind, whose, part), need in asked.items():
        if not need.at_least and need.at_most is None:
            continue
        chosen = found.form.counts.get((kind, whose, part), 0)
        is_met = need.at_least <= chosen and (need.at_most is None or chosen <= need.at_most)
        yield Need(said(kind, whose, part), _in_words(need), chosen, is_met, _finds(kind, whose, part))


def _in_words(need: Range) -> str:
    if need.at_most is None:
        return f"at least {need.at_least}"
    return f"{need.at_least}" if need.at_most == need.at_least else f"{need.at_least} to {need.at_most}"


def _finds(kind: str, whose: str, part: str) -> dict[str, str]:
    """The filters of the list of items by which the live ones that count are found."""
    own = {"rule": {"rule": whose}, "cell": {"group": part}, "level": {"level": part}, "safety": {"safety": "y"}}
    domain = {} if kind == "rule" else {"domain": whose}
    return {"use": "exam", "live": "y", **domain, **own.get(kind, {"vignette": "y"})}
