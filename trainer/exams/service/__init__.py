"""What happens to exams and attempts, by verb."""

from trainer.exams.service.close import close_overdue, expire
from trainer.exams.service.grade import decision_of, grade, grade_submitted
from trainer.exams.service.load import load
from trainer.exams.service.save import Save, Saved, save
from trainer.exams.service.start import start
from trainer.exams.service.submit import submit

__all__ = [
    "Save",
    "Saved",
    "close_overdue",
    "decision_of",
    "expire",
    "grade",
    "grade_submitted",
    "load",
    "save",
    "start",
    "submit",
]
