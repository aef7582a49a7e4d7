"""Tiles have the names and the widths that C2SP tlog-tiles gives them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.transparency.tiles import ENTRIES, Tile, parse, partial

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "0/000"),
        (Tile(0, 1234067), "0/x001/x234/067"),
        (Tile(1, 273, 112), "1/273.p/112"),
        (Tile(ENTRIES, 1000, 1), "entries/x001/000.p/1"),
        (Tile(63, 999), "63/999"),
    ],
)
def test_the_path_of_a_tile(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert parse(path) == tile


@given(st.integers(ENTRIES, 63), st.integers(0, 2**55), st.integers(1, 256))
def test_a_path_read_is_the_tile_written(level: int, number: int, width: int) -> None:
    assert parse(Tile(level, number, width).path) == Tile(level, number, width)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "0",
        "0/00",
        "0/0000",
        "00/000",
        "64/000",
        "0/x000/001",
        "0/001/002",
        "0/000.p/0",
        "0/000.p/256",
        "0/000.p/01",
        "0/000.p/1/",
        "entries",
        "-1/000",
        "0/000\n",
        "0/x001/x234/067.p",
        "0/٠٠٠",
        "data/000",
    ],
)
def test_a_path_written_otherwise_names_nothing(path: str) -> None:
    assert parse(path) is None


def test_the_partial_tiles_of_the_example_of_the_specification() -> None:
    assert list(partial(70_000)) == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert list(partial(256)) == [Tile(1, 0, 1)]


@pytest.mark.parametrize(
    ("tile", "size", "there"),
    [
        (Tile(0, 0), 255, False),
        (Tile(0, 0), 256, True),
        (Tile(1, 0, 1), 255, False),
        (Tile(1, 0, 1), 256, True),
        (Tile(ENTRIES, 0, 5), 5, True),
        (Tile(ENTRIES, 0, 6), 5, False),
        (Tile(63, 0, 1), 2**40, False),
    ],
)
def test_a_tile_is_there_once_the_tree_has_come_so_far(tile: Tile, size: int, there: bool) -> None:
    assert tile.exists_at(size) is there
