"""Reading what a client sent of an answer: from a form, or from JSON. What cannot be read becomes None."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.datastructures import MultiDict

from trainer.exams.errors import UnreadableSave
from trainer.exams.service import Save
from trainer.exams.wire import writer

CLEAR = "clear"
PART = "answer."
"""What the name of a field begins with that holds one part of an answer; the rest is the part's id."""


def _one(form: MultiDict[str, str]) -> Any:
    return (form.get("answer") or "").strip() or None


def _many(form: MultiDict[str, str]) -> Any:
    return form.getlist("answer") or None


def _parts(form: MultiDict[str, str]) -> Any:
    given = {name.removeprefix(PART): value for name, value in form.items() if name.startswith(PART) and value}
    return given or None


def _truths(form: MultiDict[str, str]) -> Any:
    given = _parts(form)
    return given and {part: value == "true" for part, value in given.items()}


def _order(form: MultiDict[str, str]) -> Any:
    """The steps that were given a place, in the order of their places; two on one place keep their order on screen."""
    places = _parts(form) or {}
    placed = [part for part, place in places.items() if place.isdecimal()]
    return sorted(placed, key=lambda part: int(places[part])) or None


def _number(form: MultiDict[str, str]) -> Any:
    value, unit = (form.get(f"{PART}value") or "").strip(), form.get(f"{PART}unit")
    if not value:
        return None
    return {"value": value, "unit": unit} if unit else value


READERS: dict[str, Callable[[MultiDict[str, str]], Any]] = {
    "single_choice": _one,
    "multiple_response": _many,
    "true_false_set": _truths,
    "ordering": _order,
    "matching": _parts,
    "numeric": _number,
    "short_text": _one,
    "hotspot": _parts,
    "needle_vector": _parts,
}
"""How a form without JavaScript says the answer to each type of item."""


def save_from_form(form: MultiDict[str, str], position: int, kind: str) -> Save:
    """An answer form: fields answer, flag, revision; the button `go` may ask to clear the answer."""
    answer = None if form.get("go") == CLEAR else READERS[kind](form)
    return Save(position, answer, "flag" in form, form.get("revision", type=int))


def save_from_json(body: object, position: int) -> Save:
    """A JSON save; UnreadableSave when it is not an object or its writer is not a UUID."""
    if not isinstance(body, dict):
        raise UnreadableSave("body", "A save is a JSON object with answer, flagged and revision.")
    revision, flagged = body.get("revision"), body.get("flagged")
    return Save(
        position,
        body.get("answer"),
        flagged if isinstance(flagged, bool) else None,
        revision if isinstance(revision, int) and not isinstance(revision, bool) else None,
        writer(body.get("writer")),
    )
