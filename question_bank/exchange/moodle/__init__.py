"""Moodle's own way of telling questions: its XML, and what GIFT, also Moodle's, shares with it."""
