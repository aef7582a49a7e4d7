"""The square code on paper, as one path that a template can draw."""

from __future__ import annotations

from dataclasses import dataclass

import segno


@dataclass(frozen=True)
class Square:
    """A QR code: its side in modules, quiet zone included, and the dark ones as an SVG path of unit lines."""

    side: int
    path: str


QUIET = 4
MASK = 3
"""One of the eight patterns of ISO/IEC 18004, 7.8: each can be read, and trying them all takes most of the time."""


def square_code(text: str) -> Square:
    """The QR code of a text at error level M."""
    code = segno.make_qr(text, error="m", boost_error=False, mask=MASK)
    rows = ["".join("#" if dark else "." for dark in row) for row in code.matrix]
    lines = [_line(row, y) for y, row in enumerate(rows)]
    return Square(side=len(rows) + 2 * QUIET, path="".join(lines))


def _line(row: str, y: int) -> str:
    """The dark runs of one row, drawn through the middle of its modules."""
    runs: list[str] = []
    start = 0
    for end in range(1, len(row) + 1):
        if end == len(row) or row[end] != row[start]:
            if row[start] == "#":
                runs.append(f"M{start + QUIET} {y + QUIET}.5h{end - start}")
            start = end
    return "".join(runs)
