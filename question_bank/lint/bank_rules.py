"""What the rules for a bank as a whole are called, why they exist, and how grave breaking them is."""

from __future__ import annotations

from question_bank.formats.faults import Fault
from question_bank.lint.rule import NamedRule

BANK_RULES = (
    NamedRule(
        "repeated-code",
        "A code names one item, or results cannot be told apart.",
        "Two files that both say code: D4-E-001.",
    ),
    NamedRule(
        "unknown-source",
        "A source that is not listed cannot be looked up.",
        "An item that names S99, where the list of sources ends at S68.",
    ),
    NamedRule(
        "unknown-enemy",
        "An enemy that does not exist keeps nothing apart.",
        "An item whose enemies name D4-E-999, which nobody wrote.",
    ),
    NamedRule(
        "near-duplicate",
        "Two items that ask the same count one piece of knowledge twice.",
        "Two items with the same stem, in which only the age of the patient differs.",
        is_warning=True,
    ),
    NamedRule(
        "guess-the-longest",
        "Whoever always chooses the longest option must not do better than by chance and 3 points.",
        "A pool of 200 items of four options, in which the longest option is right in 70.",
    ),
    NamedRule(
        "key-positions",
        "Keys that prefer a place can be guessed (chi-squared, p under 0.05).",
        "A pool in which the key is a in 10, b in 60, c in 50 and d in 15 items.",
        is_warning=True,
    ),
    NamedRule(
        "negative-stems",
        "At most one question in ten is to be asked negatively, since negatives test reading.",
        "A pool of 100 items, of which 14 ask which of these is not so.",
        is_warning=True,
    ),
    NamedRule(
        "infeasible-blueprint",
        "An exam whose paper cannot be drawn cannot be sat.",
        "A blueprint that asks for 44 items of D4, where the bank has 40.",
    ),
    NamedRule(
        "repeated-case",
        "A case's code names one case.",
        "Two cases of different patients that are both called C-001.",
    ),
    NamedRule(
        "case-pools",
        "A practice item tells the key of the exam items it shares a case with.",
        "A case with two exam items and one practice item.",
    ),
    NamedRule(
        "case-stems",
        "Items that stand side by side each ask something of their own.",
        "A case whose two items both ask: What do you do next?",
    ),
    NamedRule(
        "case-enemies",
        "A case is drawn whole, and enemies are never drawn together.",
        "A case whose second item names the first as an enemy.",
    ),
)
"""Every rule for a bank as a whole."""
WARNINGS = {rule.name: rule.is_warning for rule in BANK_RULES}


def bank_fault(where: str, rule: str, says: str, field: str = "") -> Fault:
    """A fault of a bank, as grave as its rule; raises KeyError for a rule that does not exist."""
    return Fault(where, rule, says, WARNINGS[rule], field)
