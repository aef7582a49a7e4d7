"""Cards as a table, one in each row, in UTF-8 with the mark by which spreadsheets know it."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

from question_bank.exchange.found import Written
from question_bank.exchange.reduced import problem_with, reduced
from question_bank.exchange.table.cells import safe
from question_bank.exchange.table.columns import ABOUT, COLUMNS, FLAGS, MOST, YES
from question_bank.exchange.table.kinds import told
from question_bank.exchange.table.losses import LOSSES, REFUSALS
from question_bank.items.card import Card


def write(cards: Iterable[Card], out: BinaryIO, media: Mapping[str, bytes]) -> Iterator[Written]:
    """Write cards row by row; a table shows no pictures."""
    out.write(codecs.BOM_UTF8 + _row(COLUMNS))
    for card in cards:
        less, lost = reduced(card, LOSSES)
        refusal = REFUSALS.get(card.type) or problem_with(less)
        if not refusal:
            cells = _cells(less)
            is_wide = not set(cells) <= set(COLUMNS)
            refusal = f"it has more than {MOST} parts, and a row has room for so many" if is_wide else ""
        if refusal:
            yield Written(card.code, refusal=refusal)
        else:
            out.write(_row(safe(cells.get(name, "")) for name in COLUMNS))
            yield Written(card.code, lost)


def _row(cells: Iterable[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().encode()


def _cells(card: Card) -> dict[str, str]:
    """The cells of a card that say something; numbered beyond the columns when there are too many parts."""
    whole, parts = told(card.payload)
    cells = {"code": card.code, "type": card.type, "title": card.title, "stem": card.payload.stem, **whole}
    cells |= {name: getattr(card, name) or "" for name in ABOUT}
    cells |= {name: YES for name in FLAGS if getattr(card, name.replace(" ", "_"))}
    cells |= {name: "\n".join(getattr(card, name)) for name in ("tags", "sources", "enemies")}
    if case := card.payload.case:
        cells |= {f"case {name}": str(getattr(case, name)) for name in ("code", "title", "text", "place", "of")}
    cells |= {f"{name} {number}": text for number, part in enumerate(parts, 1) for name, text in part.items()}
    return {name: str(text) for name, text in cells.items()}
