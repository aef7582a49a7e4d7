"""What happens to exams and attempts, by verb."""

from trainer.exams.marks import decision_of
from trainer.exams.service import receipts
from trainer.exams.service.close import close_overdue, expire
from trainer.exams.service.follow_up import lapse, lapse_held
from trainer.exams.service.grade import grade, grade_submitted
from trainer.exams.service.load import load
from trainer.exams.service.save import Saved, save
from trainer.exams.service.seal import seal, seal_missing
from trainer.exams.service.sent import Save
from trainer.exams.service.signals import signals_of, tell
from trainer.exams.service.start import start
from trainer.exams.service.submit import submit
from trainer.exams.service.windows import claim

__all__ = [
    "Save",
    "Saved",
    "claim",
    "close_overdue",
    "decision_of",
    "expire",
    "grade",
    "grade_submitted",
    "lapse",
    "lapse_held",
    "load",
    "receipts",
    "save",
    "seal",
    "seal_missing",
    "signals_of",
    "start",
    "submit",
    "tell",
]
