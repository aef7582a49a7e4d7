"""Items as a table, one in each row: its columns, how cells are kept safe, and what they say of each type."""
