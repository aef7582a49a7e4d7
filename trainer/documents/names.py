"""Names as certificates print them: which can be set, and why another cannot, letter by letter."""

from __future__ import annotations

import unicodedata

from trainer.documents.fonts import unset

LONGEST_NAME = 100


def printed_name(name: str) -> str:
    """A name as it is set: composed letters, single spaces."""
    return " ".join(word for word in unicodedata.normalize("NFC", name).split(" ") if word)


def name_faults(name: str) -> list[str]:
    """Why this name cannot be printed, each in words; empty when each letter can be set."""
    if not name:
        return ["There is no name on the register entry."]
    if len(name) > LONGEST_NAME:
        return [f"The name is longer than the {LONGEST_NAME} letters a certificate can hold."]
    hidden = [c for c in name if unicodedata.category(c)[0] == "C" or unicodedata.category(c) in ("Zl", "Zp")]
    if hidden:
        called = ", ".join(_called(c) for c in dict.fromkeys(hidden))
        return [f"The name holds a character that cannot be seen: {called}."]
    return letter_faults(name)


def letter_faults(text: str) -> list[str]:
    """Which letters of a text no font of ours can set; empty when each can be."""
    if not (found := unset(text)):
        return []
    return [f"No font of ours can set {', '.join(f'{c} ({_called(c)})' for c in found)}."]


def _called(letter: str) -> str:
    """A letter and its marks by their names."""
    return " with ".join(f"{unicodedata.name(c, 'unnamed').lower()}, U+{ord(c):04X}" for c in letter)
