"""Words for items, and the questions about them that need neither web nor database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from question_bank.formats.faults import Fault
from question_bank.items import Choices, Ordering, wording
from question_bank.items.base import Harm, Presented
from question_bank.items.card import Card, Group, Level, Rule, Status, Use
from question_bank.lint.bank_rules import BANK_RULES
from question_bank.lint.rules import RULES
from question_bank.lint.sources import SOURCE_RULES
from trainer.library.machine import MOVES
from trainer.library.reasons import Reason
from trainer.library.reasons import reasons as reasons_of

TYPES = {
    "single_choice": "Choose one",
    "multiple_response": "Choose several",
    "true_false_set": "Judge each statement",
    "ordering": "Put in order",
    "matching": "Match",
    "numeric": "Give a number",
    "short_text": "Give a word",
    "hotspot": "Point in a drawing",
    "needle_vector": "Place a needle",
}
DOMAINS = {domain: domain for domain in (f"D{number}" for number in range(1, 10))} | {"D0": "Not sorted"}
USES = {Use.EXAM: "Exam", Use.PRACTICE: "Practice"}
STATUSES = {
    Status.DRAFT: "Draft",
    Status.IN_REVIEW: "In review",
    Status.APPROVED: "Approved",
    Status.LIVE: "Live",
    Status.RETIRED: "Retired",
    Status.COMPROMISED: "Compromised",
}
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
ASIDE = {"code", "version", "status", "payload"}
"""What of a card is not compared by name: it stays, or is compared part by part."""


LISTED = (
    "options", "statements", "steps", "prompts", "choices", "accepted", "partial", "near", "units", "regions",
    "entries", "directions", "depths", "grips", "zones",
)  # fmt: skip
"""What an item has several of."""
A_NUMBER = "Give a number with a point, such as 12.5, and at most nine figures before and after it."
A_SHARE = "Give a share such as 1, 1/2 or -1/4."
WORDS = {
    ("string_too_short", "stem"): "Write the stem.",
    ("string_too_short", "text"): "Write the option, or empty the whole row.",
    ("missing", "happens"): "Say what would happen, or empty what stands beside it.",
    ("missing", "picture"): "Give the drawing first.",
    ("missing", "tolerance"): "Give 0 for exactly this number.",
    ("string_pattern_mismatch", "credit"): A_SHARE,
    ("string_pattern_mismatch", "lower"): A_SHARE,
    ("string_pattern_mismatch", "upper"): A_SHARE,
    ("string_pattern_mismatch", "acceptable_credit"): "Give a share between 0 and 1, such as 1/2.",
    ("string_pattern_mismatch", "value"): A_NUMBER,
    ("string_pattern_mismatch", "tolerance"): A_NUMBER,
    ("string_pattern_mismatch", "factor"): A_NUMBER,
    ("greater_than", "length"): "A depth is more than 0.",
    ("greater_than_equal", "angle"): "Give degrees from -360 to 360.",
    ("less_than_equal", "angle"): "Give degrees from -360 to 360.",
    **{
        ("too_short", name): f"Too few {name}: {{actual_length}} written, at least {{min_length}} needed."
        for name in LISTED
    },
    **{
        ("too_long", name): f"Too many {name}: {{actual_length}} written, at most {{max_length}} possible."
        for name in LISTED
    },
}
"""What pydantic finds, by kind and place, in words for an author."""
SAID = {
    "is a key and cannot carry harm": "What is right does no harm. Choose No harm, or untick it.",
    "the keys together earn the whole": "What is right must earn 1 when all of it is chosen. Mend what each earns.",
    "as its coordinates": "These numbers do not fit the shape.",
    "needs at least three points": "A polygon needs three corners or more, each with x and y.",
    "has no size": "It has no size. Give it some.",
    "danger zone names its": "Name the structure in danger, and choose how grave the harm is.",
    "only a danger zone": "Only a danger zone names a structure. Empty this, or choose Danger.",
    "says which one it asks for": "Name the unit asked for, because other units are offered.",
}
"""What the item types themselves find, by a piece of it, in words for an author."""


def shown(card: Card) -> Presented:
    """A card as a candidate would be shown it, its options in their written order under their own ids.

    Steps to put in order stand by their texts: as they are written they would be the answer.
    """
    own = order = card.payload.own_ids()
    if isinstance(card.payload, Ordering):
        steps = sorted(card.payload.steps, key=lambda step: step.text.casefold())
        order = tuple(step.id for step in steps)
        order = order[::-1] if order == own else order
    return card.payload.present(order, {id_: id_ for id_ in own})


def reasons(card: Card) -> list[Reason]:
    """Key, reasons and harm of an item, part by part in written order."""
    return list(reasons_of(card.payload))


def unwrap(stem: str) -> str:
    """A stem without the line breaks of its file: one line a paragraph, an empty line between two."""
    parts = (" ".join(part.split()) for part in re.split(r"\n\s*\n", stem.strip()))
    return "\n\n".join(part for part in parts if part)


def runs_of(text: str) -> tuple[wording.Span, ...]:
    """A line of an item in runs, some of them stressed."""
    return wording.spans(text)


def first_words(stem: str, most: int = 90) -> str:
    """The beginning of a stem on one line, cut between words."""
    line = wording.plain(stem)
    return line if len(line) <= most else line[: most + 1].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def letter_of(use: Use) -> str:
    """The letter that stands for a pool in an item's code."""
    return "E" if use is Use.EXAM else "P"


