"""Work done after an answer went out. Rows are the queue; a message only says that it is worth looking now."""

from trainer.jobs.engines import HueyJobs, Jobs, MemoryJobs, make_jobs
from trainer.jobs.registry import Task, Tasks

__all__ = ["HueyJobs", "Jobs", "MemoryJobs", "Task", "Tasks", "make_jobs"]
