"""Moodle's names for the ways to score an order, and ours."""

from __future__ import annotations

GRADING = {
    "ALL_OR_NOTHING": "all_or_nothing",
    "ABSOLUTE_POSITION": "absolute_position",
    "RELATIVE_NEXT_EXCLUDE_LAST": "adjacent_pairs",
    "RELATIVE_NEXT_INCLUDE_LAST": "adjacent_pairs_and_last",
    "RELATIVE_ONE_PREVIOUS_AND_NEXT": "one_neighbour",
    "RELATIVE_ALL_PREVIOUS_AND_NEXT": "all_neighbours",
    "LONGEST_ORDERED_SUBSET": "longest_subset",
    "LONGEST_CONTIGUOUS_SUBSET": "longest_run",
}
TO_CORRECT = "RELATIVE_TO_CORRECT"
"""The one way of Moodle's that is not known here."""
NAMES = {ours: theirs for theirs, ours in GRADING.items()}
