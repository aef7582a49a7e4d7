"""The pages of an exam and of an attempt."""

from trainer.exams.views import breaks, offline, overview, pictures, receipts, report, result, sitting
from trainer.exams.views.blueprint import bp

__all__ = ["bp", "breaks", "offline", "overview", "pictures", "receipts", "report", "result", "sitting"]
