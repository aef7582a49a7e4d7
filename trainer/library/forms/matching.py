"""The form of lines to match with choices."""

from __future__ import annotations

from trainer.library.forms.columns import Column, Kind
from trainer.library.forms.common import PICTURE, RATIONALE, harm, scoring, text
from trainer.library.forms.plan import Plan, Rows

MATCH = Column("match", "Fits", Kind.PICK, needed="Choose what this line matches.", picks="choices")
PROMPTS = Rows(
    "prompts",
    "Line",
    "Lines to match",
    (text("Line", "Write the line, or empty the whole row."), MATCH, *harm(), RATIONALE),
    ids="p",
    first=3,
    hint="Harm is what a wrong match could do.",
)
CHOICES = Rows(
    "choices",
    "Choice",
    "Choices",
    (text("Choice", "Write the choice, or empty the whole row."),),
    ids="c",
    first=4,
    hint="All lines are offered all choices; one may fit several lines, and some should fit none.",
)
LANDS = (("choice", "choices"), ("", "prompts"))
PLAN = Plan("matching", (*PICTURE, scoring("matching")), (PROMPTS, CHOICES), LANDS)
