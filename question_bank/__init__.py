"""A library about questions: items, scoring, selection, formats and lint. It knows no web and no database."""
