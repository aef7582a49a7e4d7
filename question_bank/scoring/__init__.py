"""Marks as exact fractions, pass policies, and the decisions they give."""
