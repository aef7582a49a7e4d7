"""Cells that spreadsheets leave alone, and the separators between them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from question_bank.exchange.found import Unreadable

MARK = "'"
RUNS = re.compile(r"[=+\-@\t\r']")
"""How a cell begins that a spreadsheet would run, or that begins like one of ours that is marked."""
NUMBER = re.compile(r"-?\d+([.,]\d+)?")
FRACTION = re.compile(r"\d+/\d+")
"""What a spreadsheet would take for a date."""
SEPARATORS = (",", ";", "\t")
MOST_CELLS = 3_000_000
"""Cells of a table: twenty thousand items with a hundred and fifty columns each fit."""
MOST_COLUMNS = 500


def safe(text: str) -> str:
    """A cell behind a mark where a spreadsheet would run it or make a date of it; a number stays as it is."""
    return f"{MARK}{text}" if _is_taken(text) else text


def bare(cell: str) -> str:
    """What a cell says, without a mark that stands there for safety."""
    return cell[1:] if cell.startswith(MARK) and _is_taken(cell[1:]) else cell


def _is_taken(text: str) -> bool:
    return bool((RUNS.match(text) and not NUMBER.fullmatch(text)) or FRACTION.fullmatch(text))


def rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table that say something, numbered as a spreadsheet shows them."""
    told = text.replace("\r\n", "\n").replace("\r", "\n")
    between = separator(told)
    if told.count(between) > MOST_CELLS:
        raise Unreadable(f"the table has more than {MOST_CELLS} cells; split it")
    reader = csv.reader((f"{line}\n" for line in told.split("\n")), delimiter=between)
    number = 0
    try:
        for number, row in enumerate(reader, 1):
            if len(row) > MOST_COLUMNS:
                raise Unreadable(f"row {number} has more than {MOST_COLUMNS} cells; a quotation mark may be missing")
            if any(cell.strip() for cell in row):
                yield number, [bare(cell.strip()) for cell in row]
    except csv.Error as error:
        raise Unreadable(f"row {number + 1}: {error}; a quotation mark may be missing before it") from None


def separator(text: str) -> str:
    """What stands between the cells of the first row: a comma, a semicolon or a tab, whichever is there most."""
    first = re.sub(r'"[^"]*"', "", text.lstrip("\n").split("\n", 1)[0])
    return max(SEPARATORS, key=first.count)
