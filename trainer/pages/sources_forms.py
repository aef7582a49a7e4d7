"""Forms of the pages of sources: the filters of the list, and what is said of one source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import BooleanField, DateField, HiddenField, SearchField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from question_bank.lint.sources import misplaced
from trainer.library.keeping import GRADES, KINDS, SEEN
from trainer.library.models import Source
from trainer.library.review_forms import trimmed
from trainer.pages.sources_queries import BLOCKING, DUE, SUPERSEDED, UNUSED, Wish
from trainer.web.forms import Asking, Form, LineField, strip

STATES = {
    DUE: "Due: to be looked at",
    BLOCKING: "Due, and keeps items off papers",
    SUPERSEDED: "Superseded",
    UNUSED: "Cited by nothing",
}
DOI = re.compile(r"[\s,;]*(?:doi:\s*|https?://(?:dx\.)?doi\.org/)(10\.[0-9.]+/\S*[^\s.,;])[.,;]*$", re.IGNORECASE)
"""A digital object identifier at the end of a line, as people paste it."""


class FilterForm(Asking):
    """What to narrow the list to."""

    q = SearchField("Key, title or citation", filters=[strip])
    state = SelectField("State", choices={"": "Any", **STATES}, default="")
    kind = SelectField("Kind", default="")

    def wish(self, kinds: Iterable[str]) -> Wish:
        """The narrowing asked for; a choice that does not exist narrows nothing."""
        self.kind.choices = {"": "Any"} | {kind: kind.capitalize() for kind in kinds}
        self.validate()

        def taken(field: SelectField) -> str:
            return "" if field.errors else field.data or ""

        return Wish(self.q.data or "", taken(self.state), taken(self.kind))


def _number(value: str | None) -> int | None:
    return int(value) if value else None


class SourceForm(Form):
    """What is said of a source. `base` is the state its writer began from."""

    title = LineField("Title", [DataRequired("Give the source a title."), Length(max=300)])
    kind = SelectField("Kind", [DataRequired("Choose a kind.")])
    n = LineField("What it counts", [Length(max=80)])
    seen = SelectField("Seen", [DataRequired("Say how much of it was seen.")])
    works = TextAreaField("Works", [DataRequired("Cite at least one work."), Length(max=8000)], filters=[trimmed])
    grade = SelectField("Grade")
    review_by = DateField("Look at it again by", [Optional()])
    superseded_by = SelectField("Superseded by")
    is_blocking = BooleanField("Once due, keep items that cite it off new papers")
    owner_id = SelectField("Owner", coerce=_number)
    note = TextAreaField("Note", [Length(max=4000)], filters=[trimmed])
    base = HiddenField(default="1")

    def offer(self, stored: Source | None, kinds: Iterable[str], others: Iterable[Source], keepers: Any) -> None:
        """Fill the choices; what a source says already can always be said again."""
        known = dict.fromkeys([*KINDS, *kinds])
        self.kind.choices = {"": "Choose one"} | {kind: kind.capitalize() for kind in sorted(known)}
        seen, grade = (stored.seen, stored.grade) if stored else (SEEN[0], None)
        self.seen.choices = {one: one.capitalize() for one in dict.fromkeys([*SEEN, seen])}
        self.grade.choices = {"": "Not graded", **({grade: grade} if grade else {}), **GRADES}
        named = {one.key: f"{one.key}: {one.title}" for one in others if stored is None or one.key != stored.key}
        self.superseded_by.choices = {"": "Nothing", **named}
        self.own_key, self.later = stored.key if stored else "", {one.key: one.superseded_by for one in others}
        self.owner_id.choices = {"": "Nobody"} | {str(own): name for own, name in keepers}

    def fill(self, stored: Source) -> None:
        """Show what is said now."""
        for name in ("title", "kind", "n", "seen", "review_by", "is_blocking", "owner_id", "note"):
            self[name].data = getattr(stored, name)
        self.grade.data, self.superseded_by.data = stored.grade or "", stored.superseded_by or ""
        self.works.data, self.base.data = works_in_words(stored.works), str(stored.row_version)

    def said(self) -> dict[str, Any]:
        """What was typed, as the columns of a source."""
        return {
            "title": self.title.data,
            "kind": self.kind.data,
            "n": self.n.data or None,
            "seen": self.seen.data,
            "works": works_from(self.works.data or ""),
            "grade": self.grade.data or None,
            "review_by": self.review_by.data,
            "superseded_by": self.superseded_by.data or None,
            "is_blocking": self.is_blocking.data,
            "owner_id": self.owner_id.data,
            "note": self.note.data or "",
        }

    def began_from(self) -> int:
        """The state of the source its writer began from; 0, which no source has, for what is no number."""
        said = self.base.data or ""
        return int(said) if said.isdecimal() else 0

    def validate_superseded_by(self, field: SelectField) -> None:
        """What comes after a source is another one, and never leads back to it."""
        says = misplaced(self.own_key, field.data or None, self.later)
        if says and not field.errors:
            raise ValidationError(f"{says}.")

    def validate_works(self, field: TextAreaField) -> None:
        """A line that is nothing but an identifier says not what it identifies."""
        if any(not work["citation"] for work in works_from(field.data or "")):
            raise ValidationError("Write the citation before its DOI, on the same line.")


def works_from(text: str) -> list[dict[str, str | None]]:
    """The works of a source, one a line, each perhaps with its DOI at the end."""
    found: list[dict[str, str | None]] = []
    for line in filter(None, (strip(line) for line in text.splitlines())):
        doi = DOI.search(line)
        found.append({"citation": DOI.sub("", line), "doi": doi.group(1) if doi else None})
    return found


def works_in_words(works: Iterable[Mapping[str, str | None]]) -> str:
    """The works of a source as they are typed."""
    return "\n".join(
        f"{work['citation']} doi:{work['doi']}" if work.get("doi") else str(work["citation"]) for work in works
    )
