"""What a verifier and a holder fill in."""

from __future__ import annotations

from typing import Any

from wtforms import DateField, IntegerField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from trainer.web.forms import Asking, Form, LineField


class VerifyForm(Asking):
    """An identifier as somebody typed it."""

    identifier = LineField(
        "Identifier", validators=[InputRequired("Type the identifier printed under the square code.")]
    )


class LinkForm(Form):
    """A link to a certificate: for whom, until when, and for how many looks."""

    name = LineField("For whom", validators=[Optional(), Length(max=80, message="Use at most 80 characters.")])
    until = DateField("Until the end of", validators=[InputRequired("Choose the last day.")])
    most = IntegerField(
        "Looks at most", validators=[InputRequired("Say how many looks."), NumberRange(1, 1000, "1 to 1000 looks.")]
    )

    def terms(self) -> dict[str, Any]:
        """What was asked for; the form must be valid."""
        return {"name": self.name.data or "", "until": self.until.data, "most": self.most.data}
