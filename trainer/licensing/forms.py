"""The forms of licensing."""

from __future__ import annotations

from typing import Any

from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from trainer.documents.names import name_faults, printed_name
from trainer.licensing.jurisdictions import JURISDICTIONS
from trainer.licensing.rules import PROFESSIONS, Seen, State, Verdict
from trainer.licensing.service import Look, Statement
from trainer.web.forms import Asking, Form, LineField, strip

CHOOSE = {"": "Choose…"}
ANY = "any"
FILTERS = {
    State.STATED.value: "Waiting",
    State.VERIFIED.value: "Verified",
    State.REFUSED.value: "Not verified",
    State.SUPERSEDED.value: "Replaced",
    ANY: "Any",
}


def strip_lines(value: Any) -> Any:
    """A filter that cleans every line of a longer text and keeps the lines."""
    return "\n".join(strip(line) for line in value.splitlines()).strip() if isinstance(value, str) else value


def _needed(words: str, longest: int) -> list[Any]:
    return [DataRequired(words), Length(max=longest, message=f"Use at most {longest} characters.")]


def ends_off(value: Any) -> Any:
    """A filter that takes the blanks off a typed line and leaves every character, so that a wrong one can be named."""
    return value.strip() if isinstance(value, str) else value


def printable(_form: Any, field: Any) -> None:
    """The name can stand on a certificate, letter by letter."""
    if faults := name_faults(printed_name(field.data)):
        mend = "Type a form that your register also uses, in other letters; if it has none, write to us."
        raise ValidationError(" ".join([*faults, "Certificates print this name.", mend]))


class LicenceForm(Form):
    """A licence, as its holder states it."""

    profession = SelectField(
        "Profession",
        choices=CHOOSE | {one: one.capitalize() for one in PROFESSIONS},
        validators=[InputRequired("Choose your profession.")],
    )
    jurisdiction = SelectField(
        "Where you are licensed",
        choices=CHOOSE | {one.code: one.name for one in JURISDICTIONS},
        validators=[InputRequired("Choose the place that licenses you.")],
    )
    authority = LineField("Licensing authority", validators=_needed("Name the board, council or college.", 200))
    number = LineField("Licence number", validators=_needed("Type the number of your licence.", 80))
    name_on_register = StringField(
        "Name on the register",
        filters=[ends_off],
        validators=[*_needed("Type the name the register shows.", 200), printable],
    )
    expires_on = DateField("Expires on", validators=[InputRequired("Type the day on which it expires.")])
    degree = LineField("Degree", validators=_needed("Name the degree that led to the licence.", 200))

    def statement(self) -> Statement:
        """What was stated; the form must be valid."""
        return Statement(**{name: value for name, value in self.data.items() if name != "csrf_token"})


class CheckForm(Form):
    """One look at the primary source."""

    source = LineField("Source", validators=_needed("Name the register you looked at.", 200))
    checked_on = DateField("Looked at on", validators=[InputRequired("Type the day on which you looked.")])
    status = SelectField(
        "Status seen",
        choices=CHOOSE | {one.value: one.value.capitalize() for one in Seen},
        validators=[InputRequired("Choose what the register says.")],
    )
    seen = TextAreaField(
        "What you saw", filters=[strip_lines], validators=_needed("Write down what the register showed.", 2000)
    )

    def look(self) -> Look:
        """What was seen; the form must be valid."""
        typed = self.data
        return Look(typed["source"], typed["checked_on"], typed["seen"], Seen(typed["status"]))


class DecisionForm(Form):
    """A decision with its reason."""

    verdict = RadioField(
        "Decision",
        choices={Verdict.VERIFY.value: "Verify", Verdict.REFUSE.value: "Refuse"},
        validators=[InputRequired("Choose one.")],
    )
    reason = TextAreaField(
        "Reason", filters=[strip_lines], validators=_needed("Give the reason; the holder reads it.", 1000)
    )


class FilterForm(Asking):
    """Which licences of the queue to show."""

    state = SelectField("State", choices=FILTERS, default=State.STATED.value, validators=[InputRequired()])

    def chosen(self) -> State | None:
        """The state asked for; None for any, and the waiting ones for a state that does not exist."""
        if self.state.data == ANY:
            return None
        return State(self.state.data) if self.state.data in set(State) else State.STATED
