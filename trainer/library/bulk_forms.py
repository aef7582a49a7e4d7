"""What is to be done to many items, as it stands in an address: each kind of change asks for its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wtforms import Form as Part
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import Length

from trainer.library.bulk_rules import Wish
from trainer.library.review_forms import trimmed
from trainer.library.rules import DOMAINS, GROUPS, LEVELS
from trainer.web.forms import strip

LONGEST_TAG = 60
MOST_TAGS = 20


def _kept(words: Mapping[Any, str]) -> dict[str, str]:
    return {"": "As it is"} | {str(value): said for value, said in words.items()}


def tags_in(text: str) -> tuple[str, ...]:
    """The tags in a line, by commas."""
    return tuple(dict.fromkeys(tag for part in text.split(",") if (tag := " ".join(part.split()))))


class ChangeForm(Part):
    """Everything a change can take; `FIELDS` says what each kind asks for."""

    add = StringField("Add tags", filters=[strip])
    remove = StringField("Remove tags", filters=[strip])
    domain = SelectField("Domain", choices={"": "As it is"} | DOMAINS, default="")
    group = SelectField("Group", choices=_kept(GROUPS), default="")
    level = SelectField("Cognitive level", choices=_kept(LEVELS), default="")
    owner = SelectField("Owner", default="", validate_choice=False)
    reason = TextAreaField("Why", [Length(max=2000)], filters=[trimmed])

    def offer(self, owners: Mapping[int, str]) -> None:
        """Let somebody choose among those who may own items."""
        self.owner.choices = {"": "Choose somebody"} | {str(own): name for own, name in owners.items()}

    def wish(self, kind: str, owners: Mapping[int, str]) -> Wish | None:
        """What is asked for, or None with what is missing on its field."""
        if not self.validate():
            return None
        return WISHES[kind](self, owners)

    def fault(self, name: str, says: str) -> None:
        """Say on a field what is wrong with it."""
        self[name].errors = [*self[name].errors, says]


def _retag(form: ChangeForm, _owners: Mapping[int, str]) -> Wish | None:
    add, remove = tags_in(form.add.data or ""), tags_in(form.remove.data or "")
    if not add and not remove:
        form.fault("add", "Name a tag to add or to remove.")
    if both := set(add) & set(remove):
        form.fault("remove", f"To be added and removed at once: {', '.join(sorted(both))}.")
    if len(add) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in add):
        form.fault("add", f"At most {MOST_TAGS} tags of at most {LONGEST_TAG} letters each.")
    return None if form.errors else Wish("retag", add=add, remove=remove)


def _sort(form: ChangeForm, _owners: Mapping[int, str]) -> Wish | None:
    said = {name: form[name].data for name in ("domain", "group", "level")}
    if any(said.values()):
        return Wish("sort", **said)
    form.fault("domain", "Choose a domain, a group or a level.")
    return None


def _owner(form: ChangeForm, owners: Mapping[int, str]) -> Wish | None:
    own = int(form.owner.data) if (form.owner.data or "").isdecimal() else 0
    if own in owners:
        return Wish("owner", owner_id=own, owner=owners[own])
    form.fault("owner", "Choose somebody who may edit items.")
    return None


def _submit(form: ChangeForm, _owners: Mapping[int, str]) -> Wish:
    return Wish("submit", reason=form.reason.data or "")


def _retire(form: ChangeForm, _owners: Mapping[int, str]) -> Wish | None:
    if form.reason.data:
        return Wish("retire", reason=form.reason.data)
    form.fault("reason", "Say why; the reason is kept.")
    return None


WISHES: dict[str, Callable[[ChangeForm, Mapping[int, str]], Wish | None]] = {
    "retag": _retag, "sort": _sort, "owner": _owner, "submit": _submit, "retire": _retire,
}  # fmt: skip
FIELDS = {
    "retag": ("add", "remove"), "sort": ("domain", "group", "level"), "owner": ("owner",),
    "submit": ("reason",), "retire": ("reason",),
}  # fmt: skip
"""What each kind of change asks for."""
