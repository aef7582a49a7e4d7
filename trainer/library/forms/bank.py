"""Forms of the bank's pages: filters, what a new item is, and an item's life."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import BooleanField, SearchField, SelectField
from wtforms import Form as Part
from wtforms.validators import DataRequired, Length

from question_bank.formats.faults import Fault
from trainer.library.listing import Filters
from trainer.library.rules import DOMAINS, GROUPS, MUST_NOT_MISS, STATUSES, TYPES, USES
from trainer.web.forms import Form, LineField, strip


def choices(words: Mapping[Any, str], anything: str | None = None) -> dict[str, str]:
    """Words to choose from, as a select takes them; `anything` is for choosing none."""
    return ({} if anything is None else {"": anything}) | {str(value): said for value, said in words.items()}


class FilterForm(Part):
    """What stands in the address of the list; anything unknown in it narrows nothing."""

    q = SearchField("Words in the stem, or a code", filters=[strip])
    domain = SelectField("Domain", choices={"": "Any", **DOMAINS})
    group = SelectField("Group", choices=choices(GROUPS, "Any"))
    use = SelectField("Use", choices=choices(USES, "Any"))
    type = SelectField("Type", choices=choices(TYPES, "Any"))
    status = SelectField("Status", choices=choices(STATUSES, "Any"))
    rule = SelectField("Must-not-miss rule", choices=choices(MUST_NOT_MISS, "Any"))
    safety = BooleanField("Safety-critical only")
    vignette = BooleanField("Vignettes only")

    def filters(self) -> Filters:
        """The filters asked for."""
        self.validate()
        known = {field.name: field.data or "" for field in self if not field.errors}
        exact = {name: known.get(name, "") for name in ("domain", "group", "use", "type", "status")}
        return Filters(
            words=known["q"],
            must_not_miss=known.get("rule", ""),
            safety_critical=bool(known["safety"]),
            vignette=bool(known["vignette"]),
            **exact,
        )


class NewItemForm(Part):
    """What an item is for ever: its type, its domain and its pool."""

    type = SelectField("Type", choices=choices(TYPES))
    domain = SelectField("Domain", choices=DOMAINS)
    use = SelectField("Use", choices=choices(USES))


class LifeForm(Form):
    """Why an item leaves new papers, or comes back to them."""

    reason = LineField("Why", [DataRequired("Say why; the reason is kept."), Length(max=500)])
    warnings_read = BooleanField("I have read the warnings")

    def allows(self, faults: Iterable[Fault]) -> bool:
        """Whether the form is whole, and its warnings are read where there are any."""
        is_whole = self.validate()
        return require_tick(self.warnings_read, faults) and bool(is_whole)


def require_tick(tick: BooleanField, faults: Iterable[Fault]) -> bool:
    """Whether the tick under the warnings is set, or there is none to read; says so on the tick if not."""
    if tick.data or not any(fault.is_warning for fault in faults):
        return True
    tick.errors = ["Read the warnings, then tick this."]
    return False
