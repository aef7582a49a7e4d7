"""Forms for the bank: filters, the editor, a new item, and an item's life."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    TextAreaField,
)
from wtforms import (
    Form as Part,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from question_bank.formats.faults import Fault
from question_bank.items import payload_from
from question_bank.items.card import Card
from question_bank.lint.rules import options_of
from trainer.library.rules import (
    DOMAINS,
    EDITED,
    GROUPS,
    HARMS,
    LEVELS,
    MUST_NOT_MISS,
    USES,
    free_ids,
    in_words,
    unwrap,
    worth_telling,
)
from trainer.web.forms import Form, LineField, strip

EMPTY_ROWS = 2
MOST_ROWS = 8
WHY = "Say in a few words what changed and why; the next author reads it."


def _choices(words: Mapping[Any, str], anything: str | None = None) -> dict[str, str]:
    return ({} if anything is None else {"": anything}) | {str(value): said for value, said in words.items()}


def _newlines(value: Any) -> Any:
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def _one_line(value: Any) -> Any:
    return strip(" ".join(value.split())) if isinstance(value, str) else value


class OptionForm(Part):
    """One option; a row in which nothing is written is dropped."""

    own = HiddenField()
    place = IntegerField("Place", [Optional(), NumberRange(1, 99, "A place is a number from 1 to 99.")])
    key = BooleanField("Right")
    text = TextAreaField("Option", filters=[_one_line])
    harm = SelectField("Harm", choices=_choices(HARMS), default="none")
    rationale = TextAreaField("Why it is right or wrong", filters=[_newlines])

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written in this row."""
        return not (self.text.data or "").strip() and not (self.rationale.data or "").strip() and not self.key.data


class ItemForm(Form):
    """The editor. `fill` shows a card, `card` reads one, and what is wrong lands on the field it concerns."""

    base = IntegerField("Started from version", [InputRequired("Open the item again.")], widget=HiddenInput())
    stem = TextAreaField("Stem", [DataRequired("Write the stem."), Length(max=6000)], filters=[_newlines])
    options = FieldList(FormField(OptionForm), label="Options", max_entries=MOST_ROWS)
    group = SelectField("Group", [DataRequired()], choices=_choices(GROUPS))
    level = SelectField("Cognitive level", [DataRequired()], choices=_choices(LEVELS))
    must_not_miss = SelectField("Must-not-miss rule", choices=_choices(MUST_NOT_MISS, "None"))
    safety_critical = BooleanField("Safety-critical: a wrong action could seriously harm")
    vignette = BooleanField("Vignette: the stem describes one patient or event")
    sources = LineField("Sources", [DataRequired("Name at least one source that supports the key.")])
    enemies = LineField("Enemies", [Optional()])
    note = LineField("What changed and why", [DataRequired(WHY), Length(max=500)])
    warnings_read = BooleanField("I have read the warnings")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.option_faults: list[str] = []
        self.beside: dict[str, Any] = {}

    def keep(self, card: Card) -> None:
        """Keep what this editor does not show of an item: its drawing, and the case it belongs to."""
        self.beside = card.payload.model_dump(include={"picture", "case"}, exclude_none=True)

    def fill(self, card: Card) -> None:
        """Show a card, with two empty rows for more options."""
        for name in ("group", "level", "must_not_miss"):
            self[name].data = str(getattr(card, name) or "")
        self.stem.data = unwrap(card.payload.stem)
        self.safety_critical.data, self.vignette.data = card.safety_critical, card.vignette
        self.sources.data, self.enemies.data = " ".join(card.sources), " ".join(card.enemies)
        for place, option in enumerate(options_of(card), 1):
            row = {"own": option.id, "place": place, **option.model_dump(exclude={"id"})}
            self.options.append_entry({**row, "harm": option.harm.value})
        self.add_rows(EMPTY_ROWS)

    def add_rows(self, wanted: int) -> None:
        """Empty rows at the end, as far as an item may have options."""
        for _ in range(min(wanted, MOST_ROWS - len(self.options))):
            self.options.append_entry()

    def rows(self) -> list[OptionForm]:
        """The rows in which something is written, in the order of their places; ties stay as they stand."""
        written = [entry.form for entry in self.options if not entry.form.is_empty]
        return sorted(written, key=lambda row: row.place.data or 99)

    def keep_rows(self) -> None:
        """Room for more options after what was typed."""
        self.add_rows(EMPTY_ROWS - sum(entry.form.is_empty for entry in self.options))

    def card(self, fixed: Mapping[str, Any]) -> Card | None:
        """The card as typed, with what an editor cannot change in `fixed`; None when it cannot be read."""
        rows = self.rows()
        ids = [row.own.data for row in rows if row.own.data]
        fresh = iter(free_ids(ids, len(rows)))
        body = {
            **self.beside,
            "stem": self.stem.data or "",
            "options": [
                {
                    "id": row.own.data or next(fresh),
                    "text": row.text.data or "",
                    "key": bool(row.key.data),
                    "harm": row.harm.data,
                    "rationale": row.rationale.data or "",
                }
                for row in rows
            ],
        }
        try:
            payload = payload_from(str(fixed["type"]), body)
            return Card.model_validate({**fixed, **self._about(), "payload": payload})
        except ValidationError as error:
            self._explain(error, rows)
            return None

    def _about(self) -> dict[str, Any]:
        return {
            "group": self.group.data,
            "level": self.level.data,
            "must_not_miss": self.must_not_miss.data or None,
            "safety_critical": bool(self.safety_critical.data),
            "vignette": bool(self.vignette.data),
            "sources": (self.sources.data or "").split(),
            "enemies": (self.enemies.data or "").upper().split(),
        }

    def _explain(self, error: ValidationError, rows: list[OptionForm]) -> None:
        for line in worth_telling(dict(line) for line in error.errors()):
            match line["loc"]:
                case ("options", int(number), str(name)) if name in rows[number]:
                    self.fault(rows[number][name], in_words(line))
                case ("options", int(number), *_):
                    self.fault(rows[number].harm, in_words(line))
                case (str(name), *_) if name in self and name != "options":
                    self.fault(self[name], in_words(line))
                case _:
                    self.option_faults.append(in_words(line))

    @staticmethod
    def fault(field: Any, words: str) -> None:
        """Say on a field what is wrong with it."""
        if words not in field.errors:
            field.errors = [*field.errors, words]

    def faults(self) -> list[tuple[str, str, str]]:
        """Everything wrong with what was typed: the field's id, its name, and what to do."""
        found = [("options", "Options", words) for words in self.option_faults]
        for field in self:
            if not isinstance(field, FieldList):
                found.extend((field.id, field.label.text, words) for words in field.errors)
        for number, entry in enumerate(self.options, 1):
            for field in entry.form:
                found.extend((field.id, f"Row {number}, {field.label.text}", words) for words in field.errors)
        return found


class NewItemForm(Part):
    """What an item is for ever: its type, its domain and its pool."""

    type = SelectField("Type", choices=_choices(EDITED))
    domain = SelectField("Domain", choices=DOMAINS)
    use = SelectField("Use", choices=_choices(USES))


def require_tick(tick: BooleanField, faults: Iterable[Fault]) -> bool:
    """Whether the tick under the warnings is set, or there is none to read; says so on the tick if not."""
    if tick.data or not any(fault.is_warning for fault in faults):
        return True
    tick.errors = ["Read the warnings, then tick this."]
    return False
