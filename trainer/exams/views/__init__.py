"""The pages of an exam and of an attempt."""

from trainer.exams.views import overview, result, sitting
from trainer.exams.views.blueprint import bp

__all__ = ["bp", "overview", "result", "sitting"]
