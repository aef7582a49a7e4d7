"""Words that give an answer away, or that are missed in reading."""

from __future__ import annotations

import re

ABSOLUTE = re.compile(r"\b(always|never|only|all|none|every|completely|impossible)\b", re.IGNORECASE)
VAGUE = re.compile(r"\b(usually|often|may|sometimes|generally|typically|can be)\b", re.IGNORECASE)
NEGATIVE = re.compile(r"\b(not|except|least|incorrect|wrong|false)\b", re.IGNORECASE)
STRESSED = re.compile(r"\*\*[^*]+\*\*")


def question(stem: str) -> str:
    """The last paragraph of a stem: the one that asks."""
    return stem.strip().split("\n\n")[-1]
