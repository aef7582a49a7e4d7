"""The form of a number to give."""

from __future__ import annotations

from trainer.library.forms.columns import Column, Kind
from trainer.library.forms.common import PICTURE, harm, text
from trainer.library.forms.plan import Plan, Rows

CREDIT = Column(
    "credit", "Earns", Kind.LINE, needed="Say what it earns, such as 1/2.", hint="More than 0, less than 1."
)
TOLERANCE = Column("tolerance", "Give or take", Kind.LINE, hint="0 for exactly this number.", start="0")
FACTOR = Column("factor", "Times", Kind.LINE, needed="Say how many of the unit asked for one of these is.")
UNITS = Rows(
    "units",
    "Unit",
    "Other units a candidate may choose",
    (text("Unit", "Write the unit, or empty the whole row."), FACTOR),
    ids="u",
    hint="“Times” turns a number in this unit into the unit asked for: 10 for cm where mm is asked for.",
)
PARTIAL = Rows(
    "partial",
    "Number",
    "Numbers that are partly right",
    (
        Column("value", "Number", Kind.LINE, needed="Give the number, or empty the whole row."),
        TOLERANCE,
        CREDIT,
        Column("rationale", "Why it is not the whole answer"),
    ),
    ids=None,
    lands=(("", "credit"),),
)
FIELDS = (
    Column("value", "The right number", Kind.LINE, needed="Give the right number."),
    TOLERANCE,
    Column("unit", "Unit asked for", Kind.LINE, hint="Empty for a mere number."),
    Column("rationale", "Why this is the answer"),
)
LANDS = (("tolerance", "tolerance"), ("`unit`", "unit"), ("", "units"))
PLAN = Plan("numeric", (*PICTURE, *FIELDS, *harm()), (UNITS, PARTIAL), LANDS)
