"""JPEG files, looked at segment by segment: whether one holds its picture and nothing else."""

from __future__ import annotations

import re

BEGIN, END = b"\xff\xd8", b"\xff\xd9"
PLAIN = 0xE0
"""The segment that says the kind of file; without a small picture in it it is 16 bytes long."""
SCAN = 0xDA
NEEDED = frozenset({PLAIN, 0xDB, 0xC0, 0xC4, SCAN})
"""The kind, the quantisation tables, the frame, the Huffman tables, the scan: what a baseline picture is made of."""
LONGEST = 1_024
MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7]")


def is_bare(data: bytes) -> bool:
    """Whether there is neither metadata nor anything behind the picture: then it need not be written anew."""
    at = len(BEGIN)
    if not data.startswith(BEGIN):
        return False
    while at + 4 <= len(data):
        kind, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        is_known = data[at] == 0xFF and kind in NEEDED and size <= LONGEST and (kind != PLAIN or size == 16)
        if not is_known:
            return False
        at += 2 + size
        if kind == SCAN:
            return _ends(data, at)
    return False


def _ends(data: bytes, at: int) -> bool:
    """Whether the one scan that begins here runs to the end of the file."""
    found = MARKER.search(data, at)
    return found is not None and found.group() == END and found.end() == len(data)
