"""The form of every item type by its name."""

from __future__ import annotations

from trainer.library.forms import (
    hotspot,
    matching,
    multiple_response,
    needle_vector,
    numeric,
    ordering,
    short_text,
    single_choice,
    true_false_set,
)
from trainer.library.forms.plan import Plan

PLANS: dict[str, Plan] = {
    module.PLAN.kind: module.PLAN
    for module in (
        single_choice,
        multiple_response,
        true_false_set,
        ordering,
        matching,
        numeric,
        short_text,
        hotspot,
        needle_vector,
    )
}
