"""What everything stands on: the database, the clock, errors, identifiers. It knows no web."""
