"""Reading what else a client sends about an attempt: where it comes from, which window it is, what it noticed."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask import request

from trainer.exams.errors import UnreadableSave
from trainer.exams.service.receipts import Seen
from trainer.exams.service.signals import KINDS, Told
from trainer.exams.standing import LONGEST_PAPER

MOST_AT_ONCE = 20
LONGEST_SECONDS = 24 * 3600


def seen() -> Seen:
    """Where this request comes from."""
    return Seen(request.remote_addr, _agent(request.headers.get("User-Agent", "")))


@lru_cache(maxsize=1024)
def _agent(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:16]


def writer(given: object) -> str | None:
    """The UUID a window calls itself, None when it says none; UnreadableSave for anything else."""
    if given is None:
        return None
    try:
        return str(UUID(str(given)))
    except ValueError:
        raise UnreadableSave("writer", "The writer is one UUID for each window.") from None


def claiming() -> str:
    """The window that claims an attempt."""
    body = request.get_json(silent=True)
    found = writer(body.get("writer")) if isinstance(body, dict) else None
    if found is None:
        raise UnreadableSave("writer", "A window claims an attempt by its UUID: send an object with writer.")
    return found


def told() -> list[Told]:
    """The signals of a request; UnreadableSave names the first that is none."""
    body = request.get_json(silent=True)
    if not isinstance(body, list) or len(body) > MOST_AT_ONCE:
        raise UnreadableSave("body", f"Signals are a list of at most {MOST_AT_ONCE}.")
    return [_told(place, each) for place, each in enumerate(body)]


def _told(place: int, given: Any) -> Told:
    if not isinstance(given, dict) or given.get("kind") not in KINDS:
        raise UnreadableSave(f"{place}.kind", f"A signal is one of {', '.join(KINDS)}.")
    seconds, position = given.get("seconds", 0), given.get("position")
    if not _is_number(seconds) or not 0 <= seconds <= LONGEST_SECONDS:
        raise UnreadableSave(f"{place}.seconds", "Seconds are a number from 0 to a day.")
    if position is not None and not (_is_whole(position) and 1 <= position <= LONGEST_PAPER):
        raise UnreadableSave(f"{place}.position", "A position is a whole number from 1, or null.")
    return Told(given["kind"], round(seconds), position)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
