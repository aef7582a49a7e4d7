"""Processes of this machine, as /proc tells them."""

from __future__ import annotations

import contextlib
from pathlib import Path


def children(pid: int, *, deep: bool = True) -> list[int]:
    """The processes below one; at any depth, or only its own."""
    pairs = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            fields = stat.read_text().rsplit(")", 1)[1].split()
            pairs.append((int(stat.parent.name), int(fields[1])))
    below = [child for child, parent in pairs if parent == pid]
    return below + [deeper for child in below for deeper in children(child)] if deep else below
