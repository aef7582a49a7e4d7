"""The form of steps to put in order."""

from __future__ import annotations

from trainer.library.forms.columns import Column
from trainer.library.forms.common import PICTURE, harm, scoring, text
from trainer.library.forms.plan import Plan, Rows

STEPS = Rows(
    "steps",
    "Step",
    "Steps, in their right order",
    (
        text("Step", "Write the step, or empty the whole row."),
        Column("rationale", "Why it stands here"),
    ),
    first=4,
    hint="Write them in the right order. A paper shuffles them.",
)
PLAN = Plan("ordering", (*PICTURE, scoring("ordering"), *harm()), (STEPS,), (("", "steps"),))
