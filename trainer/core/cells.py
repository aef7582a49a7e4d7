"""Cells of tables that people open in a spreadsheet."""

from __future__ import annotations

import re

FORMULA = re.compile(r"(^|[;\t\r\n])(?=[ \"']*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])")
"""Where a formula may begin: in a cell, and behind whatever some spreadsheet takes for the border between two."""


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, however it cuts it."""
    return FORMULA.sub(r"\1'", cell)
