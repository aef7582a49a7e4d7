"""What the form of an item type is made of: its fields and its rows, and where what is wrong with them is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from question_bank.items import TYPES
from trainer.library.forms.columns import Column

MANY = 40
"""No list without a limit of its own has more rows."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
Lands = tuple[tuple[str, str], ...]
"""Where a fault of a whole row or item lands: a piece of what it says, and the field or rows it concerns."""


@dataclass(frozen=True)
class Rows:
    """Rows of a form, such as the options of an item.

    `ids` begins the names of new rows where rows have names; "" names them by letters, None is for rows without names.
    Rows that are `plain` are texts, not things with fields.
    """

    name: str
    one: str
    legend: str
    columns: tuple[Column, ...]
    ids: str | None = ""
    first: int = 0
    plain: bool = False
    hint: str = ""
    lands: Lands = ()

    @property
    def by_path(self) -> dict[str, Column]:
        """The columns by where their values stand."""
        return {column.path: column for column in self.columns}

    def free_id(self, taken: set[str]) -> str:
        """The name of a new row, none that a row in this form has."""
        if self.ids is None:
            return ""
        names = (f"{self.ids}{number}" for number in range(1, 1000)) if self.ids else iter(LETTERS)
        return next((name for name in names if name not in taken), f"x{len(taken)}")


@dataclass(frozen=True)
class Plan:
    """The form of one item type."""

    kind: str
    fields: tuple[Column, ...]
    rows: tuple[Rows, ...] = ()
    lands: Lands = ()

    @property
    def by_path(self) -> dict[str, Column]:
        """The fields by where their values stand."""
        return {column.path: column for column in self.fields}

    @property
    def needs_picture(self) -> bool:
        """Whether there is no item of this type without a picture."""
        return bool(TYPES[self.kind].model_fields["picture"].is_required())

    def rows_of(self, name: str) -> Rows | None:
        """The rows of this name."""
        return next((rows for rows in self.rows if rows.name == name), None)

    def most(self, name: str) -> int:
        """How many rows of this name an item can have."""
        limits = (getattr(each, "max_length", None) for each in _field(self.kind, name).metadata)
        return next((limit for limit in limits if limit is not None), MANY)


def rules_of(kind: str) -> tuple[str, ...]:
    """The scoring rules an item type knows."""
    return get_args(_field(kind, "scoring").annotation)


def landing(lands: Lands, says: str) -> str:
    """The field or rows a fault concerns that is said of more than one field."""
    return next((place for words, place in lands if words in says), "")


def _field(kind: str, name: str) -> Any:
    return TYPES[kind].model_fields[name]


def spread(value: Mapping[str, Any], path: str) -> Any:
    """What stands at a path such as `hazard.happens`, or None."""
    found: Any = value
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found
