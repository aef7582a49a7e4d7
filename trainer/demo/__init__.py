"""The demonstration: an empty database filled with the course, people, and an exam's history."""

from trainer.demo.filling import Report, fill

__all__ = ["Report", "fill"]
