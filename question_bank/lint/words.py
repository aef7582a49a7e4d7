"""Words that give an answer away, that are missed in reading, or that say too little to count."""

from __future__ import annotations

import re
from functools import lru_cache

from question_bank.items import wording

ABSOLUTE = re.compile(r"\b(always|never|only|all|none|every|completely|impossible)\b", re.IGNORECASE)
VAGUE = re.compile(r"\b(usually|often|may|sometimes|generally|typically|can be)\b", re.IGNORECASE)
NEGATIVE = re.compile(r"\b(not|except|least|incorrect|wrong|false)\b", re.IGNORECASE)
STRESSED = re.compile(r"\*\*[^*]+\*\*")
LONG_WORD = re.compile(r"[a-z]{5,}")
TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
PARAGRAPH_END = re.compile(r"\n\s*\n")
SENTENCE_END = re.compile(r"(?<=[.?!])\s+(?=[A-Z*\"'(])")
COMMON = frozenset(
    LONG_WORD.findall(
        """about after before being could every first might other patient should their there these those which would
        needle needling clinician treatment"""
    )
)


def question(stem: str) -> str:
    """The last paragraph of a stem: the one that asks."""
    return PARAGRAPH_END.split(stem.strip())[-1]


def last_sentence(stem: str) -> tuple[str, str]:
    """A stem in two: what leads up to its last sentence, and that sentence, both on one line."""
    *lead, last = SENTENCE_END.split(wording.plain(stem))
    return " ".join(lead), last


def long_words(text: str) -> frozenset[str]:
    """The words of a text that say something: five letters or more, and not among the common ones."""
    return frozenset(LONG_WORD.findall(text.lower())) - COMMON


@lru_cache(maxsize=1024)
def tokens(text: str) -> tuple[str, ...]:
    """The words and numbers of a text in their order, without stress, case and punctuation."""
    return tuple(TOKEN.findall(wording.plain(text).casefold()))
