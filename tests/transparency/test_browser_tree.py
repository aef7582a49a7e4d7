"""The browser's tree says of any two heads what ours says: whether one is the beginning of the other."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from trainer.transparency.export import tiles
from trainer.transparency.tiles import ENTRIES, WIDTH, above
from trainer.transparency.tree import leaf_hash, root_hash

pytestmark = pytest.mark.pure
NODE = Path(sys.executable).with_name("node")
TREE = Path(__file__).parents[2] / "static/js/verify/tree.js"
ASK = Path(__file__).with_name("js") / "begins.mjs"
SIZES = (1, 2, 3, 4, 5, 7, 8, 100, 255, 256, 257, 300, 511, 512, 513, 1000, 65535, 65536, 65537, 66000)


@pytest.fixture(scope="module")
def levels() -> list[list[bytes]]:
    """The hashes of a tree by level of its tiles."""
    found = [[leaf_hash(str(number).encode()) for number in range(max(SIZES))]]
    while len(found[-1]) >= WIDTH:
        last = found[-1]
        whole = range(0, len(last) // WIDTH * WIDTH, WIDTH)
        found.append([above(b"".join(last[start : start + WIDTH])) for start in whole])
    return found


def head(levels: list[list[bytes]], size: int) -> dict[str, Any]:
    """A size and the root it has."""

    def hash_of(level: int, number: int) -> bytes:
        tile, height = divmod(level, 8)
        return above(b"".join(levels[tile][number << height : number + 1 << height]))

    return {"size": size, "root": root_hash(size, hash_of).hex()}


def published(levels: list[list[bytes]], size: int, folder: Path) -> None:
    """Write the tiles that a log of a size serves."""
    for tile in tiles(size):
        if tile.level != ENTRIES:
            first = tile.number * WIDTH
            path = folder / tile.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"".join(levels[tile.level][first : first + tile.width]))


def said(folder: Path, questions: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> list[bool]:
    done = subprocess.run(
        [NODE, "--no-warnings", ASK, TREE, folder],
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[bool] = json.loads(done.stdout)
    return found


def test_every_beginning_is_known_and_nothing_else(levels: list[list[bytes]], tmp_path: Path) -> None:
    heads = {size: head(levels, size) for size in SIZES}
    for new in SIZES:
        published(levels, new, tmp_path)
    pairs = [(old, new) for old in SIZES for new in SIZES if old <= new]
    assert said(tmp_path, [(heads[old], heads[new]) for old, new in pairs]) == [True] * len(pairs)
    other = {"size": 0, "root": "00" * 32}
    false = [(other | {"size": old}, heads[new]) for old, new in pairs]
    false += [(heads[old], other | {"size": new}) for old, new in pairs]
    false += [(heads[new], heads[old]) for old, new in pairs if old < new]
    assert not any(said(tmp_path, false))


def test_a_rewritten_tile_convinces_nobody(levels: list[list[bytes]], tmp_path: Path) -> None:
    published(levels, 600, tmp_path)
    for tile in (path for path in tmp_path.rglob("*") if path.is_file()):
        data = tile.read_bytes()
        tile.write_bytes(bytes([data[0] ^ 1]) + data[1:-1] + bytes([data[-1] ^ 1]))
    asked = [(head(levels, old), head(levels, 600)) for old in (256, 300, 512, 599)]
    assert not any(said(tmp_path, asked))
