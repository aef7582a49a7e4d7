"""Forms of the bank's pages: filters, and what a new item is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, SearchField, SelectField
from wtforms import Form as Part

from trainer.library.listing import Filters
from trainer.library.rules import DOMAINS, GROUPS, MUST_NOT_MISS, STATUSES, TYPES, USES
from trainer.web.forms import strip


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
        return Filters(
            words=known["q"],
            domain=known.get("domain", ""),
            group=known.get("group", ""),
            use=known.get("use", ""),
            type=known.get("type", ""),
            status=known.get("status", ""),
            must_not_miss=known.get("rule", ""),
            safety_critical=bool(known["safety"]),
            vignette=bool(known["vignette"]),
        )


class NewItemForm(Part):
    """What an item is for ever: its type, its domain and its pool."""

    type = SelectField("Type", choices=choices(TYPES))
    domain = SelectField("Domain", choices=DOMAINS)
    use = SelectField("Use", choices=choices(USES))
