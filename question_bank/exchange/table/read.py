"""A table of items as drafts; rows are named by the numbers a spreadsheet shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from question_bank.exchange.encoding import read_text
from question_bank.exchange.found import Draft, Found, Refused, Unreadable
from question_bank.exchange.moodle.answers import Asked, made
from question_bank.exchange.moodle.reading import Reading
from question_bank.exchange.table.cells import rows
from question_bank.exchange.table.columns import ABOUT, FLAGS, Cells, column, is_yes, lines
from question_bank.exchange.table.kinds import READERS

NO_ROW = "the table has no row with an item under its headings"
NO_STEM = "row 1: no column is called stem; the first row names the columns: code, type, stem, text 1, right 1 ..."
DOMAIN = re.compile(r"D[0-9]")
PLURALS = {"source": "sources", "enemy": "enemies"}
NAME = 60


def read(path: Path) -> Iterator[Found]:
    """Every item of a table; raises Unreadable when it is none, or has no column for the stem."""
    text, doubts = read_text(path)
    return found_in(text, doubts)


def found_in(text: str, doubts: tuple[str, ...] = ()) -> Iterator[Found]:
    """Every item of a table that was read as text."""
    table = rows(text)
    _number, headings = next(table, (0, []))
    columns = [column(heading) for heading in headings]
    if "stem" not in columns:
        raise Unreadable(NO_STEM)
    is_empty = True
    for number, row in table:
        is_empty = False
        yield _found(number, row, columns, headings, doubts)
    if is_empty:
        raise Unreadable(NO_ROW)


def _found(number: int, row: Sequence[str], columns: list[str], headings: list[str], doubts: tuple[str, ...]) -> Found:
    cells: dict[str, str] = {}
    reading = Reading()
    reading.losses.add(*doubts)
    for place, cell in enumerate(row):
        if place < len(columns) and columns[place]:
            cells.setdefault(columns[place], cell)
        elif cell:
            reading.losses.add(f"the column {headings[place] if place < len(headings) else place + 1} is not known")
    where, name = f"row {number}", cells.get("title") or cells.get("code") or cells.get("stem", "")[:NAME]
    try:
        draft = _draft(cells, reading)
    except Refused as refusal:
        return Found(where, name, refusal=str(refusal))
    return Found(where, name, draft, tuple(reading.losses))


def _draft(cells: Cells, reading: Reading) -> Draft:
    kind = re.sub(r"[\s-]+", "_", cells.get("type", "").lower()) or _likely(cells)
    if kind not in READERS:
        raise Refused(f"the type {kind} is not one of {', '.join(READERS)}")
    scoring = {"scoring": cells["scoring"]} if cells.get("scoring") else {}
    payload = made(kind, Asked(cells.get("stem", "")), **READERS[kind](cells), **scoring, case=_case(cells))
    domain = cells.get("domain", "")
    if domain and not DOMAIN.fullmatch(domain):
        raise Refused(f"the domain {domain} is not one of D0 to D9; write other names into the column category")
    said = [f"{name}: {cells[name]}" for name in ABOUT if cells.get(name)]
    listed = [f"{name}: {code}" for name in ("source", "enemy") for code in _codes(cells.get(PLURALS[name], ""))]
    flags = [name for name in FLAGS if is_yes(cells.get(name, ""))]
    tags = [*said, *listed, *flags, *lines(cells.get("tags", ""))]
    category = cells.get("category") or domain
    return reading.draft(payload, cells.get("title", ""), category, tags, cells.get("code", ""))


def _likely(cells: Cells) -> str:
    """What a row without a type is: a choice of one, or of several when several are right."""
    keys = sum(option["key"] for option in READERS["single_choice"](cells)["options"])
    return "multiple_response" if keys > 1 else "single_choice"


def _codes(cell: str) -> list[str]:
    return [code for code in re.split(r"[\s,;]+", cell) if code]


def _case(cells: Cells) -> dict[str, Any] | None:
    if not cells.get("case text"):
        return None
    places = {name: cells[f"case {name}"] for name in ("place", "of") if cells.get(f"case {name}")}
    told = {name: cells.get(f"case {name}", "") for name in ("code", "title", "text")}
    return {**told, **places}
