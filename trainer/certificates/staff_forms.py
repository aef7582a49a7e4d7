"""What those who look after certificates fill in."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, IntegerField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from trainer.certificates.desk import ANY, FILTERS
from trainer.certificates.machine import REASONS, Move
from trainer.certificates.passes import LICENSED, WHOSE
from trainer.certificates.service import Grounds
from trainer.certificates.service.life import LONGEST_DETAIL
from trainer.web.forms import Asking, Form, LineField

CHOOSE = {"": "Choose…"}


class FindForm(Asking):
    """Filters of the list."""

    text = LineField("Name, e-mail or identifier", validators=[Optional(), Length(max=100)])
    state = SelectField("State", choices=FILTERS, default=ANY, validate_choice=False)

    @property
    def chosen(self) -> str:
        """The state to look for; one that does not exist is any."""
        return self.state.data if self.state.data in FILTERS else ANY


class PassesForm(Asking):
    """Whose passes to list."""

    whose = SelectField("Whose", choices=WHOSE, default=LICENSED, validate_choice=False)

    @property
    def chosen(self) -> str:
        """Whose to list; what does not exist is the licensed."""
        return self.whose.data if self.whose.data in WHOSE else LICENSED


class MoveForm(Form):
    """Why a move is made. `seen` is how much of what happened whoever makes it knew of."""

    reason = SelectField("Reason", validators=[InputRequired("Choose a reason.")])
    detail = TextAreaField(
        "What happened",
        validators=[DataRequired("Say what happened."), Length(max=LONGEST_DETAIL)],
    )
    seen = IntegerField(widget=HiddenInput(), validators=[InputRequired("Open the page again.")])

    def __init__(self, step: Move, **more: Any) -> None:
        super().__init__(**more)
        self.reason.choices = CHOOSE | {reason: REASONS[reason] for reason in step.reasons}

    def grounds(self, by: int) -> Grounds:
        """What was given; the form must be valid."""
        return Grounds(self.reason.data, self.detail.data or "", by)

    def know(self, seen: int) -> None:
        """What whoever fills it in is told of by the page that shows it again."""
        self.seen.data, self.seen.raw_data = seen, None


class ConfirmForm(Form):
    """The one button of a second person; `seen` is how much of what happened the page told them."""

    seen = IntegerField(widget=HiddenInput(), validators=[Optional()])


class DeclineForm(Form):
    """Why somebody does not go along with a proposal, or takes it back."""

    motion = HiddenField()
    note = LineField("Why not", validators=[DataRequired("Say why."), Length(max=500)])
