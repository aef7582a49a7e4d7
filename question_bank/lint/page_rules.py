"""What the rules for course pages and figures are called, why they exist, and an example of breaking each."""

from __future__ import annotations

from question_bank.lint.rule import NamedRule

UNCITED = {
    "claim": NamedRule(
        "uncited-claim",
        "What a page states can be looked up. A line that ends in a colon is free only before the list or table "
        "that it introduces, and which cites.",
        "Bruises are common. (and no source after the full stop)",
    ),
    "table": NamedRule(
        "uncited-table",
        "A number in a table is a claim like any other, so the caption cites, or every row does.",
        "A table of depths with no caption, or with one that names no source.",
    ),
    "figure": NamedRule(
        "uncited-figure",
        "A drawing states where things lie, and its caption says on whose word.",
        "A chart of two surveys whose caption names neither.",
    ),
    "check": NamedRule(
        "uncited-check",
        "A key and its reasons teach as much as the text does, so a check question lists its sources.",
        "A check question whose rationale says that a faint lasts seconds, without `sources`.",
    ),
    "lede": NamedRule(
        "uncited-lede",
        "A lede sums up and bears no citation itself, so the first paragraph after it has to cite.",
        "A lede that calls soreness common, above a page that opens with a figure or with a line without source.",
    ),
}
"""By the part of a page that names no source."""
UNREADABLE = NamedRule(
    "page",
    "What the format does not know is not shown to anybody.",
    "A page with a picture from elsewhere, or with a check question that has two keys.",
)
CHECKLESS = NamedRule(
    "check",
    "Who answers a question about what was just read remembers more of it.",
    "A page of five minutes without a single check question.",
)
OUTSIDE = NamedRule(
    "outside-link",
    "An address of somebody else changes without notice; a source is kept.",
    "A page that says: see https://example.org for the guideline.",
)
CONTENT = NamedRule(
    "figure-content",
    "A drawing that brings code, colours or pictures of its own breaks the page or its dark mode.",
    "A figure with a script element, or with fill set to a colour by number.",
)
WORDS = NamedRule(
    "figure-words",
    "Who cannot see a drawing is told what it shows.",
    "A figure that has no title element, or no description.",
)
PAGE_RULES = (*UNCITED.values(), UNREADABLE, CHECKLESS, OUTSIDE, CONTENT, WORDS)
