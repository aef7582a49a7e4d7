"""Reading what a client sent of an answer: from a form, or from JSON. What cannot be read becomes None."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from werkzeug.datastructures import MultiDict

from trainer.exams.errors import UnreadableSave
from trainer.exams.service import Save

CLEAR = "clear"
READERS: dict[str, Callable[[MultiDict[str, str]], Any]] = {
    "single_choice": lambda form: form.get("answer") or None,
    "multiple_response": lambda form: form.getlist("answer") or None,
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
        _writer(body.get("writer")),
    )


def _writer(given: object) -> str | None:
    if given is None:
        return None
    try:
        return str(UUID(str(given)))
    except ValueError:
        raise UnreadableSave("writer", "The writer is one UUID for each window.") from None
