"""The editor's form: what is said about an item of any type, around the sheet of its own type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from wtforms import BooleanField, IntegerField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from question_bank.items import Case
from question_bank.items.card import Card
from trainer.library.forms.bank import choices
from trainer.library.forms.columns import clean
from trainer.library.forms.reading import payload_of
from trainer.library.forms.sheet import Sheet
from trainer.library.rules import GROUPS, LEVELS, MUST_NOT_MISS, in_words, unwrap, worth_telling
from trainer.web.forms import Form, LineField

WHY = "Say in a few words what changed and why; the next author reads it."
UNNAMED = "The item"
Told = tuple[str, str, str]
"""Something wrong: the id of the field it stands on, what the field is called, and what to do."""


def _clean(value: Any) -> Any:
    return clean(value) if isinstance(value, str) else value


class ItemForm(Form):
    """The editor. `fill` shows a card, `card` reads one, and what is wrong lands on the field it concerns."""

    base = IntegerField("Started from version", [InputRequired("Open the item again.")], widget=HiddenInput())
    title = LineField("Title", [Optional(), Length(max=200)])
    stem = TextAreaField("Stem", [DataRequired("Write the stem."), Length(max=6000)], filters=[_clean])
    group = SelectField("Group", [DataRequired()], choices=choices(GROUPS))
    level = SelectField("Cognitive level", [DataRequired()], choices=choices(LEVELS))
    must_not_miss = SelectField("Must-not-miss rule", choices=choices(MUST_NOT_MISS, "None"))
    safety_critical = BooleanField("Safety-critical: a wrong action could seriously harm")
    vignette = BooleanField("Vignette: the stem describes one patient or event")
    tags = LineField("Tags", [Optional()])
    sources = LineField("Sources", [Optional()])
    enemies = LineField("Enemies", [Optional()])
    note = LineField("What changed and why", [DataRequired(WHY), Length(max=500)])

    def __init__(self, sheet: Sheet, case: Case | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sheet, self.case = sheet, case

    def fill(self, card: Card) -> None:
        """Show what is said about a card."""
        for name in ("group", "level", "must_not_miss"):
            self[name].data = str(getattr(card, name) or "")
        self.title.data, self.stem.data = card.title, unwrap(card.payload.stem)
        self.safety_critical.data, self.vignette.data = card.safety_critical, card.vignette
        self.tags.data = ", ".join(card.tags)
        self.sources.data, self.enemies.data = " ".join(card.sources), " ".join(card.enemies)

    def card(self, fixed: Mapping[str, Any]) -> Card | None:
        """The card as typed, with what an editor cannot change in `fixed`; None when it cannot be read."""
        payload = payload_of(self.sheet, self.stem.data or "", self.case)
        for words in self.sheet.faults.pop("stem", ()):
            self.fault(self.stem, words)
        if payload is None:
            return None
        try:
            return Card.model_validate({**fixed, **self._about(), "payload": payload})
        except ValidationError as error:
            for line in worth_telling(dict(line) for line in error.errors()):
                field = next((field for field in self if line["loc"][:1] == (field.name,)), self.stem)
                self.fault(field, in_words(line))
            return None

    def _about(self) -> dict[str, Any]:
        tags = ((" ".join(tag.split())) for tag in (self.tags.data or "").split(","))
        return {
            "title": self.title.data or "",
            "group": self.group.data,
            "level": self.level.data,
            "must_not_miss": self.must_not_miss.data or None,
            "safety_critical": bool(self.safety_critical.data),
            "vignette": bool(self.vignette.data),
            "tags": list(dict.fromkeys(tag for tag in tags if tag)),
            "sources": (self.sources.data or "").split(),
            "enemies": (self.enemies.data or "").upper().split(),
        }

    def forget_faults(self) -> None:
        """Say nothing of what is wrong: the author is in the midst of writing."""
        self.sheet.faults.clear()
        for field in self:
            field.errors = []

    @staticmethod
    def fault(field: Any, words: str) -> None:
        """Say on a field what is wrong with it."""
        if words not in field.errors:
            field.errors = [*field.errors, words]

    def faults(self) -> list[Told]:
        """Everything wrong with what was typed, in the order of the page."""
        around = {field.id: [(field.id, field.label.text, words) for words in field.errors] for field in self}
        first = [*around.pop("title"), *around.pop("stem")]
        return [*first, *_told(self.sheet), *(told for rest in around.values() for told in rest)]


def _told(sheet: Sheet) -> Iterator[Told]:
    for place, said in sheet.faults.items():
        for words in said:
            yield place, called(sheet, place), words


def called(sheet: Sheet, place: str) -> str:
    """What a field, a row or rows are called on the page."""
    for box in sheet.boxes().values():
        if box.id == place:
            return box.column.label or UNNAMED
    for rows in sheet.plan.rows:
        if place == rows.name:
            return rows.legend
        for line in sheet.lines(rows.name):
            if place == line.id:
                return f"{rows.one} {line.number + 1}"
            for box in line.boxes.values():
                if box.id == place:
                    return f"{rows.one} {line.number + 1}, {box.column.label}"
    return UNNAMED


def place_of(sheet: Sheet, field: str) -> str:
    """Where on the page a part of an item stands that is called `options.c.rationale`; the rows where it is in none."""
    name, *inside = field.split(".")
    rows = sheet.plan.rows_of(name)
    if rows is None:
        return field.replace(".", "-")
    if not inside:
        return name
    own, path = inside[0], ".".join(inside[1:])
    for line in sheet.lines(name):
        if own in ((str(line.number),) if rows.ids is None else (line.own,)):
            box = line.boxes.get(path)
            return box.id if box else line.id
    return name
