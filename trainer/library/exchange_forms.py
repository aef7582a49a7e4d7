"""Forms for files of items: sending one in, and asking for one."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField
from wtforms.validators import Regexp

from question_bank.exchange.formats import AUTO, FORMATS, WRITTEN
from question_bank.items.card import Use
from trainer.library.exchange_cards import Wishes
from trainer.library.importing import BAD_BANK, BANK
from trainer.library.list_forms import FilterForm
from trainer.library.models import HOME
from trainer.library.rules import DOMAINS, USES
from trainer.web.forms import Form, LineField

GUESS = "Tell it by its content"


def lower(value: Any) -> Any:
    """A filter that takes names as they are written here."""
    return value.lower() if isinstance(value, str) else value


class ImportForm(Form):
    """A file to import, and what holds where the file says nothing."""

    file = FileField("File", [FileRequired("Choose the file first.")])
    format = SelectField("Format", choices={AUTO: GUESS, **{name: each.words for name, each in FORMATS.items()}})
    bank = LineField("Bank", [Regexp(f"^(?:{BANK.pattern})$", message=BAD_BANK)], default=HOME)
    domain = SelectField("Domain, where the file tells none", choices={"": "Not sorted", **DOMAINS})
    use = SelectField("Use, where the file tells none", choices={use.value: words for use, words in USES.items()})

    def wishes(self, name: str) -> Wishes:
        """What was asked for, the file being in the named format."""
        return Wishes(name, self.bank.data or HOME, self.domain.data or "", Use(self.use.data))


class ExportForm(FilterForm):
    """Which items to write, in which format."""

    format = SelectField("Format", choices={name: FORMATS[name].words for name in WRITTEN})
