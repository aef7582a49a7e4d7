"""Observed practicals, signed off by an assessor who is not the candidate."""
