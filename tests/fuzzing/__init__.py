"""Fuzzing the readers of other systems' files: for ten minutes each by hand, for a moment in every run of the tests."""
