"""What is said of a source, put into words: for the history of its changes, and for two versions side by side."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

from sqlalchemy.orm import Session

from trainer.library.keeping import ADDED, CHANGED, GRADES
from trainer.pages.sources_forms import works_in_words
from trainer.pages.sources_queries import Event, name_of
from trainer.web.templating import day

NAMES = {
    "title": "Title",
    "kind": "Kind",
    "n": "What it counts",
    "seen": "Seen",
    "works": "Works",
    "grade": "Grade",
    "review_by": "Look at it again by",
    "superseded_by": "Superseded by",
    "is_blocking": "Keeps items off new papers once due",
    "owner_id": "Owner",
    "note": "Note",
}
VERBS = {
    ADDED: "Added",
    CHANGED: "Changed",
    "review.source.holders-listed": "Holders listed",
}
WHOLE_DOI = re.compile(r"10\.[0-9.]+/\S+")


def words_of(session: Session, said: Mapping[str, Any]) -> dict[str, str]:
    """Values of a source by the names of their fields, as people read them."""
    return {label: _in_words(session, name, said[name]) for name, label in NAMES.items() if name in said}


def told(session: Session, event: Event) -> list[str]:
    """What an event of the trail says, a line for each thing it tells."""
    if event.action != CHANGED:
        return [f"{name.capitalize()}: {value}" for name, value in event.detail.items()]
    before = words_of(session, {name: pair[0] for name, pair in event.detail.items()})
    after = words_of(session, {name: pair[1] for name, pair in event.detail.items()})
    return [f"{label}: {after[label]}, before: {before[label]}" for label in after]


def _in_words(session: Session, name: str, value: Any) -> str:
    if name == "is_blocking":
        return "yes" if value else "no"
    if name == "works":
        return works_in_words(value)
    if value is None or value == "":
        return "nothing"
    if name == "review_by":
        return day(date.fromisoformat(value) if isinstance(value, str) else value)
    if name == "owner_id":
        return name_of(session, value) or "nobody"
    return GRADES.get(value, value) if name == "grade" else str(value)


def links_of(doi: str | None) -> str | None:
    """The address under which a work is found by its DOI; None for what is no DOI."""
    return f"https://doi.org/{quote(doi, safe='/:;().<>')}" if doi and WHOLE_DOI.fullmatch(doi) else None
