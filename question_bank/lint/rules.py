"""Every rule for single items, errors and warnings, in the order in which an author reads them."""

from __future__ import annotations

from question_bank.lint.cues import CUE_RULES
from question_bank.lint.kinds import KIND_RULES
from question_bank.lint.logic import LOGIC_RULES
from question_bank.lint.options import OPTION_RULES
from question_bank.lint.parts import options_of
from question_bank.lint.pictures import PICTURE_RULES
from question_bank.lint.rule import Rule
from question_bank.lint.stems import STEM_RULES
from question_bank.lint.support import SUPPORT_RULES
from question_bank.lint.uncertain import UNCERTAIN_RULES

__all__ = ["RULES", "options_of"]

RULES: tuple[Rule, ...] = (
    *STEM_RULES,
    *OPTION_RULES,
    *CUE_RULES,
    *LOGIC_RULES,
    *KIND_RULES,
    *PICTURE_RULES,
    *SUPPORT_RULES,
    *UNCERTAIN_RULES,
)
