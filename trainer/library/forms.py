"""Forms for the bank: filters, the editor, a new item, and an item's life."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError
from wtforms import (
    BooleanField,
    FieldList,
    Form as Part,
    FormField,
    HiddenField,
    IntegerField,
    SearchField,
    SelectField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from question_bank.items import payload_from
from question_bank.items.card import Card
from trainer.library.listing import Filters
from trainer.library.rules import (
    DOMAINS,
    GROUPS,
    HARMS,
    LEVELS,
    MUST_NOT_MISS,
    STATUSES,
    TYPES,
    USES,
    free_ids,
)
from trainer.web.forms import Form, LineField, strip

EMPTY_ROWS = 2
MOST_ROWS = 8
WHY = "Say in a few words what changed and why; the next author reads it."


def _choices(words: Mapping[Any, str], anything: str | None = None) -> list[tuple[str, str]]:
    known = [(str(value), said) for value, said in words.items()]
    return known if anything is None else [("", anything), *known]


def _newlines(value: Any) -> Any:
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


class FilterForm(Part):  # type: ignore[misc] # WTForms ships no types
    """What stands in the address of the list; anything unknown in it narrows nothing."""

    q = SearchField("Words in the stem, or a code", filters=[strip])
    domain = SelectField("Domain", choices=[("", "Any"), *((d, d) for d in DOMAINS)])
    group = SelectField("Group", choices=_choices(GROUPS, "Any"))
    use = SelectField("Use", choices=_choices(USES, "Any"))
    type = SelectField("Type", choices=_choices(TYPES, "Any"))
    status = SelectField("Status", choices=_choices(STATUSES, "Any"))
    rule = SelectField("Must-not-miss rule", choices=_choices(MUST_NOT_MISS, "Any"))
    safety = BooleanField("Safety-critical only")
    vignette = BooleanField("Vignettes only")

    def filters(self) -> Filters:
        """The filters asked for."""
        known = {f.name: f.data for f in self if not isinstance(f, SelectField) or f.data in dict(f.choices)}
        words = {name: str(known.get(name) or "") for name in ("domain", "group", "use", "type", "status")}
        return Filters(
            words=known["q"] or "",
            must_not_miss=str(known.get("rule") or ""),
            safety_critical=bool(known["safety"]),
            vignette=bool(known["vignette"]),
            **words,
        )


class OptionForm(Part):  # type: ignore[misc] # WTForms ships no types
    """One option; a row in which nothing is written is dropped."""

    own = HiddenField()
    place = IntegerField("Place", [Optional(), NumberRange(1, 99, "A place is a number from 1 to 99.")])
    key = BooleanField("Right")
    text = LineField("Option")
    harm = SelectField("Harm", choices=_choices(HARMS), default="none")
    rationale = TextAreaField("Why it is right or wrong", filters=[_newlines])

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written in this row."""
        return not (self.text.data or "").strip() and not (self.rationale.data or "").strip() and not self.key.data


class ItemForm(Form):
    """The editor. `fill` shows a card, `card` reads one, and what is wrong lands on the field it concerns."""

    base = IntegerField("Started from version", [Optional()])
    stem = TextAreaField("Stem", [Length(max=6000)], filters=[_newlines])
    options = FieldList(FormField(OptionForm), label="Options", max_entries=MOST_ROWS)
    group = SelectField("Group", choices=_choices(GROUPS))
    level = SelectField("Cognitive level", choices=_choices(LEVELS))
    must_not_miss = SelectField("Must-not-miss rule", choices=_choices(MUST_NOT_MISS, "None"))
    safety_critical = BooleanField("Safety-critical: a wrong action could seriously harm")
    vignette = BooleanField("Vignette: the stem describes one patient or event")
    sources = LineField("Sources", [InputRequired("Name at least one source that supports the key.")])
    enemies = LineField("Enemies", [Optional()])
    note = LineField("What changed and why", [InputRequired(WHY), Length(max=500)])
    warnings_read = BooleanField("I have read the warnings")

    def fill(self, card: Card) -> None:
        """Show a card, with two empty rows for more options."""
        for name in ("group", "level", "must_not_miss"):
            self[name].data = str(getattr(card, name) or "")
        self.stem.data = card.payload.stem
        self.safety_critical.data, self.vignette.data = card.safety_critical, card.vignette
        self.sources.data, self.enemies.data = " ".join(card.sources), " ".join(card.enemies)
        for place, option in enumerate(card.payload.options, 1):
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

    def card(self, fixed: Mapping[str, Any]) -> Card | None:
        """The card as typed, with what an editor cannot change in `fixed`; None when it cannot be read."""
        rows = self.rows()
        ids = [row.own.data for row in rows if row.own.data]
        fresh = iter(free_ids(ids, len(rows)))
        body = {
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
