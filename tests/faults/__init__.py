"""Faults: what is thrown at a running site, and whether anything acknowledged was lost."""
