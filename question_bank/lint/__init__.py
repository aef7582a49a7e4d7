"""Item-writing and course-writing rules; each has a name, a reason and an example."""
