"""The one field a verifier fills in."""

from __future__ import annotations

from wtforms.validators import InputRequired

from trainer.web.forms import Form, LineField


class VerifyForm(Form):
    """An identifier as somebody typed it. Asking changes nothing, so the form goes by GET and needs no token."""

    class Meta:
        csrf = False

    identifier = LineField(
        "Identifier", validators=[InputRequired("Type the identifier printed under the square code.")]
    )
