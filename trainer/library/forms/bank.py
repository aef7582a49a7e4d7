"""What a new item is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import Form as Part
from wtforms import SelectField

from trainer.library.rules import DOMAINS, TYPES, USES


def choices(words: Mapping[Any, str], anything: str | None = None) -> dict[str, str]:
    """Words to choose from, as a select takes them; `anything` is for choosing none."""
    return ({} if anything is None else {"": anything}) | {str(value): said for value, said in words.items()}


class NewItemForm(Part):
    """What an item is for ever: its type, its domain and its pool."""

    type = SelectField("Type", choices=choices(TYPES))
    domain = SelectField("Domain", choices=DOMAINS)
    use = SelectField("Use", choices=choices(USES))
