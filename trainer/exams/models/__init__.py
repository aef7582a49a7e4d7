"""The tables of exams: sittings, and what is kept of them."""

from trainer.exams.models.appeals import Appeal
from trainer.exams.models.fixed import ExamForm, FormOrder
from trainer.exams.models.records import Accommodation, LostAnswer, Pulse, Receipt, SealedRecord, TimeCredit
from trainer.exams.models.resits import Resit
from trainer.exams.models.sitting import Acceptance, Answer, Attempt, AttemptEvent, Drawn, Exam, ExamStatement, Paper

__all__ = [
    "Acceptance",
    "Accommodation",
    "Answer",
    "Appeal",
    "Attempt",
    "AttemptEvent",
    "Drawn",
    "Exam",
    "ExamForm",
    "ExamStatement",
    "FormOrder",
    "LostAnswer",
    "Paper",
    "Pulse",
    "Receipt",
    "Resit",
    "SealedRecord",
    "TimeCredit",
]
