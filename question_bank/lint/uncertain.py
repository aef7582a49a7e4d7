"""What the course fact sheet calls uncertain must not be keyed: the phrases, read from a file, and the rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pydantic import Field

from question_bank.formats import strict_yaml
from question_bank.items import wording
from question_bank.items.base import Frozen
from question_bank.items.card import Card
from question_bank.lint.parts import keyed
from question_bank.lint.rule import Finding, Rule

FILE = Path(__file__).parents[1] / "content" / "never_keyed.yaml"
LONGEST = 4000
"""Nobody asks in more characters; what is brought in from elsewhere may have many more."""


class Uncertain(Frozen):
    """A fact nobody may be examined on: where the fact sheet says so, and by which words it is known.

    It is found where the stem matches `asked`, something keyed matches `keyed`, and neither matches `unless`.
    """

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    section: str = Field(min_length=1)
    what: str = Field(min_length=1)
    keyed: re.Pattern[str]
    asked: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None

    def is_keyed(self, stem: str, text: str) -> bool:
        """Whether a keyed text, in plain words and small letters, says it in answer to a stem."""
        if not self.keyed.search(text) or (self.asked and not self.asked.search(stem)):
            return False
        return not (self.unless and self.unless.search(f"{stem} {text}"))


@cache
def facts() -> tuple[Uncertain, ...]:
    """Every fact of the file; raises pydantic's ValidationError or UnreadableYaml when the file is broken."""
    data = strict_yaml.load(FILE.read_text("utf-8"))
    return tuple(Uncertain.model_validate(each) for each in data["facts"])


def never_keyed(card: Card) -> Iterator[Finding]:
    stem = _small(card.payload.stem)
    for part in keyed(card.payload):
        text = _small(part.text)
        for fact in facts():
            if fact.is_keyed(stem, text):
                yield Finding(part.field, f"{fact.what} ({fact.id}, fact sheet {fact.section}); do not key it")


def _small(text: str) -> str:
    return wording.plain(text[:LONGEST]).casefold()


UNCERTAIN_RULES = (
    Rule(
        "never-keyed",
        "What the fact sheet calls uncertain cannot decide whether somebody passes.",
        "After how many sessions without change do you stop? (a) one (b) three (c) ten. Key: b",
        never_keyed,
    ),
)