def code_after(prefix: str, last: int) -> str:
    """The code that follows the last one of a domain and pool: three digits, or as many as it takes."""
    return f"{prefix}{last + 1:03d}"


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


def worth_telling(lines: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Pydantic's errors without the counts of rows, where they are short only because a row is not whole."""
    found = list(lines)
    broken = {line["loc"][:1] for line in found if len(line["loc"]) > 1}
    return [line for line in found if line["loc"] not in broken]


def in_words(line: Mapping[str, Any]) -> str:
    """One of pydantic's errors as its author can act on it."""
    place = next((part for part in reversed(line["loc"]) if isinstance(part, str)), "")
    said = WORDS.get((line["type"], place))
    if said:
        return said.format(**line.get("ctx", {}))
    words = str(line["msg"]).removeprefix("Value error, ")
    words = next((told for piece, told in SAID.items() if piece in words), words)
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def errors_of(faults: Iterable[Fault]) -> list[Fault]:
    """The faults that keep an item from candidates."""
    return [fault for fault in faults if not fault.is_warning]


def rules_held(faults: Sequence[Fault]) -> int:
    """How many item-writing rules nothing was found against."""
    return len(RULES) - len({fault.rule for fault in faults})


def step_done(verb: str) -> str:
    """What a step of an item's life did, as the history says it."""
    done = MOVES[verb].done if verb in MOVES else "taken back to where it stood"
    return f"{done[:1].upper()}{done[1:]}"


def reason_of(rule: str) -> str:
    """Why an item-writing rule exists."""
    named = {known.name: known.reason for known in (*BANK_RULES, *SOURCE_RULES)}
    return ({known.name: known.reason for known in RULES} | named).get(rule, "")


def changes(before: Card, after: Card) -> list[str]:
    """Which parts of an item differ, in words; empty when nothing does."""
    old, new = before.model_dump(exclude=ASIDE), after.model_dump(exclude=ASIDE)
    words = [_plain(name) for name in new if old[name] != new[name]]
    if unwrap(before.payload.stem) != unwrap(after.payload.stem):
        words.insert(0, "stem")
    if before.payload.model_dump(exclude={"stem"}) != after.payload.model_dump(exclude={"stem"}):
        words.append("options" if isinstance(after.payload, Choices) else "question")
    return words


def _plain(name: str) -> str:
    words: Mapping[str, str] = {"must_not_miss": "must-not-miss rule", "safety_critical": "safety-critical"}
    return words.get(name, name)
