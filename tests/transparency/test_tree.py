"""The tree agrees with published hashes and with the definitions, at every size."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transparency import naive
from trainer.transparency.tiles import Edge, Tile, hashes_from
from trainer.transparency.tree import (
    consistency,
    cover,
    extends,
    includes,
    inclusion,
    leaf_hash,
    root_hash,
)

pytestmark = pytest.mark.pure

LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""The roots of the first of these leaves, the first two, ...: the test data of Certificate Transparency."""
MOST = 600
DATA = [str(number).encode() for number in range(MOST)]


class Tiles:
    """The tiles of the first leaves of DATA, filled as a log fills them."""

    def __init__(self, size: int) -> None:
        self.hashes = [leaf_hash(data) for data in DATA[:size]]
        self.edge = Edge(0, {})
        self.full = {(tile.level, tile.number): tile for tile in self.edge.grow(self.hashes)}

    def read(self, tile: Tile) -> bytes:
        if tile.is_full:
            return self.full[tile.level, tile.number].hashes
        first = tile.number * 256
        if tile.level == 0:
            return b"".join(self.hashes[first : first + tile.width])
        return b"".join(self.full[tile.level - 1, first + place].root for place in range(tile.width))


@pytest.fixture(scope="module")
def tiles() -> Tiles:
    return Tiles(MOST)


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_of_the_published_test_data(size: int) -> None:
    edge = Edge(0, {})
    edge.grow(leaf_hash(data) for data in LEAVES[:size])
    assert edge.root.hex() == ROOTS[size - 1]


def test_the_root_of_no_leaves() -> None:
    assert Edge(0, {}).root.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_every_size_has_the_root_of_the_definition(tiles: Tiles) -> None:
    for size in range(MOST + 1):
        expected = naive.tree_hash(DATA[:size])
        assert root_hash(size, hashes_from(size, tiles.read)) == expected
        assert Edge.of(size, tiles.read).root == expected


@given(st.data())
def test_a_path_is_that_of_the_definition_and_holds(tiles: Tiles, data: st.DataObject) -> None:
    size = data.draw(st.integers(1, MOST))
    index = data.draw(st.integers(0, size - 1))
    made = inclusion(index, size, hashes_from(size, tiles.read))
    assert made == naive.path(index, DATA[:size])
    assert includes(naive.tree_hash(DATA[:size]), size, index, leaf_hash(DATA[index]), made)


@given(st.data())
def test_a_consistency_proof_is_that_of_the_definition_and_holds(tiles: Tiles, data: st.DataObject) -> None:
    new = data.draw(st.integers(0, MOST))
    old = data.draw(st.integers(0, new))
    made = consistency(old, new, hashes_from(new, tiles.read))
    before, after = naive.tree_hash(DATA[:old]), naive.tree_hash(DATA[:new])
    assert made == (naive.proof(old, DATA[:new]) if old else [])
    assert extends(old, before, new, after, made)
    assert not extends(old, after, new, before, made) or old == new


@given(st.data())
def test_a_proof_that_was_changed_holds_no_more(tiles: Tiles, data: st.DataObject) -> None:
    size = data.draw(st.integers(2, MOST))
    index = data.draw(st.integers(0, size - 1))
    root, leaf = naive.tree_hash(DATA[:size]), leaf_hash(DATA[index])
    made = inclusion(index, size, hashes_from(size, tiles.read))
    wrong = spoil(made, data.draw(st.integers(0, 2**16)))
    assert not includes(root, size, index, leaf, wrong)
    assert not includes(root, size, index, leaf_hash(b"another"), made)
    assert not includes(root, size, size, leaf, made)
    old = data.draw(st.integers(1, size - 1))
    proof = consistency(old, size, hashes_from(size, tiles.read))
    assert not extends(old, naive.tree_hash(DATA[:old]), size, root, spoil(proof, data.draw(st.integers(0, 2**16))))


def spoil(hashes: list[bytes], seed: int) -> list[bytes]:
    """Without one, with one more, or with one changed."""
    chance = random.Random(seed)
    place = chance.randrange(len(hashes))
    changed = bytes([hashes[place][0] ^ 1]) + hashes[place][1:]
    return chance.choice(
        [
            hashes[:place] + hashes[place + 1 :],
            [*hashes, hashes[place]],
            [*hashes[:place], changed, *hashes[place + 1 :]],
        ]
    )


def test_growing_step_by_step_gives_the_tree_of_one_step() -> None:
    whole, steps = Tiles(MOST), Edge(0, {})
    full = []
    for place in range(0, MOST, 7):
        full += steps.grow(whole.hashes[place : place + 7])
    assert steps.root == whole.edge.root
    assert full == list(whole.full.values())


@pytest.mark.parametrize(("start", "end"), [(-1, 0), (5, 5), (6, 5)])
def test_there_is_no_path_outside_the_tree(tiles: Tiles, start: int, end: int) -> None:
    with pytest.raises(IndexError):
        inclusion(start, end, hashes_from(end, tiles.read))


def test_there_is_no_consistency_with_a_larger_tree(tiles: Tiles) -> None:
    with pytest.raises(IndexError):
        consistency(6, 5, hashes_from(5, tiles.read))


@given(st.integers(0, 10**9), st.integers(0, 10**6))
def test_a_cover_is_made_of_whole_subtrees_without_gaps(start: int, length: int) -> None:
    place = start
    for level, number in cover(start, start + length):
        assert number << level == place
        place += 1 << level
    assert place == start + length
