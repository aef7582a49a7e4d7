"""Words for items, and the questions about them that need neither web nor database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from question_bank.formats.faults import Fault
from question_bank.items.base import Harm
from question_bank.items.card import Card, Group, Level, Rule, Status, Use
from question_bank.lint.rules import RULES

TYPES = {"single_choice": "Choose one", "multiple_response": "Choose several"}
DOMAINS = tuple(f"D{number}" for number in range(1, 10))
USES = {Use.EXAM: "Exam", Use.PRACTICE: "Practice"}
STATUSES = {Status.DRAFT: "Draft", Status.LIVE: "Live", Status.RETIRED: "Retired"}
GROUPS = {Group.THORAX: "Thorax", Group.OTHER_SAFETY: "Other safety", Group.KNOWLEDGE: "Knowledge"}
LEVELS = {Level.RECALL: "Recall", Level.APPLY: "Apply", Level.ANALYSE: "Analyse"}
HARMS = {
    Harm.NONE: "No harm",
    Harm.MINOR: "Minor harm",
    Harm.SERIOUS: "Serious harm",
    Harm.CRITICAL: "Critical harm",
}
MUST_NOT_MISS = {
    Rule.PNEUMOTHORAX_UNTIL_EXCLUDED: "Pneumothorax until excluded",
    Rule.NEVER_TOWARD_LUNG: "Never toward lung",
    Rule.NORMAL_OXIMETER: "A normal oximeter does not exclude",
    Rule.NO_CONSENT_STOP: "No consent: stop",
    Rule.SHARPS_INJURY: "Sharps injury",
    Rule.SPINAL_EMERGENCY: "Spinal emergency",
    Rule.NO_CURRENT_CARDIAC_DEVICE: "No current with a cardiac device",
    Rule.SPREADING_INFECTION: "Spreading infection",
}
LETTERS = "abcdefgh"
LAST_NUMBER = 999
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
ASIDE = {"code", "version", "status", "payload"}
"""What of a card is not compared by name: it stays, or is compared part by part."""


@dataclass(frozen=True)
class Run:
    """A stretch of a stem in one weight."""

    text: str
    is_bold: bool


def paragraphs(stem: str) -> list[list[Run]]:
    """A stem as a page shows it: paragraphs of plain and bold stretches; nothing else of Markdown counts."""
    return [_runs(" ".join(part.split())) for part in re.split(r"\n\s*\n", stem.strip()) if part.strip()]


def _runs(text: str) -> list[Run]:
    pieces = BOLD.split(text)
    return [Run(piece, index % 2 == 1) for index, piece in enumerate(pieces) if piece]


def first_words(stem: str, most: int = 90) -> str:
    """The beginning of a stem on one line, cut between words."""
    line = " ".join(BOLD.sub(r"\1", stem).split())
    return line if len(line) <= most else line[: most + 1].rsplit(" ", 1)[0].rstrip(",;:.") + " …"


def letter_of(use: Use) -> str:
    """The letter that stands for a pool in an item's code."""
    return "E" if use is Use.EXAM else "P"


def next_code(taken: Iterable[str], domain: str, use: Use) -> str | None:
    """The code after the highest one taken in this domain and pool, or None when there are no more."""
    prefix = f"{domain}-{letter_of(use)}-"
    numbers = [int(code.removeprefix(prefix)) for code in taken if code.startswith(prefix)]
    following = max(numbers, default=0) + 1
    return f"{prefix}{following:03d}" if following <= LAST_NUMBER else None


def free_ids(taken: Sequence[str], wanted: int) -> list[str]:
    """Ids for new options: letters no option has had in this form."""
    return [letter for letter in LETTERS if letter not in taken][:wanted]


def unknown_faults(card: Card, sources: set[str], codes: set[str]) -> dict[str, str]:
    """What a card names that the library does not hold, by field and in words."""
    lost = [key for key in card.sources if key not in sources]
    strangers = [code for code in card.enemies if code not in codes]
    found: dict[str, str] = {}
    if lost:
        found["sources"] = f"{', '.join(lost)}: no source has this key. The known keys are listed under the field."
    if card.code in card.enemies:
        found["enemies"] = "An item cannot be its own enemy."
    elif strangers:
        found["enemies"] = f"{', '.join(strangers)}: no item has this code."
    return found


def errors_of(faults: Iterable[Fault]) -> list[Fault]:
    """The faults that keep an item from candidates."""
    return [fault for fault in faults if not fault.is_warning]


def rules_held(faults: Sequence[Fault]) -> int:
    """How many item-writing rules nothing was found against."""
    return len(RULES) - len({fault.rule for fault in faults})


def changes(before: Card, after: Card) -> list[str]:
    """Which parts of an item differ, in words; empty when nothing does."""
    old, new = before.model_dump(exclude=ASIDE), after.model_dump(exclude=ASIDE)
    words = [_plain(name) for name in new if old[name] != new[name]]
    if before.payload.stem != after.payload.stem:
        words.insert(0, "stem")
    if before.payload.options != after.payload.options:
        words.append("options")
    return words


def _plain(name: str) -> str:
    words: Mapping[str, str] = {"must_not_miss": "must-not-miss rule", "safety_critical": "safety-critical"}
    return words.get(name, name)
