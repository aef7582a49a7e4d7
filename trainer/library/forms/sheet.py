"""What an author typed about one item, as data: fields and rows of plain text, and what is wrong with each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from question_bank.items import Payload
from trainer.library.forms.columns import Column, Kind, clean
from trainer.library.forms.plan import Plan, Rows, spread
from trainer.library.forms.plans import PLANS
from trainer.library.rules import first_words

OWN = Column("own", "", Kind.KEPT)
Values = dict[str, str]
"""What stands in some fields, by the names of their columns."""
Typed = Mapping[str, Sequence[str]]
"""A form as a browser sent it, in its order."""


@dataclass(frozen=True)
class Box:
    """One field as a page shows it."""

    id: str
    column: Column
    value: str
    faults: Sequence[str]
    choices: Mapping[str, str]

    @property
    def chosen(self) -> list[str]:
        """What is chosen where several can be."""
        return self.value.split()


@dataclass(frozen=True)
class Line:
    """One row as a page shows it."""

    rows: Rows
    number: int
    own: str
    boxes: Mapping[str, Box]

    @property
    def id(self) -> str:
        """The row's place on the page."""
        return f"{self.rows.name}-{self.number}"


@dataclass
class Sheet:
    """The fields and rows of one item. `focus` is the button a page gives the focus to, `told` what a row did."""

    plan: Plan
    values: Values
    rows: dict[str, list[Values]]
    faults: dict[str, list[str]] = field(default_factory=dict)
    focus: str = ""
    told: str = ""

    @classmethod
    def blank(cls, kind: str) -> Self:
        """An item of this type in which nothing is written yet."""
        plan = PLANS[kind]
        made = cls(plan, {column.name: column.start for column in plan.fields}, {rows.name: [] for rows in plan.rows})
        for rows in plan.rows:
            for _ in range(rows.first):
                made.add(rows)
        return made

    @classmethod
    def of(cls, payload: Payload) -> Self:
        """An item as it is written."""
        plan, said = PLANS[payload.kind], payload.model_dump(mode="json")
        values = {column.name: column.shown(spread(said, column.path)) for column in plan.fields}
        return cls(plan, values, {rows.name: [_shown(rows, each) for each in said[rows.name]] for rows in plan.rows})

    @classmethod
    def typed(cls, kind: str, form: Typed) -> Self:
        """An item as a browser sent it: rows stand in the order in which they were sent."""
        plan = PLANS[kind]
        values = {column.name: _sent(form, column.name) for column in plan.fields}
        return cls(plan, values, {rows.name: _sent_rows(plan, rows, form) for rows in plan.rows})

    def add(self, rows: Rows) -> None:
        """One more row at the end, under a name of its own."""
        taken = {each.get(OWN.name, "") for own in self.rows.values() for each in own}
        self.rows[rows.name].append(
            {OWN.name: rows.free_id(taken), **{column.name: column.start for column in rows.columns}}
        )

    def fault(self, place: str, says: str) -> None:
        """Say what is wrong with a field, by its id."""
        if says not in self.faults.setdefault(place, []):
            self.faults[place].append(says)

    def box(self, path: str) -> Box:
        """One of the item's own fields."""
        column = self.plan.by_path[path]
        return Box(column.name, column, self.values[column.name], self.faults.get(column.name, ()), column.choices)

    def boxes(self) -> dict[str, Box]:
        """All of the item's own fields, by where they stand."""
        return {column.path: self.box(column.path) for column in self.plan.fields}

    def lines(self, name: str) -> list[Line]:
        """The rows of one kind."""
        rows = self.plan.rows_of(name)
        return [self._line(rows, number, values) for number, values in enumerate(self.rows[name])] if rows else []

    def spare(self, name: str) -> Line | None:
        """An empty row for a page to copy."""
        rows = self.plan.rows_of(name)
        return self._line(rows, "new", {column.name: column.start for column in rows.columns}) if rows else None

    def _line(self, rows: Rows, number: Any, values: Values) -> Line:
        boxes = {}
        for column in (OWN, *rows.columns):
            name = f"{rows.name}-{number}-{column.name}"
            offered = self.picked_from(column.picks) if column.picks else column.choices
            boxes[column.path] = Box(name, column, values.get(column.name, ""), self.faults.get(name, ()), offered)
        return Line(rows, number, values.get(OWN.name, ""), boxes)

    def picked_from(self, name: str) -> dict[str, str]:
        """The rows another row can name: their own names and their texts."""
        return {
            each[OWN.name]: first_words(each.get("text", ""), 60) or f"{name} {number}"
            for number, each in enumerate(self.rows[name], 1)
        }


def _shown(rows: Rows, said: Any) -> Values:
    if rows.plain:
        return {rows.columns[0].name: str(said)}
    own = {} if rows.ids is None else {OWN.name: str(said["id"])}
    return own | {column.name: column.shown(spread(said, column.path)) for column in rows.columns}


def _sent(form: Typed, name: str) -> str:
    return clean(" ".join(form.get(name, ())))


def _sent_rows(plan: Plan, rows: Rows, form: Typed) -> list[Values]:
    place = re.compile(rf"{rows.name}-(\d{{1,4}})-")
    numbers = dict.fromkeys(found[1] for found in map(place.match, form) if found)
    names = [OWN.name, *(column.name for column in rows.columns)]
    return [
        {name: _sent(form, f"{rows.name}-{number}-{name}") for name in names}
        for number in list(numbers)[: plan.most(rows.name)]
    ]
