"""GIFT, Moodle's text format: parsed to plain values, read into drafts, and written."""
