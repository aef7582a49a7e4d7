"""What stands in the address of the list of items."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from wtforms import BooleanField, SearchField, SelectField, StringField
from wtforms import Form as Part

from trainer.library.finding import Filters
from trainer.library.rules import DOMAINS, GROUPS, LEVELS, MUST_NOT_MISS, STATUSES, TYPES, USES
from trainer.web.forms import strip

ORDERS = {"code": "Code", "newest": "Newest version first", "status": "Status"}
FURTHER = ("group", "level", "rule", "source", "tag", "bank", "live", "safety", "vignette")
"""The filters that stand behind “More filters”."""


def _any(words: Mapping[Any, str]) -> dict[str, str]:
    return {"": "Any"} | {str(value): said for value, said in words.items()}


class FilterForm(Part):
    """Filters and order; anything unknown in them narrows nothing."""

    q = SearchField("Words or a code", filters=[strip])
    status = SelectField("Status", choices=_any(STATUSES))
    domain = SelectField("Domain", choices=_any(DOMAINS))
    type = SelectField("Type", choices=_any(TYPES))
    use = SelectField("Use", choices=_any(USES))
    order = SelectField("Sorted by", choices=ORDERS, default="code")
    group = SelectField("Group", choices=_any(GROUPS))
    level = SelectField("Cognitive level", choices=_any(LEVELS))
    rule = SelectField("Must-not-miss rule", choices=_any(MUST_NOT_MISS))
    source = StringField("Cites source", filters=[strip])
    tag = StringField("Tag", filters=[strip])
    bank = SelectField("Bank", choices={"": "Any"}, validate_choice=False)
    live = BooleanField("On papers")
    safety = BooleanField("Safety-critical")
    vignette = BooleanField("Vignettes")

    @classmethod
    def read(cls, sent: Any) -> FilterForm:
        """The form as an address says it."""
        form = cls(sent)
        form.validate()
        return form

    def offer(self, banks: Collection[str]) -> None:
        """Let somebody choose among the banks there are."""
        self.bank.choices = {"": "Any"} | {bank: bank for bank in banks}

    def said(self) -> dict[str, str]:
        """What narrows or sorts, as it stands in an address; what is unknown or says nothing is left out."""
        known = {field.name: field.data for field in self if not field.errors and field.data not in ("", None, False)}
        if known.get("order") == "code":
            del known["order"]
        return {name: "y" if data is True else data for name, data in known.items()}

    def further(self) -> bool:
        """Whether one of the rarer filters is in use."""
        return any(name in self.said() for name in FURTHER)

    def sorted_by(self) -> str:
        """The order asked for."""
        return self.said().get("order", "code")

    def filters(self) -> Filters:
        """The filters asked for."""
        said = self.said()
        return Filters(
            words=said.get("q", ""),
            domain=said.get("domain", ""),
            group=said.get("group", ""),
            use=said.get("use", ""),
            type=said.get("type", ""),
            status=said.get("status", ""),
            must_not_miss=said.get("rule", ""),
            level=said.get("level", ""),
            bank=said.get("bank", ""),
            source=said.get("source", ""),
            tag=said.get("tag", ""),
            is_live="live" in said,
            safety_critical="safety" in said,
            vignette="vignette" in said,
        )
