"""Forms for the life of items: a step with its reason, a remark."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from trainer.library.comments import LONGEST
from trainer.web.forms import Form

OVERRIDE = "override-"
"""Names of fields that say why the warning of a rule may stand begin so."""


def trimmed(value: object) -> object:
    """A filter that takes blanks off the ends and writes line ends alike."""
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


class MoveForm(Form):
    """Why an item takes a step; what is asked depends on the step."""

    reason = TextAreaField("Why", [Length(max=2000)], filters=[trimmed])

    def overrides(self) -> Mapping[str, str]:
        """Why the warning of each rule may stand, by rule."""
        return {
            name.removeprefix(OVERRIDE): text.strip()[:1000]
            for name, text in request.form.items()
            if name.startswith(OVERRIDE) and text.strip()
        }


class CommentForm(Form):
    """A remark on an item."""

    text = TextAreaField("Comment", [DataRequired("Write the comment first."), Length(max=LONGEST)], filters=[trimmed])
