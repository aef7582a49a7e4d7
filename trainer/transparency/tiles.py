"""The tree cut into tiles of height 8, as C2SP tlog-tiles names and fills them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from trainer.transparency.tree import HashOf, node_hash, root_hash

HEIGHT = 8
WIDTH = 1 << HEIGHT
HASH_BYTES = 32
PATH = re.compile(r"(entries|0|[1-9]\d?)/((?:x\d{3}/)*\d{3})(?:\.p/([1-9]\d{0,2}))?", re.ASCII)
HIGHEST_LEVEL = 63
ENTRIES = -1
"""The level of entry bundles, which lie beside the tiles of level 0."""


@dataclass(frozen=True)
class Tile:
    """The hashes from number * 256 on at tile level `level`, `width` of them."""

    level: int
    number: int
    width: int = WIDTH

    @property
    def is_full(self) -> bool:
        """Whether it is complete, and will never be wider."""
        return self.width == WIDTH

    @property
    def path(self) -> str:
        """Its place below `tile/`, such as `0/x001/234.p/5`."""
        name, rest = f"{self.number % 1000:03}", self.number // 1000
        while rest:
            name, rest = f"x{rest % 1000:03}/{name}", rest // 1000
        level = "entries" if self.level == ENTRIES else str(self.level)
        return f"{level}/{name}" + ("" if self.is_full else f".p/{self.width}")

    def exists_at(self, size: int) -> bool:
        """Whether a tree of `size` leaves has come far enough to have it."""
        return self.number * WIDTH + self.width <= size >> HEIGHT * max(self.level, 0)


def parse(path: str) -> Tile | None:
    """The tile a path names, or None when it names none in the one way there is to write it."""
    found = PATH.fullmatch(path)
    if not found:
        return None
    level = ENTRIES if found[1] == "entries" else int(found[1])
    tile = Tile(level, int(re.sub(r"[x/]", "", found[2])), int(found[3] or WIDTH))
    return tile if tile.path == path and level <= HIGHEST_LEVEL else None


def partial(size: int) -> Iterator[Tile]:
    """The tiles at the right edge of a tree that are not full, from the leaves up."""
    level, above = 0, size
    while above:
        if above % WIDTH:
            yield Tile(level, above // WIDTH, above % WIDTH)
        level, above = level + 1, above // WIDTH


def split(data: bytes) -> list[bytes]:
    """The hashes of a tile."""
    return [data[place : place + HASH_BYTES] for place in range(0, len(data), HASH_BYTES)]


def above(hashes: bytes) -> bytes:
    """The hash above a power of two of hashes."""
    while len(hashes) > HASH_BYTES:
        pairs = range(0, len(hashes), 2 * HASH_BYTES)
        hashes = b"".join([node_hash(hashes[place : place + 2 * HASH_BYTES]) for place in pairs])
    return hashes


def hashes_from(size: int, read: Callable[[Tile], bytes]) -> HashOf:
    """The hashes of a tree of `size` leaves, from its tiles; each tile is read at most once."""
    kept: dict[Tile, bytes] = {}

    def hash_of(level: int, number: int) -> bytes:
        height = level % HEIGHT
        first = number << height
        here = size >> level - height
        tile = Tile(level // HEIGHT, first // WIDTH, min(WIDTH, here - first // WIDTH * WIDTH))
        if tile not in kept:
            kept[tile] = read(tile)
        start = first % WIDTH * HASH_BYTES
        return above(kept[tile][start : start + (HASH_BYTES << height)])

    return hash_of


@dataclass(frozen=True)
class Full:
    """A tile that has just become full, with the hash above it."""

    level: int
    number: int
    hashes: bytes
    root: bytes


class Edge:
    """The right edge of a tree: all that growing it needs. `tails` are the hashes of its partial tiles by level."""

    def __init__(self, size: int, tails: dict[int, list[bytes]]) -> None:
        self.size = size
        self._tails = tails

    @classmethod
    def of(cls, size: int, read: Callable[[Tile], bytes]) -> Edge:
        """The edge of a tree of `size` leaves, from its tiles."""
        return cls(size, {tile.level: split(read(tile)) for tile in partial(size)})

    @property
    def root(self) -> bytes:
        """The root of the tree."""
        return root_hash(self.size, hashes_from(self.size, lambda tile: b"".join(self._tails[tile.level])))

    def grow(self, leaves: Iterable[bytes]) -> list[Full]:
        """Add the hashes of leaves; returns the tiles they filled."""
        filled: list[Full] = []
        for leaf in leaves:
            self.size += 1
            self._add(0, leaf, filled)
        return filled

    def _add(self, level: int, added: bytes, filled: list[Full]) -> None:
        tail = self._tails.setdefault(level, [])
        tail.append(added)
        if len(tail) == WIDTH:
            self._tails[level] = []
            number = (self.size >> HEIGHT * (level + 1)) - 1
            hashes = b"".join(tail)
            filled.append(Full(level, number, hashes, above(hashes)))
            self._add(level + 1, filled[-1].root, filled)
