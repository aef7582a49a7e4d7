"""Exchanging items with other systems: readers and writers of their formats, and the safety of packages."""
