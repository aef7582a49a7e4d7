"""The form of a question with options, one of them right."""

from __future__ import annotations

from trainer.library.forms.columns import Column, Kind
from trainer.library.forms.common import BOUNDS, CREDIT, MAPPING_LANDS, PICTURE, RATIONALE, harm, scoring, text
from trainer.library.forms.plan import Plan, Rows

KEY = Column("key", "Right", Kind.TICK)
OPTIONS = Rows(
    "options",
    "Option",
    "Options, keys and reasons",
    (text("Option", "Write the option, or empty the whole row."), KEY, CREDIT, *harm(), RATIONALE),
    first=4,
    hint="They are shuffled on every paper; here they stand in the order in which they are reviewed.",
    lands=(("carry harm", "harm"),),
)
LANDS = (*MAPPING_LANDS, ("", "options"))
PLAN = Plan("single_choice", (*PICTURE, scoring("single_choice"), *BOUNDS), (OPTIONS,), LANDS)
