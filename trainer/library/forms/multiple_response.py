"""The form of a question with options, several of them right."""

from __future__ import annotations

from trainer.library.forms.common import BOUNDS, PICTURE, scoring
from trainer.library.forms.plan import Plan
from trainer.library.forms.single_choice import LANDS, OPTIONS

PLAN = Plan("multiple_response", (*PICTURE, scoring("multiple_response"), *BOUNDS), (OPTIONS,), LANDS)
