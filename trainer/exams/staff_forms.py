"""The forms of those who look after attempts, and of accommodations."""

from __future__ import annotations

from typing import Any

from wtforms import IntegerField, RadioField, SearchField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from trainer.exams.machine import State
from trainer.exams.service.accommodate import MOST_BREAK_MINUTES, MULTIPLIERS, Grant
from trainer.exams.service.appeal import ABOUT, REJECTED, UPHELD
from trainer.exams.service.time import MOST_MINUTES
from trainer.web.forms import Asking, Form, LineField, strip

UNTIMED = "untimed"
VOID, EXTEND = "void", "extend"
RESIT = "resit"
OUTCOMES = {
    REJECTED: "Reject",
    UPHELD: "Uphold",
    RESIT: "Uphold, and let the candidate sit the exam again without waiting",
}
STATES = {
    State.RUNNING.value: "Running",
    State.SUBMITTED.value: "Being marked",
    State.GRADED.value: "Marked",
    State.VOID.value: "Void",
}
TIMES = {one: "The common time" if one == "1" else f"{one} times" for one in MULTIPLIERS} | {UNTIMED: "No time limit"}


def _lines(value: Any) -> Any:
    return "\n".join(strip(line) for line in value.splitlines()).strip() if isinstance(value, str) else value


def _reason(words: str, longest: int = 300) -> list[Any]:
    return [DataRequired(words), Length(max=longest, message=f"Use at most {longest} characters.")]


MINUTES = NumberRange(1, MOST_MINUTES, f"Give between 1 and {MOST_MINUTES} minutes.")


class AttemptFilter(Asking):
    """What to narrow the attempts to."""

    person = SearchField("Name or e-mail", filters=[strip])
    exam = SelectField("Exam", choices={"": "Any"}, default="", validate_choice=False)
    state = SelectField("State", choices={"": "Any", **STATES}, default="", validate_choice=False)


class TimeForm(Form):
    """Minutes, and why, in words the candidate reads."""

    minutes = IntegerField("Minutes", validators=[InputRequired("Say how many minutes."), MINUTES])
    why = LineField("Reason", validators=_reason("Give the reason; the candidate reads it."))


class VoidForm(Form):
    """Why an attempt is void."""

    reason = LineField("Why it is void", validators=_reason("Give the reason; it stays on record."))


class BulkForm(Form):
    """One action on the attempts that are ticked."""

    action = SelectField("Action", choices={EXTEND: "Give time", VOID: "Make void"}, validators=[InputRequired()])
    minutes = IntegerField("Minutes, if time is given", validators=[Optional(), MINUTES])
    why = LineField("Why", validators=_reason("Give the reason."))
    running = IntegerField("How many of them are running", validators=[Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Minutes are needed when time is given."""
        is_valid = bool(super().validate(extra_validators))
        if self.action.data == EXTEND and self.minutes.data is None and not self.minutes.errors:
            self.minutes.errors = ["Say how many minutes."]
            return False
        return is_valid


class AskForm(Form):
    """What somebody needs, in their own words."""

    asked = TextAreaField("What you need, and why", filters=[_lines], validators=_reason("Say what you need.", 2000))


class GrantForm(Form):
    """What a registrar decides."""

    verdict = RadioField(
        "Decision", choices={"grant": "Grant", "refuse": "Refuse"}, validators=[InputRequired("Choose one.")]
    )
    time = SelectField("Time", choices=TIMES, default="1", validators=[InputRequired()])
    break_minutes = IntegerField(
        "Minutes of breaks",
        default=0,
        validators=[InputRequired("Give 0 for none."), NumberRange(0, MOST_BREAK_MINUTES, "Give between 0 and 60.")],
    )
    reason = TextAreaField(
        "Reason", filters=[_lines], validators=_reason("Give the reason; the person reads it.", 1000)
    )

    def granted(self) -> Grant:
        """What would be granted; the form must be valid."""
        is_untimed = self.time.data == UNTIMED
        return Grant("1" if is_untimed else str(self.time.data), is_untimed, int(self.break_minutes.data or 0))


class AppealForm(Form):
    """What a candidate appeals, and why."""

    about = RadioField("What you appeal", choices=ABOUT, validators=[InputRequired("Choose what you appeal.")])
    why = TextAreaField("Why", filters=[_lines], validators=_reason("Say what was wrong.", 4000))


class AppealDecisionForm(Form):
    """What a registrar decides on an appeal."""

    outcome = RadioField("Decision", choices=OUTCOMES, validators=[InputRequired("Choose one.")])
    reason = TextAreaField(
        "Reason", filters=[_lines], validators=_reason("Give the reason; the candidate reads it.", 2000)
    )
