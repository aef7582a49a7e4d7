"""The one form a learner fills in: an answer to a check question."""

from __future__ import annotations

from wtforms import RadioField
from wtforms.validators import InputRequired

from trainer.web.forms import Form


class CheckForm(Form):
    """The option chosen, by its number."""

    option = RadioField("Your answer", coerce=int, validate_choice=False, validators=[InputRequired()])
