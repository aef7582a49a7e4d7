"""The form of statements to judge."""

from __future__ import annotations

from trainer.library.forms.columns import Column, Kind
from trainer.library.forms.common import PICTURE, RATIONALE, harm, scoring, text
from trainer.library.forms.plan import Plan, Rows

TRUTH = Column(
    "is_true",
    "It is",
    Kind.CHOICE,
    needed="Say whether the statement is true.",
    choices={"": "Choose", "True": "True", "False": "False"},
)
STATEMENTS = Rows(
    "statements",
    "Statement",
    "Statements, truth and reasons",
    (text("Statement", "Write the statement, or empty the whole row."), TRUTH, *harm(), RATIONALE),
    first=4,
    hint="Each is judged true or false by itself. Harm is what judging it wrongly could do.",
)
PLAN = Plan("true_false_set", (*PICTURE, scoring("true_false_set")), (STATEMENTS,), (("", "statements"),))
