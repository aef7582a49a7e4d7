"""The form of a word or two to write."""

from __future__ import annotations

from trainer.library.forms.columns import Column, Kind
from trainer.library.forms.common import PICTURE, harm
from trainer.library.forms.numeric import CREDIT
from trainer.library.forms.plan import Plan, Rows

WORDS = Column("text", "Answer", Kind.LINE, needed="Write the answer, or empty the whole row.")
ACCEPTED = Rows(
    "accepted",
    "Answer",
    "Answers that are right",
    (WORDS,),
    ids=None,
    first=2,
    plain=True,
    hint="Accents, dashes and signs at the ends make no difference; every other spelling stands here.",
)
PARTIAL = Rows(
    "partial",
    "Answer",
    "Answers that are partly right",
    (WORDS, CREDIT, Column("rationale", "Why it is not the whole answer")),
    ids=None,
    lands=(("", "credit"),),
)
NEAR = Rows(
    "near",
    "Answer",
    "Near answers that are wrong",
    (WORDS, Column("rationale", "Why it is not right")),
    ids=None,
    hint="They earn nothing; their reasons are shown after the exam.",
)
WHY = Column("rationale", "Why this is the answer")
CASE = Column("case_sensitive", "Capital and small letters are different answers", Kind.TICK)
PLAN = Plan("short_text", (*PICTURE, CASE, WHY, *harm()), (ACCEPTED, PARTIAL, NEAR), (("", "accepted"),))
