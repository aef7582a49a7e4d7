"""Forms: what every one of them shares."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import StringField


class Form(FlaskForm):  # type: ignore[misc] # Flask-WTF ships no types
    """A form whose token lives as long as the session."""


class Asking(Form):
    """What somebody looks for. Asking changes nothing, so it goes by GET, travels in the address and needs no token."""

    class Meta:
        csrf = False


def strip(value: Any) -> Any:
    """A filter that takes the blanks off a typed line, and refuses control characters by dropping them."""
    return "".join(c for c in value if c.isprintable()).strip() if isinstance(value, str) else value


class LineField(StringField):
    """One line of text, without blanks at its ends."""

    def __init__(self, label: str | None = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, filters=[strip], **kwargs)


def safe_next(target: str | None) -> str | None:
    """A path of this site to go on to, or None for anything that could lead elsewhere."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(c in target for c in "\r\n\t\\") or not target.isprintable():
        return None
    return target
