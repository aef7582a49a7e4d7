"""What changes courses and progress in them: loading the content, enrolling, reading, answering, passing."""

from trainer.courses.service.learn import answer_check, enrol, mark_read, record_module_pass
from trainer.courses.service.load import load

__all__ = ["answer_check", "enrol", "load", "mark_read", "record_module_pass"]
