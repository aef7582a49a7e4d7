"""Reading and writing questions and courses. Each format is a module with read() and, where it can, write()."""
