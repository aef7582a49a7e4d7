"""The names of rules, groups and outcomes as a candidate reads them."""

from __future__ import annotations

from trainer.exams.machine import State
from trainer.exams.models import Attempt

GROUPS = {
    "total": "Overall",
    "thorax": "Safety near the thorax",
    "other_safety": "Other safety",
    "knowledge": "Knowledge",
}
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
KINDS = {
    "final": "Final exam",
    "quiz": "Module quiz",
    "follow_up": "Follow-up of a held decision",
    "practice": "Practice, not scored",
}
OUTCOMES = {
    "passed": ("Passed", "ok", "ok"),
    "held": ("Held: a follow-up decides", "paused", "warn"),
    "not_passed": ("Not passed", "open", ""),
}
"""Words, icon and kind of each outcome."""


def outcome(attempt: Attempt) -> tuple[str, str, str]:
    """What came of an attempt, with its icon and kind."""
    if attempt.state == State.VOID:
        return "Void", "none", ""
    if attempt.outcome is None and attempt.state == State.GRADED:
        return "Practice: nothing is recorded", "none", ""
    if attempt.outcome is None:
        return "Being marked", "clock", ""
    return OUTCOMES[attempt.outcome]


def number(count: int) -> str:
    """A small number as a word."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def span(seconds: int | None) -> str:
    """A length of time as a person reads it: 150 minutes, 187 minutes 30 seconds, no time limit."""
    if seconds is None:
        return "no time limit"
    minutes, rest = divmod(seconds, 60)
    parts = [(minutes, "minute"), (rest, "second")]
    return " ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in parts if count) or "0 minutes"
