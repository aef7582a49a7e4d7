"""The pages of an exam and of an attempt."""

from trainer.exams.views import breaks, overview, result, sitting
from trainer.exams.views.blueprint import bp

__all__ = ["bp", "breaks", "overview", "result", "sitting"]
