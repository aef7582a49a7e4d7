"""Cards for the tests of the question bank, and the real content read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from question_bank.formats import course_yaml
from question_bank.formats.course_yaml import Content
from question_bank.items.choices import Option

CONTENT = Path(__file__).resolve().parents[2] / "question_bank" / "content"


@cache
def real_content() -> Content:
    """The dry needling course as it stands."""
    return course_yaml.read(CONTENT)


def options(*keys: bool, **more: Any) -> tuple[Option, ...]:
    """Options a, b, c ... of which these are keys."""
    return tuple(
        Option(id=letter, text=f"Choice {letter}", key=key, rationale=f"Because of {letter}.", **more)
        for letter, key in zip("abcdefgh", keys, strict=False)
    )
